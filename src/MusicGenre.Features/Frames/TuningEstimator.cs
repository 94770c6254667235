using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Frames;

/// <summary>
/// How far a clip deviates from A4 = 440 Hz, in semitones, -0.5 to below 0.5 in steps of 0.01 (<c>librosa.estimate_tuning</c> on a spectrogram). The spectral peaks from 150 Hz to below 4000 Hz that
/// reach a tenth of their frame's largest bin are placed by parabolas; of the louder half of all, the most frequent deviation is taken.
/// </summary>
internal sealed class TuningEstimator
{
    private const double LowestPitch = 150;
    private const double HighestPitch = 4000;
    private const float Threshold = 0.1f;
    private const int Steps = 100;

    private readonly MeasureContext _context;
    private readonly int _first;
    private readonly int _end;
    private float[] _magnitudes = new float[4096];
    private float[] _residuals = new float[4096];
    private int _count;

    public TuningEstimator(MeasureContext context)
    {
        _context = context;
        _first = 1;
        while (context.Frequency(_first) < LowestPitch)
        {
            _first++;
        }

        _end = _first;
        while (_end < context.Bins - 1 && context.Frequency(_end) < HighestPitch)
        {
            _end++;
        }
    }

    /// <summary>Forgets all peaks.</summary>
    public void Clear() => _count = 0;

    /// <summary>Takes the peaks of one frame's spectrum, whose bins stand <paramref name="step"/> apart.</summary>
    public void Add(ReadOnlySpan<float> spectrum, int step = 1)
    {
        float largest = 0;
        for (int bin = 0; bin < _context.Bins; bin++)
        {
            largest = Math.Max(largest, spectrum[bin * step]);
        }

        float threshold = Threshold * largest;
        for (int bin = _first; bin < _end; bin++)
        {
            float here = spectrum[bin * step];
            float below = spectrum[(bin - 1) * step];
            float above = spectrum[(bin + 1) * step];
            if (here > threshold && here > below && here >= above)
            {
                AddPeak(bin, below, here, above);
            }
        }
    }

    /// <summary>Takes one peak: a bin and its neighbours.</summary>
    public void AddPeak(int bin, float below, float here, float above)
    {
        // In float32, as librosa computes it.
        float slope = 0.5f * (above - below);
        float bend = (2f * here) - above - below;
        float shift = Math.Abs(bend) < 1.17549435e-38f ? slope / (bend + 1f) : slope / bend;
        float magnitude = here + (0.5f * slope * shift);
        float pitch = (float)((bin + shift) * (double)_context.SampleRate / _context.FftSize);
        if (!(pitch > 0))
        {
            return;
        }

        double classes = 12.0 * Math.Log2(pitch / 27.5);
        if (_count == _magnitudes.Length)
        {
            Array.Resize(ref _magnitudes, 2 * _count);
            Array.Resize(ref _residuals, 2 * _count);
        }

        _magnitudes[_count] = magnitude;
        double residual = classes - Math.Floor(classes);
        _residuals[_count] = (float)(residual >= 0.5 ? residual - 1.0 : residual);
        _count++;
    }

    /// <summary>The deviation; 0 where there is no peak.</summary>
    public double Estimate()
    {
        if (_count == 0)
        {
            return 0;
        }

        float median = Median(_magnitudes.AsSpan(0, _count));
        Span<int> counts = stackalloc int[Steps];
        for (int i = 0; i < _count; i++)
        {
            if (_magnitudes[i] >= median)
            {
                int step = Math.Clamp((int)Math.Floor((_residuals[i] + 0.5) * Steps), 0, Steps - 1);
                counts[step]++;
            }
        }

        int best = 0;
        for (int step = 1; step < Steps; step++)
        {
            best = counts[step] > counts[best] ? step : best;
        }

        return -0.5 + (best * 0.01);
    }

    private static float Median(ReadOnlySpan<float> values)
    {
        float[] sorted = values.ToArray();
        Array.Sort(sorted);
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (float)((sorted[middle - 1] + (double)sorted[middle]) / 2);
    }
}
