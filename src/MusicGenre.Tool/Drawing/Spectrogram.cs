using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.Tool.Drawing;

/// <summary>Levels in dB, one a pixel, the first row on top.</summary>
internal sealed class Spectrogram
{
    /// <summary>The lowest level that is drawn.</summary>
    public const double Floor = -80;

    private const int FrameLength = 2048;
    private const int Hop = 512;
    private const int MelBands = 128;
    private const double LowestLog = 30;
    private const double SmallestPower = 1e-10;

    private Spectrogram(float[,] levels, FrequencyScale scale, double highest)
    {
        Levels = levels;
        Scale = scale;
        Highest = highest;
    }

    /// <summary>dB relative to the loudest, <see cref="Floor"/> to 0; [rows from the top, columns].</summary>
    public float[,] Levels { get; }

    public FrequencyScale Scale { get; }

    /// <summary>The frequency at the lower edge, Hz.</summary>
    public double Lowest => Scale == FrequencyScale.Log ? LowestLog : 0;

    /// <summary>The frequency at the upper edge, Hz.</summary>
    public double Highest { get; }

    /// <summary>The spectrogram of a clip: frames of 2048 samples, periodic Hann window; the mean power of the frames that fall on a pixel.</summary>
    /// <param name="clip">The clip.</param>
    /// <param name="scale">The frequency axis.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="mostFrames">The most frames of a column; null for all, 512 samples apart. With a limit a long song takes no more time than a short one.</param>
    public static Spectrogram Of(AudioClip clip, FrequencyScale scale, int width, int height, int? mostFrames = null)
    {
        double highest = clip.SampleRate / 2.0;
        int bins = (FrameLength / 2) + 1;
        double[,] power = new double[bins, width];
        Accumulate(clip, power, mostFrames);
        float[,] levels = scale == FrequencyScale.Mel ? MelRows(power, clip.SampleRate, height) : LogRows(power, clip.SampleRate, height);
        double loudest = SmallestPower;
        foreach (float value in levels)
        {
            loudest = Math.Max(loudest, value);
        }

        if (!double.IsFinite(loudest))
        {
            throw new ArgumentException("The samples are too large for float32 powers; nominally they lie within -1 and 1.", nameof(clip));
        }

        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                levels[y, x] = (float)Math.Max(Floor, 10 * Math.Log10(Math.Max(SmallestPower, levels[y, x]) / loudest));
            }
        }

        return new Spectrogram(levels, scale, highest);
    }

    /// <summary>The position of a frequency: 0 at the lower edge, 1 at the upper.</summary>
    public double Place(double frequency) => Scale == FrequencyScale.Log
        ? Math.Log(frequency / Lowest) / Math.Log(Highest / Lowest)
        : MelScale.FromHz(frequency) / MelScale.FromHz(Highest);

    /// <summary>Draws the levels without axes.</summary>
    /// <param name="canvas">Where to.</param>
    /// <param name="left">The pixel of their left edge.</param>
    /// <param name="top">The pixel of their upper edge.</param>
    public void Draw(Canvas canvas, int left, int top)
    {
        for (int y = 0; y < Levels.GetLength(0); y++)
        {
            for (int x = 0; x < Levels.GetLength(1); x++)
            {
                canvas.Set(left + x, top + y, ColorMap.At(1 - (Levels[y, x] / Floor)));
            }
        }
    }

    private static double Frequency(FrequencyScale scale, double place, double highest) => scale == FrequencyScale.Log
        ? LowestLog * Math.Pow(highest / LowestLog, place)
        : MelScale.ToHz(place * MelScale.FromHz(highest));

    private static void Accumulate(AudioClip clip, double[,] power, int? mostFrames)
    {
        int bins = power.GetLength(0);
        int width = power.GetLength(1);
        RealFft<double> fft = new(FrameLength);
        double[] window = [.. Enumerable.Range(0, FrameLength).Select(static i => 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / FrameLength)))];
        double[] frame = new double[FrameLength];
        double[] re = new double[bins];
        double[] im = new double[bins];
        double[] sum = new double[bins];
        int count = 0;
        int column = 0;
        ReadOnlySpan<float> samples = clip.Samples.Span;

        // A short clip has fewer frames than pixels: the hop shrinks so that each pixel has one of its own.
        double hop = Math.Min(Hop, (double)samples.Length / width);
        if (mostFrames is { } most)
        {
            hop = Math.Max(hop, (double)samples.Length / width / most);
        }

        int frames = Math.Max(1, (int)(samples.Length / hop));
        for (int t = 0; t < frames; t++)
        {
            double centre = (t + 0.5) * hop;
            int x = Math.Min(width - 1, (int)(centre / samples.Length * width));
            if (x != column)
            {
                Flush(x);
            }

            int start = (int)centre - (FrameLength / 2);
            for (int i = 0; i < FrameLength; i++)
            {
                int at = start + i;
                frame[i] = at >= 0 && at < samples.Length ? samples[at] * window[i] : 0;
            }

            fft.Forward(frame, re, im);
            count++;
            for (int k = 0; k < bins; k++)
            {
                sum[k] += (re[k] * re[k]) + (im[k] * im[k]);
            }
        }

        Flush(width);

        // The mean of a column, which goes on to the next one that has a frame.
        void Flush(int next)
        {
            for (int k = 0; k < bins; k++)
            {
                for (int x = column; x < next; x++)
                {
                    power[k, x] = count > 0 ? sum[k] / count : 0;
                }

                sum[k] = 0;
            }

            (column, count) = (next, 0);
        }
    }

    private static float[,] LogRows(double[,] power, int sampleRate, int height)
    {
        double binsPerHz = FrameLength / (double)sampleRate;
        double highest = sampleRate / 2.0;
        float[,] rows = new float[height, power.GetLength(1)];
        for (int y = 0; y < height; y++)
        {
            double low = Frequency(FrequencyScale.Log, 1 - ((y + 1.0) / height), highest) * binsPerHz;
            double high = Frequency(FrequencyScale.Log, 1 - ((double)y / height), highest) * binsPerHz;
            int first = (int)Math.Ceiling(low);
            int last = Math.Min(power.GetLength(0) - 1, (int)Math.Floor(high));
            for (int x = 0; x < rows.GetLength(1); x++)
            {
                // Below, bins are further apart than pixels: between two of them the level goes evenly. Above, the loudest of a pixel's bins is shown.
                double value = Between(power, Math.Min((low + high) / 2, power.GetLength(0) - 1), x);
                for (int k = first; k <= last; k++)
                {
                    value = Math.Max(value, power[k, x]);
                }

                rows[y, x] = (float)value;
            }
        }

        return rows;
    }

    private static float[,] MelRows(double[,] power, int sampleRate, int height)
    {
        float[,] bank = MelFilterBank.Create(sampleRate, FrameLength, MelBands);
        int width = power.GetLength(1);
        double[,] bands = new double[MelBands, width];
        for (int band = 0; band < MelBands; band++)
        {
            for (int k = 0; k < power.GetLength(0); k++)
            {
                if (bank[band, k] > 0)
                {
                    for (int x = 0; x < width; x++)
                    {
                        bands[band, x] += bank[band, k] * power[k, x];
                    }
                }
            }
        }

        float[,] rows = new float[height, width];
        for (int y = 0; y < height; y++)
        {
            // The centre of band b lies at (b + 1) / (bands + 1) of the axis.
            double place = ((1 - ((y + 0.5) / height)) * (MelBands + 1)) - 1;
            for (int x = 0; x < width; x++)
            {
                rows[y, x] = (float)Between(bands, Math.Clamp(place, 0, MelBands - 1), x);
            }
        }

        return rows;
    }

    private static double Between(double[,] values, double row, int column)
    {
        int below = Math.Min((int)row, values.GetLength(0) - 2);
        double share = row - below;
        return Math.Exp(
            ((1 - share) * Math.Log(Math.Max(SmallestPower, values[below, column]))) + (share * Math.Log(Math.Max(SmallestPower, values[below + 1, column]))));
    }
}
