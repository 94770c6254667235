using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The geometric by the arithmetic mean of the powers, each at least 1e-10 (<c>librosa.feature.spectral_flatness</c>; Dubnov, 2004).
/// 1 for white noise and for silence, near 0 for a tone.
/// </summary>
internal sealed class SpectralFlatness : FrameDescriptor
{
    public SpectralFlatness()
        : base("spectral_flatness", 1)
    {
    }

    public override Node CreateExact(Graph graph) => new Exact(graph.Get(FramePart.Power));

    public override Node CreateLanes<TLane>(Graph graph) => new Lanes<TLane>(graph.Get(FramePart.Power), graph.Context.Bins);

    /// <summary>
    /// The logarithm of a product of sixteen mantissas, each from sqrt(1/2) to sqrt(2), in place of sixteen logarithms; the exponents are added up.
    /// </summary>
    private sealed unsafe class Lanes<TLane>(Node node, int bins) : Node(1, [node])
        where TLane : unmanaged, ILane<TLane>
    {
        private const int Factors = 16;
        private readonly AlignedBuffer _exponents = new(TLane.Count);
        private readonly AlignedBuffer _decibels = new(TLane.Count);
        private readonly AlignedBuffer _sums = new(TLane.Count);

        public override void Compute()
        {
            fixed (float* power = node.Values)
            {
                Sum(power);
            }

            for (int lane = 0; lane < TLane.Count; lane++)
            {
                double logarithm = (_exponents.Span[lane] * Math.Log(2)) + (_decibels.Span[lane] * Math.Log(10) / 10);
                Result[lane] = (float)(Math.Exp(logarithm / bins) / (_sums.Span[lane] / bins));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Sum(float* power)
        {
            TLane smallest = TLane.Create(Decibel.SmallestPower);
            TLane exponents = TLane.Create(0);
            TLane decibels = TLane.Create(0);
            TLane sum = TLane.Create(0);
            for (int first = 0; first < bins; first += Factors)
            {
                int end = Math.Min(first + Factors, bins);
                TLane product = TLane.Create(1);
                TLane part = TLane.Create(0);
                for (int bin = first; bin < end; bin++)
                {
                    TLane x = TLane.Max(TLane.Load(power + (bin * TLane.Count)), smallest);
                    part += x;
                    product *= TLane.Split(x, out TLane exponent);
                    exponents += exponent;
                }

                sum += part;
                decibels += LaneMath.Decibel(product);
            }

            TLane.Store(exponents, _exponents.Pointer);
            TLane.Store(decibels, _decibels.Pointer);
            TLane.Store(sum, _sums.Pointer);
        }
    }

    private sealed class Exact(Node node) : Node(1, [node])
    {
        public override void Compute()
        {
            ReadOnlySpan<float> powers = node.Values;
            double logarithms = 0;
            double sum = 0;
            foreach (float power in powers)
            {
                double value = Math.Max(power, Decibel.SmallestPower);
                logarithms += Math.Log(value);
                sum += value;
            }

            Result[0] = (float)(Math.Exp(logarithms / powers.Length) / (sum / powers.Length));
        }
    }
}
