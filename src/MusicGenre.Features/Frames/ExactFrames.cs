using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Filters;
using MusicGenre.Features.Transforms;

namespace MusicGenre.Features.Frames;

/// <summary>One frame at a time, transformed in double precision and rounded to float32, as librosa does. For every frame length and hop.</summary>
internal sealed class ExactFrames : FrameSource
{
    private readonly FrameOptions _options;
    private readonly double[] _window;
    private readonly RealFft<double> _fft;
    private readonly float[] _samples;
    private readonly double[] _windowed;
    private readonly double[] _re;
    private readonly double[] _im;
    private readonly float[] _power;
    private readonly float[] _magnitude;
    private readonly float[] _meanSquare = new float[1];
    private readonly float[] _crossings = new float[1];
    private PaddedSignal? _signal;
    private long _frame;

    public ExactFrames(FrameOptions options)
    {
        _options = options;
        _window = HannWindow.Create(options.FftSize);
        _fft = new RealFft<double>(options.FftSize);
        _samples = new float[options.FftSize];
        _windowed = new double[options.FftSize];
        _re = new double[options.Bins];
        _im = new double[options.Bins];
        _power = new float[options.Bins];
        _magnitude = new float[options.Bins];
    }

    public override int Width => 1;

    /// <summary>The real parts of the frame's spectrum.</summary>
    public ReadOnlySpan<double> Re => _re;

    /// <summary>The imaginary parts of the frame's spectrum.</summary>
    public ReadOnlySpan<double> Im => _im;

    public override FrameBlock Block => new(1, _power, _magnitude, default, default, default, _meanSquare, _crossings);

    public override void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes)
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
                // What lies between two frames is read into the buffer that the frame will fill.
                signal.Read(_samples.AsSpan(0, Math.Min(skip, size)));
            }
        }

        if (signal.Read(_samples.AsSpan(size - fresh)) < fresh || signal.Length == 0)
        {
            return 0;
        }

        Transform();
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

    public override void AddPeaks(TuningEstimator estimator, int frames) => estimator.Add(_power);

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

    private void Transform()
    {
        for (int i = 0; i < _windowed.Length; i++)
        {
            _windowed[i] = _window[i] * _samples[i];
        }

        _fft.Forward(_windowed, _re, _im);
        for (int bin = 0; bin < _power.Length; bin++)
        {
            float re = (float)_re[bin];
            float im = (float)_im[bin];
            float magnitude = (float)Math.Sqrt(((double)re * re) + ((double)im * im));
            _magnitude[bin] = magnitude;
            _power[bin] = magnitude * magnitude;
        }
    }
}
