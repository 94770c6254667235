using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics.Statistics;

namespace MusicGenre.Features.Frames;

/// <summary>
/// How far a clip deviates from A4 = 440 Hz, in semitones, -0.5 to below 0.5 in steps of 0.01 (<c>librosa.estimate_tuning</c> on a spectrogram). The spectral peaks from
/// 150 Hz to below 4000 Hz that surpass a tenth of their frame's largest bin are placed by parabolas; of the louder half of all, the most frequent deviation is taken.
/// </summary>
/// <remarks>
/// The median of the peaks' magnitudes must be known before the deviations can be counted. Up to a number of peaks they are kept; a longer clip is read three times:
/// for the upper half of the median's bits, for the lower half, and to count. So the memory has a bound and the result is the same.
/// </remarks>
internal sealed class TuningEstimator
{
    /// <summary>The fraction of a frame's largest bin that a peak must exceed.</summary>
    public const float Threshold = 0.1f;

    private const double LowestPitch = 150;
    private const double HighestPitch = 4000;
    private const int Steps = 100;
    private const int LowBits = 16;

    private readonly MeasureContext _context;
    private readonly int _largestHeld;
    private readonly int[] _counts = new int[Steps];
    private float[] _magnitudes = new float[4096];
    private float[] _pitches = new float[4096];
    private float[] _sorted = [];
    private int _held;
    private Phase _phase;
    private long[]? _upper;
    private long[]? _lowerBelow;
    private long[]? _lowerAbove;
    private int _bucketBelow;
    private int _bucketAbove;
    private long _rankBelow;
    private long _rankAbove;
    private float _median;

    /// <summary>Prepares estimates.</summary>
    /// <param name="context">The sample rate and the frame length.</param>
    /// <param name="largestHeld">How many peaks are held at most.</param>
    public TuningEstimator(MeasureContext context, int largestHeld = 1 << 20)
    {
        _context = context;
        _largestHeld = largestHeld;
        FirstBin = 1;
        while (context.Frequency(FirstBin) < LowestPitch)
        {
            FirstBin++;
        }

        EndBin = FirstBin;
        while (EndBin < context.Bins - 1 && context.Frequency(EndBin) < HighestPitch)
        {
            EndBin++;
        }
    }

    private enum Phase
    {
        Hold,
        Upper,
        Lower,
        Count,
    }

    /// <summary>The first bin that can be a peak.</summary>
    public int FirstBin { get; }

    /// <summary>The first bin after those that can be one.</summary>
    public int EndBin { get; }

    /// <summary>The deviation, after <see cref="EndPass"/> returned true; 0 without a peak.</summary>
    public double Tuning { get; private set; }

    /// <summary>Forgets all peaks.</summary>
    public void Clear()
    {
        _held = 0;
        _phase = Phase.Hold;
        Array.Clear(_counts);
    }

    /// <summary>Takes the peaks of one frame's spectrum.</summary>
    public void Add(ReadOnlySpan<float> spectrum)
    {
        float largest = 0;
        foreach (float value in spectrum)
        {
            largest = Math.Max(largest, value);
        }

        float threshold = Threshold * largest;
        for (int bin = FirstBin; bin < EndBin; bin++)
        {
            float here = spectrum[bin];
            float below = spectrum[bin - 1];
            float above = spectrum[bin + 1];
            if (here > threshold && here > below && here >= above)
            {
                AddPeak(bin, below, here, above);
            }
        }
    }

    /// <summary>Takes one peak: a bin and its neighbours.</summary>
    public void AddPeak(int bin, float below, float here, float above)
    {
        // In float32, as librosa computes it; the place in float64, as numpy adds an integer and a float32.
        float slope = 0.5f * (above - below);
        float bend = (2f * here) - above - below;
        float shift = Math.Abs(bend) < 1.17549435e-38f ? slope / (bend + 1f) : slope / bend;
        float magnitude = here + (0.5f * slope * shift);
        float pitch = (float)((bin + (double)shift) * _context.SampleRate / _context.FftSize);
        switch (_phase)
        {
            case Phase.Hold:
                Hold(magnitude, pitch);
                break;
            case Phase.Upper:
                _upper![Bits(magnitude) >> LowBits]++;
                break;
            case Phase.Lower:
                CountLower(Bits(magnitude));
                break;
            default:
                if (magnitude >= _median)
                {
                    Count(pitch);
                }

                break;
        }
    }

    /// <summary>Ends a pass over the clip.</summary>
    /// <returns>Whether the tuning is there; otherwise all frames must be given once more.</returns>
    public bool EndPass()
    {
        switch (_phase)
        {
            case Phase.Hold when _held == 0:
                Tuning = 0;
                return true;
            case Phase.Hold:
                CountHeld();
                Tuning = MostFrequent();
                return true;
            case Phase.Upper:
                EndUpper();
                _phase = Phase.Lower;
                return false;
            case Phase.Lower:
                float lower = BitConverter.Int32BitsToSingle((_bucketBelow << LowBits) | Place(_lowerBelow!, ref _rankBelow));
                float upper = BitConverter.Int32BitsToSingle((_bucketAbove << LowBits) | Place(_lowerAbove!, ref _rankAbove));
                _median = (float)((lower + (double)upper) / 2);
                _phase = Phase.Count;
                return false;
            default:
                Tuning = MostFrequent();
                return true;
        }
    }

    private static int Bits(float magnitude) => BitConverter.SingleToInt32Bits(magnitude);

    /// <summary>The place of the value of a rank, which becomes the rank among the values of that place.</summary>
    private static int Place(long[] counts, ref long rank)
    {
        int place = 0;
        while (rank >= counts[place])
        {
            rank -= counts[place];
            place++;
        }

        return place;
    }

    private void Hold(float magnitude, float pitch)
    {
        if (_held == _largestHeld)
        {
            _phase = Phase.Upper;
            _upper = new long[1 << LowBits];
            foreach (float held in _magnitudes.AsSpan(0, _held))
            {
                _upper[Bits(held) >> LowBits]++;
            }

            _upper[Bits(magnitude) >> LowBits]++;
            return;
        }

        if (_held == _magnitudes.Length)
        {
            Array.Resize(ref _magnitudes, Math.Min(2 * _held, _largestHeld));
            Array.Resize(ref _pitches, Math.Min(2 * _held, _largestHeld));
        }

        _magnitudes[_held] = magnitude;
        _pitches[_held] = pitch;
        _held++;
    }

    private void CountHeld()
    {
        if (_sorted.Length < _held)
        {
            _sorted = new float[_magnitudes.Length];
        }

        Span<float> sorted = _sorted.AsSpan(0, _held);
        _magnitudes.AsSpan(0, _held).CopyTo(sorted);
        _median = Selection.Median(sorted);

        // The louder half to the front, without branches, which no processor would foresee.
        int louder = 0;
        for (int i = 0; i < _held; i++)
        {
            _pitches[louder] = _pitches[i];
            louder += _magnitudes[i] >= _median ? 1 : 0;
        }

        foreach (float pitch in _pitches.AsSpan(0, louder))
        {
            Count(pitch);
        }
    }

    private void EndUpper()
    {
        long count = _upper!.Sum();
        _rankAbove = count / 2;
        _rankBelow = (count - 1) / 2;
        _bucketAbove = Place(_upper!, ref _rankAbove);
        _bucketBelow = Place(_upper!, ref _rankBelow);
        _lowerBelow = new long[1 << LowBits];
        _lowerAbove = new long[1 << LowBits];
    }

    private void CountLower(int bits)
    {
        int bucket = bits >> LowBits;
        int lower = bits & ((1 << LowBits) - 1);
        if (bucket == _bucketBelow)
        {
            _lowerBelow![lower]++;
        }

        if (bucket == _bucketAbove)
        {
            _lowerAbove![lower]++;
        }
    }

    private void Count(float pitch)
    {
        // In float32, as librosa computes it: pitches near the edge of a step fall where librosa's fall. The logarithm is rounded from float64, the same everywhere.
        float classes = 12f * (float)Math.Log2(pitch / 27.5f);
        float residual = classes - MathF.Floor(classes);
        residual = residual >= 0.5f ? residual - 1f : residual;
        _counts[Math.Clamp((int)Math.Floor((residual + 0.5) * Steps), 0, Steps - 1)]++;
    }

    private double MostFrequent()
    {
        int best = 0;
        for (int step = 1; step < Steps; step++)
        {
            best = _counts[step] > _counts[best] ? step : best;
        }

        return -0.5 + (best * 0.01);
    }
}
