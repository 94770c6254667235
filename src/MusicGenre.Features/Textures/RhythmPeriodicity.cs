using System.Numerics;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Rhythm regardless of the tempo: the autocorrelation of onset strength, max(0, x[t + 2] - x[t]) dB, in six groups of mel bands and in all, from 4 to 429 frames on a logarithmic axis of 128 points,
/// where a change of tempo is a shift. Of each: magnitudes 1 to 12 of its Fourier transform, log(x + 0.001), which a shift barely changes (a scale transform: A. Holzapfel and Y. Stylianou,
/// "Scale transform in rhythmic similarity of music", IEEE Transactions on Audio, Speech, and Language Processing 19(1), 2011); every third of its 24 largest values in descending order; mean and
/// standard deviation.
/// </summary>
internal sealed class RhythmPeriodicity : ImageDescriptor
{
    private const int Groups = 6;
    private const int Series = Groups + 1;
    private const int FirstLag = 4;
    private const int LagCount = 430;
    private const int Points = 128;
    private const int Magnitudes = 12;
    private const int Largest = 24;
    private const int LargestStep = 3;

    // An autocorrelation of 430 lags needs some more frames than these.
    private const int Minimum = 450;

    public RhythmPeriodicity()
        : base("rhythm_periodicity", Series * (Magnitudes + (Largest / LargestStep) + 2), SpectrogramImage.Mel, Minimum)
    {
    }

    private protected override ImageMeasure CreateMeasure() => new RhythmMeasure();

    private sealed class RhythmMeasure : ImageMeasure
    {
        private readonly RealFft<double> _alongLags = new(Points);
        private readonly double[] _lags = new double[Points];
        private readonly double[] _points = new double[Points];
        private readonly double[] _re = new double[(Points / 2) + 1];
        private readonly double[] _im = new double[(Points / 2) + 1];
        private RealFft<double>? _fft;
        private double[] _onsets = [];
        private double[] _spectrumRe = [];
        private double[] _spectrumIm = [];

        public RhythmMeasure()
        {
            double low = Math.Log(FirstLag);
            double step = (Math.Log(LagCount - 1) - low) / (Points - 1);
            for (int i = 0; i < Points; i++)
            {
                _lags[i] = Math.Exp(low + (i * step));
            }
        }

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            int frames = image.Frames - 2;
            Prepare(frames);
            TakeOnsets(image, frames);
            Autocorrelate();
            int count = values.Length / Series;
            for (int series = 0; series < Series; series++)
            {
                Describe(series, values.Slice(series * count, count));
            }
        }

        private void Prepare(int frames)
        {
            // Zeros behind the series, so that no lag wraps around.
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)(frames + LagCount));
            if (_fft?.Size != size)
            {
                _fft = new RealFft<double>(size, Series);
                _onsets = new double[size * Series];
                _spectrumRe = new double[_fft.Bins * Series];
                _spectrumIm = new double[_fft.Bins * Series];
            }
        }

        /// <summary>[frames, series], less the mean of each series.</summary>
        private void TakeOnsets(SpectrogramImage image, int frames)
        {
            _onsets.AsSpan().Clear();
            Span<double> means = stackalloc double[Series];
            means.Clear();
            int band = 0;
            for (int group = 0; group < Groups; group++)
            {
                // The first groups take one band more.
                int count = (image.Bands / Groups) + (group < image.Bands % Groups ? 1 : 0);
                for (int end = band + count; band < end; band++)
                {
                    ReadOnlySpan<float> row = image[band];
                    for (int t = 0; t < frames; t++)
                    {
                        _onsets[(t * Series) + group] += Math.Max(0, row[t + 2] - row[t]);
                    }
                }

                for (int t = 0; t < frames; t++)
                {
                    double sum = _onsets[(t * Series) + group];
                    _onsets[(t * Series) + Groups] += sum / image.Bands;
                    _onsets[(t * Series) + group] = sum / count;
                }
            }

            for (int i = 0; i < frames * Series; i++)
            {
                means[i % Series] += _onsets[i];
            }

            for (int i = 0; i < frames * Series; i++)
            {
                _onsets[i] -= means[i % Series] / frames;
            }
        }

        private void Autocorrelate()
        {
            _fft!.Forward(_onsets, _spectrumRe, _spectrumIm);
            for (int i = 0; i < _spectrumRe.Length; i++)
            {
                _spectrumRe[i] = (_spectrumRe[i] * _spectrumRe[i]) + (_spectrumIm[i] * _spectrumIm[i]);
            }

            _spectrumIm.AsSpan().Clear();
            _fft.Inverse(_spectrumRe, _spectrumIm, _onsets);
        }

        private void Describe(int series, Span<float> values)
        {
            double energy = _onsets[series] + 1e-9;
            double mean = 0;
            for (int i = 0; i < Points; i++)
            {
                int below = Math.Min((int)_lags[i], LagCount - 2);
                double part = Math.Min(_lags[i] - below, 1);
                double low = _onsets[(below * Series) + series];
                double high = _onsets[((below + 1) * Series) + series];
                _points[i] = (low + (part * (high - low))) / energy;
                mean += _points[i];
            }

            mean /= Points;
            double squares = 0;
            for (int i = 0; i < Points; i++)
            {
                _points[i] -= mean;
                squares += _points[i] * _points[i];
            }

            _alongLags.Forward(_points, _re, _im);
            for (int k = 1; k <= Magnitudes; k++)
            {
                values[k - 1] = (float)Math.Log(Math.Sqrt((_re[k] * _re[k]) + (_im[k] * _im[k])) + 1e-3);
            }

            Array.Sort(_points);
            for (int k = 0; k < Largest / LargestStep; k++)
            {
                values[Magnitudes + k] = (float)(_points[Points - 1 - (k * LargestStep)] + mean);
            }

            values[^2] = (float)mean;
            values[^1] = (float)Math.Sqrt(squares / Points);
        }
    }
}
