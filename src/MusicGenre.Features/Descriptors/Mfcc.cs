using System.Runtime.CompilerServices;
using MusicGenre.Features.Extraction;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

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

    public override Node CreateExact(Graph graph)
    {
        Node bands = graph.Get(new MelDecibels(_bands));
        return new Exact(bands, graph.Level(bands), Rows);
    }

    public override Node CreateLanes<TLane>(Graph graph)
    {
        Node bands = graph.Get(new MelDecibels(_bands));
        return new Lanes<TLane>(bands, graph.Level(bands), Rows);
    }

    /// <summary>
    /// The cosines of an even row are symmetric about the middle band, those of an odd one antisymmetric: the bands are folded first, which halves the products.
    /// </summary>
    private sealed unsafe class Lanes<TLane> : Node
        where TLane : unmanaged, ILane<TLane>
    {
        // As many rows at a time as sums find room in registers.
        private const int RowsAtOnce = 5;
        private readonly Node _bands;
        private readonly LevelFigure _level;
        private readonly AlignedBuffer _cosines;
        private readonly AlignedBuffer _even;
        private readonly AlignedBuffer _odd;
        private readonly int _folded;

        public Lanes(Node bands, LevelFigure level, int count)
            : base(count, [bands], level)
        {
            _bands = bands;
            _level = level;
            _folded = (bands.Rows + 1) / 2;
            _even = new AlignedBuffer(_folded * TLane.Count);
            _odd = new AlignedBuffer(_folded * TLane.Count);

            // Five rows of one parity after the other, their weights of a band together; rows after the last have zeros.
            double[,] cosines = DiscreteCosine.Create(count, bands.Rows);
            _cosines = new AlignedBuffer(Groups * RowsAtOnce * _folded);
            for (int group = 0; group < Groups; group++)
            {
                for (int k = 0; k < RowsAtOnce && Row(group, k) < count; k++)
                {
                    for (int n = 0; n < _folded; n++)
                    {
                        _cosines.Span[(((group * _folded) + n) * RowsAtOnce) + k] = (float)cosines[Row(group, k), n];
                    }
                }
            }
        }

        /// <summary>Groups of rows: an even and an odd one by turns.</summary>
        private int Groups => 2 * ((((Rows + 1) / 2) + RowsAtOnce - 1) / RowsAtOnce);

        public override void Compute()
        {
            fixed (float* decibels = _bands.Values, result = Result)
            {
                Fold(decibels, _level.Value - Decibel.Range);
                for (int group = 0; group < Groups; group++)
                {
                    Multiply(group % 2 == 0 ? _even.Pointer : _odd.Pointer, _cosines.Pointer + (group * RowsAtOnce * _folded), result, group);
                }
            }
        }

        private static int Row(int group, int k) => (2 * ((group / 2 * RowsAtOnce) + k)) + (group % 2);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Fold(float* decibels, float level)
        {
            TLane floor = TLane.Create(level);
            for (int n = 0; n < _folded; n++)
            {
                TLane low = TLane.Max(TLane.Load(decibels + (n * TLane.Count)), floor);
                int mirror = _bands.Rows - 1 - n;
                TLane high = mirror == n ? TLane.Create(0) : TLane.Max(TLane.Load(decibels + (mirror * TLane.Count)), floor);
                TLane.Store(low + high, _even.Pointer + (n * TLane.Count));
                TLane.Store(low - high, _odd.Pointer + (n * TLane.Count));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Multiply(float* folded, float* cosines, float* result, int group)
        {
            TLane a = TLane.Create(0);
            TLane b = a;
            TLane c = a;
            TLane d = a;
            TLane e = a;
            for (int n = 0; n < _folded; n++)
            {
                TLane x = TLane.Load(folded);
                a = TLane.MultiplyAdd(x, TLane.Create(cosines[0]), a);
                b = TLane.MultiplyAdd(x, TLane.Create(cosines[1]), b);
                c = TLane.MultiplyAdd(x, TLane.Create(cosines[2]), c);
                d = TLane.MultiplyAdd(x, TLane.Create(cosines[3]), d);
                e = TLane.MultiplyAdd(x, TLane.Create(cosines[4]), e);
                folded += TLane.Count;
                cosines += RowsAtOnce;
            }

            StoreRow(a, result, Row(group, 0));
            StoreRow(b, result, Row(group, 1));
            StoreRow(c, result, Row(group, 2));
            StoreRow(d, result, Row(group, 3));
            StoreRow(e, result, Row(group, 4));
        }

        private void StoreRow(TLane value, float* result, int row)
        {
            if (row < Rows)
            {
                TLane.Store(value, result + (row * TLane.Count));
            }
        }
    }

    private sealed class Exact : Node
    {
        private readonly Node _bands;
        private readonly LevelFigure _level;
        private readonly double[,] _cosines;

        public Exact(Node bands, LevelFigure level, int count)
            : base(count, [bands], level)
        {
            _bands = bands;
            _level = level;
            _cosines = DiscreteCosine.Create(count, bands.Rows);
        }

        public override void Compute()
        {
            ReadOnlySpan<float> decibels = _bands.Values;
            float floor = _level.Value - Decibel.Range;
            for (int k = 0; k < Rows; k++)
            {
                double sum = 0;
                for (int band = 0; band < decibels.Length; band++)
                {
                    sum += _cosines[k, band] * Math.Max(decibels[band], floor);
                }

                Result[k] = (float)sum;
            }
        }
    }
}
