namespace MusicGenre.Features.Frames;

/// <summary>One frame at a time, transformed in double precision and rounded to float32, as librosa does. For every frame length and hop.</summary>
internal sealed class ExactFrames : FrameSource
{
    private readonly FrameOptions _options;
    private readonly ExactSpectrum _spectrum;
    private readonly float[] _samples;
    private readonly float[] _meanSquare = new float[1];
    private readonly float[] _crossings = new float[1];
    private PaddedSignal? _signal;
    private long _frame;

    public ExactFrames(FrameOptions options)
    {
        _options = options;
        _spectrum = new ExactSpectrum(options.FftSize);
        _samples = new float[options.FftSize];
    }

    public override int Width => 1;

    public override void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes, bool again)
    {
        _signal = signal;
        _frame = 0;
    }

    public override int Next()
    {
        PaddedSignal signal = _signal!;
        int size = _options.FftSize;
        int fresh = _frame == 0 ? size : Math.Min(size, _options.HopLength);
        if (_frame > 0)
        {
            _samples.AsSpan(fresh).CopyTo(_samples);
            for (int skip = _options.HopLength - size; skip > 0; skip -= size)
            {
                // The samples between two frames are read into the buffer that the frame will fill.
                signal.Read(_samples.AsSpan(0, Math.Min(skip, size)));
            }
        }

        if (signal.Read(_samples.AsSpan(size - fresh)) < fresh || signal.Length == 0)
        {
            return 0;
        }

        _spectrum.Transform(_samples);
        double sum = 0;
        foreach (float sample in _samples)
        {
            sum += (double)sample * sample;
        }

        _meanSquare[0] = (float)(sum / size);
        _crossings[0] = Crossings(_samples, signal.Position - size, signal.Length ?? long.MaxValue / 2);
        _frame++;
        return 1;
    }

    public override void AddPeaks(TuningEstimator estimator, int frames, bool fromPower) => estimator.Add(fromPower ? _spectrum.Power : _spectrum.Magnitude);

    public override ReadOnlySpan<float> Get(FramePart part) => part switch
    {
        FramePart.Power => _spectrum.Power,
        FramePart.Magnitude => _spectrum.Magnitude,
        FramePart.MeanSquare => _meanSquare,
        FramePart.Crossings => _crossings,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "Sums of magnitudes come with lanes only."),
    };

    /// <summary>The changes of sign between samples that both belong to the source.</summary>
    private static int Crossings(ReadOnlySpan<float> samples, long position, long length)
    {
        int first = (int)Math.Max(1, 1 - position);
        long end = Math.Min(samples.Length, length - position);
        int count = 0;
        for (int i = first; i < end; i++)
        {
            bool wasNegative = samples[i - 1] < -1e-10f;
            bool isNegative = samples[i] < -1e-10f;
            count += wasNegative != isNegative ? 1 : 0;
        }

        return count;
    }
}
