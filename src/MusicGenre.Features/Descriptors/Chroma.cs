using System.Runtime.CompilerServices;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;

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

    public override FrameMeasure CreateLanes<TLane>(MeasureContext context) => new Lanes<TLane>(context with { Tuning = _tuning ?? context.Tuning });

    private sealed unsafe class Lanes<TLane>(MeasureContext context) : FrameMeasure(TLane.Count, rows: 12)
        where TLane : unmanaged, ILane<TLane>
    {
        private const float Smallest = 1.17549435e-38f;
        private readonly LaneChromaBank _bank = LaneChromaBank.For(context);

        public override void Measure(in FrameBlock block, Span<float> raw)
        {
            fixed (float* power = block.Power, chroma = raw)
            {
                MultiplyWide(power, chroma);
                MultiplyNarrow(power, chroma);
                TLane maximum = TLane.Create(0);
                for (int c = 0; c < Rows; c++)
                {
                    maximum = TLane.Max(maximum, TLane.Load(chroma + (c * TLane.Count)));
                }

                // librosa leaves a frame below the smallest normal number as it is; here it is smaller than one either way.
                maximum = TLane.Max(maximum, TLane.Create(Smallest));
                for (int c = 0; c < Rows; c++)
                {
                    float* at = chroma + (c * TLane.Count);
                    TLane.Store(TLane.Load(at) / maximum, at);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void MultiplyWide(float* power, float* chroma)
        {
            int width = TLane.Count;
            fixed (float* weights = _bank.WideWeights)
            {
                for (int half = 0; half < 2; half++)
                {
                    TLane a = TLane.Create(0);
                    TLane b = a;
                    TLane c = a;
                    TLane d = a;
                    TLane e = a;
                    TLane f = a;
                    float* w = weights + (6 * half);
                    foreach (int bin in _bank.WideBins)
                    {
                        TLane x = TLane.Load(power + (bin * width));
                        a = TLane.MultiplyAdd(x, TLane.Create(w[0]), a);
                        b = TLane.MultiplyAdd(x, TLane.Create(w[1]), b);
                        c = TLane.MultiplyAdd(x, TLane.Create(w[2]), c);
                        d = TLane.MultiplyAdd(x, TLane.Create(w[3]), d);
                        e = TLane.MultiplyAdd(x, TLane.Create(w[4]), e);
                        f = TLane.MultiplyAdd(x, TLane.Create(w[5]), f);
                        w += LaneChromaBank.Classes;
                    }

                    float* to = chroma + (6 * half * width);
                    TLane.Store(a, to);
                    TLane.Store(b, to + width);
                    TLane.Store(c, to + (2 * width));
                    TLane.Store(d, to + (3 * width));
                    TLane.Store(e, to + (4 * width));
                    TLane.Store(f, to + (5 * width));
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void MultiplyNarrow(float* power, float* chroma)
        {
            int width = TLane.Count;
            fixed (float* weights = _bank.NarrowWeights)
            fixed (int* bins = _bank.NarrowBins)
            {
                float* w = weights;
                int* bin = bins;
                for (int first = 0; first < LaneChromaBank.Classes; first++)
                {
                    TLane a = TLane.Create(0);
                    TLane b = a;
                    TLane c = a;
                    TLane d = a;
                    TLane e = a;
                    TLane f = a;
                    TLane g = a;
                    int* end = bin + _bank.GroupCounts[first];
                    for (; bin < end; bin++)
                    {
                        TLane x = TLane.Load(power + (*bin * width));
                        a = TLane.MultiplyAdd(x, TLane.Create(w[0]), a);
                        b = TLane.MultiplyAdd(x, TLane.Create(w[1]), b);
                        c = TLane.MultiplyAdd(x, TLane.Create(w[2]), c);
                        d = TLane.MultiplyAdd(x, TLane.Create(w[3]), d);
                        e = TLane.MultiplyAdd(x, TLane.Create(w[4]), e);
                        f = TLane.MultiplyAdd(x, TLane.Create(w[5]), f);
                        g = TLane.MultiplyAdd(x, TLane.Create(w[6]), g);
                        w += LaneChromaBank.Narrow;
                    }

                    Add(a, chroma, first);
                    Add(b, chroma, first + 1);
                    Add(c, chroma, first + 2);
                    Add(d, chroma, first + 3);
                    Add(e, chroma, first + 4);
                    Add(f, chroma, first + 5);
                    Add(g, chroma, first + 6);
                }
            }
        }

        private static void Add(TLane value, float* chroma, int pitchClass)
        {
            float* at = chroma + (pitchClass % LaneChromaBank.Classes * TLane.Count);
            TLane.Store(TLane.Load(at) + value, at);
        }
    }

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
