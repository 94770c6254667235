using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
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

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Power), graph.Context, Tuning(graph));

    public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(FramePart.Power), graph.Context, Tuning(graph));

    // The given one, or that of the clip.
    private (double Given, TuningFigure[] Figures) Tuning(Graph graph) => _tuning is double given ? (given, []) : (0, [graph.Tuning()]);

    private abstract class OfTuning(Node power, MeasureContext context, (double Given, TuningFigure[] Figures) tuning) : Node(12, [power], tuning.Figures)
    {
        private MeasureContext? _tuned;

        public override void Begin()
        {
            MeasureContext tuned = context with { Tuning = tuning.Figures is [TuningFigure figure] ? figure.Value : tuning.Given };
            if (tuned != _tuned)
            {
                _tuned = tuned;
                Tune(tuned);
            }
        }

        protected ReadOnlySpan<float> Powers => Inputs[0].Values;

        /// <summary>Makes the bank of a tuning.</summary>
        protected abstract void Tune(MeasureContext tuned);
    }

    private sealed unsafe class Lanes<TLane>(Node node, MeasureContext context, (double, TuningFigure[]) tuning) : OfTuning(node, context, tuning)
        where TLane : unmanaged, ILane<TLane>
    {
        private const float Smallest = 1.17549435e-38f;
        private LaneChromaBank _bank = null!;

        protected override void Tune(MeasureContext tuned) => _bank = LaneChromaBank.For(tuned);

        public override void Compute()
        {
            fixed (float* power = Powers, chroma = Result)
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

    private sealed class Exact(Node node, MeasureContext context, (double, TuningFigure[]) tuning) : OfTuning(node, context, tuning)
    {
        private SparseRows _bank = null!;

        protected override void Tune(MeasureContext tuned) => _bank = new(ChromaFilterBank.Create(tuned.SampleRate, tuned.FftSize, tuning: tuned.Tuning));

        public override void Compute()
        {
            _bank.Multiply(Powers, Result);
            float maximum = 0;
            foreach (float value in Result)
            {
                maximum = Math.Max(maximum, value);
            }

            // librosa leaves a frame below the smallest normal number as it is.
            if (maximum >= 1.17549435e-38f)
            {
                foreach (ref float value in Result)
                {
                    value /= maximum;
                }
            }
        }
    }
}
