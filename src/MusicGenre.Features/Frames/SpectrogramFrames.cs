namespace MusicGenre.Features.Frames;

/// <summary>The frames of a power spectrogram that is there already, one at a time.</summary>
internal sealed class SpectrogramFrames(float[,] powers) : FrameSource
{
    private readonly float[] _power = new float[powers.GetLength(0)];
    private readonly float[] _magnitude = new float[powers.GetLength(0)];
    private int _next;

    public override int Width => 1;

    public override void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes, bool again) => _next = 0;

    public override int Next()
    {
        if (_next == powers.GetLength(1))
        {
            return 0;
        }

        for (int bin = 0; bin < _power.Length; bin++)
        {
            _power[bin] = powers[bin, _next];
            _magnitude[bin] = MathF.Sqrt(_power[bin]);
        }

        _next++;
        return 1;
    }

    public override void AddPeaks(TuningEstimator estimator, int frames, bool fromPower) => estimator.Add(fromPower ? _power : _magnitude);

    public override ReadOnlySpan<float> Get(FramePart part) => part switch
    {
        FramePart.Power => _power,
        FramePart.Magnitude => _magnitude,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "A spectrogram has no samples."),
    };
}
