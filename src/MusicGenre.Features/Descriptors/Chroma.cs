using MusicGenre.Features.Filters;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The power in the twelve pitch classes, C first, tuned to the clip, by the largest of each frame (<c>librosa.feature.chroma_stft</c>), in [0, 1]. 0 for silence.
/// </summary>
internal sealed class Chroma : FrameDescriptor
{
    private readonly double? _tuning;

    /// <summary>Tuned to the clip, or to a given deviation from A4 = 440 Hz in semitones.</summary>
    public Chroma(double? tuning)
        : base("chroma_stft", 12, tuning is double value ? [("tuning", value)] : [])
    {
        _tuning = tuning;
    }

    public override bool NeedsTuning => _tuning is null;

    public override FrameMeasure CreateExact(MeasureContext context) => new Exact(context with { Tuning = _tuning ?? context.Tuning });

    internal sealed class Exact(MeasureContext context) : FrameMeasure(width: 1, rows: 12)
    {
        private readonly SparseRows _bank = new(ChromaFilterBank.Create(context.SampleRate, context.FftSize, tuning: context.Tuning));

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            _bank.Multiply(block.Power, raw);
            float maximum = 0;
            foreach (float value in raw)
            {
                maximum = Math.Max(maximum, value);
            }

            // librosa leaves a frame below the smallest normal number as it is.
            if (maximum >= 1.17549435e-38f)
            {
                for (int c = 0; c < raw.Length; c++)
                {
                    raw[c] /= maximum;
                }
            }
        }
    }
}
