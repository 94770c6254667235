using MusicGenre.Features.Filters;
using MusicGenre.Features.Transforms;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// Mel-frequency cepstral coefficients: the orthonormal DCT-II of the mel bands in dB, each at least 80 dB below the loudest of the clip (<c>librosa.feature.mfcc</c>).
/// </summary>
internal sealed class Mfcc : FrameDescriptor
{
    private readonly int _bands;

    public Mfcc(int count, int bands)
        : base("mfcc", count, ("count", count), ("bands", bands))
    {
        _bands = bands;
    }

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context, Rows, _bands);

    private sealed class Exact : FrameMeasure
    {
        private readonly SparseRows _bank;
        private readonly double[,] _cosines;

        public Exact(MeasureContext context, int count, int bands)
            : base(width: 1, rows: count, rawRows: bands, levels: 1)
        {
            _bank = new SparseRows(MelFilterBank.Create(context.SampleRate, context.FftSize, bands));
            _cosines = DiscreteCosine.Create(count, bands);
        }

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            _bank.Multiply(block.Power, raw);
            for (int band = 0; band < raw.Length; band++)
            {
                raw[band] = (float)Decibel.FromPower(raw[band]);
            }
        }

        public override void Observe(ReadOnlySpan<float> raw, int frames, Span<float> levels)
        {
            foreach (float value in raw)
            {
                levels[0] = Math.Max(levels[0], value);
            }
        }

        public override void Finish(Span<float> raw, ReadOnlySpan<float> levels, Span<float> values)
        {
            float floor = levels[0] - Decibel.Range;
            for (int k = 0; k < Rows; k++)
            {
                double sum = 0;
                for (int band = 0; band < raw.Length; band++)
                {
                    sum += _cosines[k, band] * Math.Max(raw[band], floor);
                }

                values[k] = (float)sum;
            }
        }
    }
}
