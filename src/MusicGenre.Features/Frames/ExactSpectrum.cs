using MusicGenre.Numerics;

namespace MusicGenre.Features.Frames;

/// <summary>The spectrum of one frame, transformed in double precision and rounded to float32, as librosa does.</summary>
internal sealed class ExactSpectrum
{
    private readonly double[] _window;
    private readonly RealFft<double> _fft;
    private readonly double[] _windowed;
    private readonly double[] _re;
    private readonly double[] _im;
    private readonly float[] _power;
    private readonly float[] _magnitude;

    public ExactSpectrum(int size)
    {
        _window = HannWindow.Create(size);
        _fft = new RealFft<double>(size);
        _windowed = new double[size];
        _re = new double[(size / 2) + 1];
        _im = new double[(size / 2) + 1];
        _power = new float[(size / 2) + 1];
        _magnitude = new float[(size / 2) + 1];
    }

    /// <summary>|X|².</summary>
    public ReadOnlySpan<float> Power => _power;

    /// <summary>|X|.</summary>
    public ReadOnlySpan<float> Magnitude => _magnitude;

    /// <summary>Windows and transforms a frame.</summary>
    public void Transform(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < _windowed.Length; i++)
        {
            _windowed[i] = _window[i] * samples[i];
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
