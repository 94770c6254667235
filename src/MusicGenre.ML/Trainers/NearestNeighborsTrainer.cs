using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML;

/// <summary>
/// The k nearest training rows (Euclidean, standardised) vote, each with weight 1 / distance; if rows lie at distance 0, only they do
/// (scikit-learn's <c>KNeighborsClassifier(weights="distance")</c>). The probabilities are the fractions of the weight: coarse, and often 0, so expect a large log-loss.
/// There are no class weights, as in scikit-learn.
/// </summary>
public sealed record NearestNeighborsTrainer : Trainer
{
    /// <summary>How many neighbours vote, at least 1; all rows where there are fewer. Default 5.</summary>
    public int NumberOfNeighbors { get; init; } = 5;

    /// <inheritdoc/>
    protected override void Validate() => Require(NumberOfNeighbors >= 1, nameof(NumberOfNeighbors), NumberOfNeighbors, "at least 1");

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new Neighbors(training.ColumnCount, training.GenreCount, Math.Min(NumberOfNeighbors, training.RowCount), training.Values.ToArray(), training.Labels.ToArray());
    }

    internal sealed class Neighbors(int featureCount, int genreCount, int k, float[] rows, int[] labels) : Classifier(featureCount, genreCount)
    {
        public const string KindName = "nearest-neighbors";

        private const int LargestOnStack = 256;
        private const int Block = 512;

        public override string Kind => KindName;

        public int Count => k;

        public ReadOnlySpan<float> Rows => rows;

        public ReadOnlySpan<int> Labels => labels;

        // Of sums of products of single precision, relative to the squares that they are at most: n / 2^24, and as much again for the distance itself; doubled.
        private float Rounding => (FeatureCount + 16) * 2.4e-7f;

        private float[] Squares => field ??= [.. Enumerable.Range(0, labels.Length).Select(i => (1 - Rounding) * TensorPrimitives.SumOfSquares(Row(i)))];

        protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
        {
            Nearest nearest = new(k <= LargestOnStack ? stackalloc double[k] : new double[k], k <= LargestOnStack ? stackalloc int[k] : new int[k]);
            for (int i = 0; i < labels.Length; i++)
            {
                nearest.Add(TensorPrimitives.Distance(row, Row(i)), labels[i]);
            }

            nearest.Vote(weights);
        }

        /// <summary>
        /// |q - x|^2 = q'q + x'x - 2 q'x, the products of a block of rows at once. That is right but for its rounding, so where it may be within the k best so far the distance itself is computed: the
        /// votes, and their bits, are those of <see cref="PredictCore"/>.
        /// </summary>
        private protected override unsafe void PredictRowsCore(ReadOnlySpan<float> queries, Span<double> weights)
        {
            int count = weights.Length / GenreCount;
            double[] distances = new double[count * k];
            int[] genres = new int[count * k];
            int[] found = new int[count];
            float[] limits = new float[count];
            float[] squares = new float[count];
            float[] products = new float[count * Block];
            float shrink = 1 - Rounding;
            for (int q = 0; q < count; q++)
            {
                squares[q] = shrink * TensorPrimitives.SumOfSquares(queries.Slice(q * FeatureCount, FeatureCount));
                limits[q] = float.PositiveInfinity;
            }

            AlignedBuffer scratch = new(MatrixProduct.ScratchLength);
            fixed (float* a = queries, b = rows, c = products)
            {
                for (int first = 0; first < labels.Length; first += Block)
                {
                    int columns = Math.Min(Block, labels.Length - first);
                    MatrixProduct.Multiply(count, columns, FeatureCount, a, FeatureCount, 1, b + ((nint)first * FeatureCount), 1, FeatureCount, c, Block, accumulate: false, scratch.Pointer);
                    for (int q = 0; q < count; q++)
                    {
                        Nearest nearest = new(distances.AsSpan(q * k, k), genres.AsSpan(q * k, k), found[q]);
                        ReadOnlySpan<float> ofQuery = new(c + (q * Block), columns);
                        for (int j = IndexOfNear(ofQuery, first, 0, limits[q]); j < columns; j = IndexOfNear(ofQuery, first, j + 1, limits[q]))
                        {
                            if (nearest.Add(TensorPrimitives.Distance(queries.Slice(q * FeatureCount, FeatureCount), Row(first + j)), labels[first + j]) && nearest.IsFull)
                            {
                                limits[q] = (float)(nearest.Farthest * nearest.Farthest) - squares[q];
                                limits[q] += Rounding * Math.Abs(limits[q]);
                            }
                        }

                        found[q] = nearest.Count;
                    }
                }
            }

            GC.KeepAlive(scratch);
            for (int q = 0; q < count; q++)
            {
                new Nearest(distances.AsSpan(q * k, k), genres.AsSpan(q * k, k), found[q]).Vote(weights.Slice(q * GenreCount, GenreCount));
            }
        }

        /// <summary>The first place, from one on, where x'x - 2 q'x is not above a limit; the number of places if there is none.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int IndexOfNear(ReadOnlySpan<float> products, int first, int from, float limit)
        {
            ReadOnlySpan<float> squares = Squares.AsSpan(first, products.Length);
            int j = from;
            for (; j <= products.Length - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> partial = new Vector<float>(squares[j..]) - (new Vector<float>(2) * new Vector<float>(products[j..]));
                if (!Vector.GreaterThanAll(partial, new Vector<float>(limit)))
                {
                    break;
                }
            }

            while (j < products.Length && squares[j] - (2 * products[j]) > limit)
            {
                j++;
            }

            return j;
        }

        private ReadOnlySpan<float> Row(int i) => rows.AsSpan(i * FeatureCount, FeatureCount);

        public override void Write(ModelWriter writer)
        {
            writer.Write(k);
            writer.Write(labels);
            writer.Write(rows);
        }

        public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
        {
            int k = reader.ReadInt32(1, int.MaxValue, "the number of neighbours");
            int[] labels = reader.ReadInt32s(-1, 0, genreCount - 1, "the training rows' genres");
            if (labels.Length < k)
            {
                throw reader.Error($"{labels.Length} training rows are fewer than {k} neighbours.");
            }

            return new Neighbors(featureCount, genreCount, k, reader.ReadRows((long)labels.Length * featureCount, "the training rows"), labels);
        }
    }

    /// <summary>The k nearest rows so far, nearest first; among ties the one that is first in the training table.</summary>
    private ref struct Nearest(Span<double> distances, Span<int> genres, int count = 0)
    {
        private readonly Span<double> _distances = distances;
        private readonly Span<int> _genres = genres;

        public int Count { get; private set; } = count;

        public readonly bool IsFull => Count == _distances.Length;

        public readonly double Farthest => _distances[^1];

        /// <summary>Adds a row if it is nearer than the farthest of k.</summary>
        public bool Add(double distance, int genre)
        {
            if (IsFull && distance >= Farthest)
            {
                return false;
            }

            int place = IsFull ? Count - 1 : Count++;
            while (place > 0 && _distances[place - 1] > distance)
            {
                _distances[place] = _distances[place - 1];
                _genres[place] = _genres[place - 1];
                place--;
            }

            _distances[place] = distance;
            _genres[place] = genre;
            return true;
        }

        public readonly void Vote(Span<double> weights)
        {
            weights.Clear();
            bool exact = _distances[0] == 0;
            for (int n = 0; n < Count; n++)
            {
                weights[_genres[n]] += exact ? (_distances[n] == 0 ? 1 : 0) : 1 / _distances[n];
            }
        }
    }
}
