using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>
/// C * sum of weighted cross-entropies + 1/2 ||W||^2 over the parameters (W genre by genre, each row followed by its bias), its gradient, and its matrix of second derivatives.
/// The bias is not penalised.
/// </summary>
/// <remarks>
/// Rows are taken in blocks, each kept column by column: scores, softmax and gradient are operations on whole columns, in double precision. Blocks are summed up in parts of a fixed number of them, so that
/// the bits are the same for any number of threads.
/// </remarks>
internal sealed class SoftmaxObjective
{
    private const int WideTable = 512;
    private const int BlocksOfPart = 4;
    private const int CurvatureRows = 1 << 14;
    private readonly TrainingSet _set;
    private readonly int[] _labels;
    private readonly int _columns;
    private readonly int _genres;
    private readonly double[] _weights;
    private readonly double _c;
    private readonly int _block;
    private readonly float[] _values;

    public SoftmaxObjective(TrainingSet set, double c)
    {
        _set = set;
        _columns = set.ColumnCount;
        _genres = set.GenreCount;
        _labels = set.Labels.ToArray();
        _weights = set.Weights.ToArray();
        _c = c;
        Stride = _columns + 1;
        _block = Math.Min(_columns <= WideTable ? 256 : 64, _labels.Length);

        // Block by block: every column's values of the block, and a column of ones for the bias. The last block has fewer rows.
        _values = new float[(long)_labels.Length * Stride];
        for (int first = 0; first < _labels.Length; first += _block)
        {
            int count = Math.Min(_block, _labels.Length - first);
            Span<float> block = Block(first, count);
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> row = set.Row(first + i);
                for (int j = 0; j < row.Length; j++)
                {
                    block[(j * count) + i] = row[j];
                }
            }

            block[(_columns * count)..].Fill(1);
        }
    }

    /// <summary>Parameters a genre: its weights and its bias.</summary>
    public int Stride { get; }

    public int ParameterCount => _genres * Stride;

    private int PartRows => _block * BlocksOfPart;

    private int Parts => (_labels.Length + PartRows - 1) / PartRows;

    /// <summary>The value at the parameters; <paramref name="gradient"/> receives the gradient.</summary>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient, FitContext context)
    {
        double[] point = parameters.ToArray();
        double[] losses = new double[Parts];
        double[][] gradients = new double[Parts][];
        InParts(context, part =>
        {
            double[] sum = gradients[part] = new double[point.Length];
            double[] probabilities = new double[_genres * _block];
            double[] column = new double[_block];
            double[] rows = new double[2 * _block];
            double loss = 0;
            int end = Math.Min((part + 1) * PartRows, _labels.Length);
            for (int first = part * PartRows; first < end; first += _block)
            {
                int count = Math.Min(_block, end - first);
                context.Checkpoint();
                loss += Softmax(point, first, count, probabilities, column, rows);
                ReadOnlySpan<double> weights = _weights.AsSpan(first, count);
                for (int g = 0; g < _genres; g++)
                {
                    Span<double> ofGenre = probabilities.AsSpan(g * count, count);
                    for (int i = 0; i < count; i++)
                    {
                        ofGenre[i] -= _labels[first + i] == g ? 1 : 0;
                    }

                    TensorPrimitives.Multiply(ofGenre, weights, ofGenre);
                }

                ReadOnlySpan<float> block = Block(first, count);
                Span<double> values = column.AsSpan(0, count);
                for (int c = 0; c < Stride; c++)
                {
                    TensorPrimitives.ConvertChecked(block.Slice(c * count, count), values);
                    for (int g = 0; g < _genres; g++)
                    {
                        sum[(g * Stride) + c] += TensorPrimitives.Dot<double>(values, probabilities.AsSpan(g * count, count));
                    }
                }
            }

            losses[part] = loss;
        });

        gradient.Clear();
        foreach (double[] part in gradients)
        {
            TensorPrimitives.Add(gradient, part, gradient);
        }

        TensorPrimitives.Multiply(gradient, _c, gradient);
        double penalty = 0;
        for (int g = 0; g < _genres; g++)
        {
            ReadOnlySpan<double> w = parameters.Slice(g * Stride, _columns);
            penalty += TensorPrimitives.Dot(w, w);
            Span<double> target = gradient.Slice(g * Stride, _columns);
            TensorPrimitives.Add(w, target, target);
        }

        return (_c * losses.Sum()) + (0.5 * penalty);
    }

    /// <summary>
    /// The second derivatives at the parameters, the lower triangle row by row, of all rows or, in larger tables, of a part of them, in single precision: good enough to choose a direction by.
    /// </summary>
    /// <remarks>With z = p (x) x: the sum over rows of weight (diag(p) (x) x x' - z z').</remarks>
    public double[][] Curvature(double[] parameters, FitContext context)
    {
        double[][] matrix = [.. Enumerable.Range(0, ParameterCount).Select(static i => new double[i + 1])];

        // Every so many blocks: neighbours are often of one genre.
        int every = (_labels.Length + CurvatureRows - 1) / CurvatureRows;
        int[] firsts = [.. Enumerable.Range(0, (_labels.Length + (every * _block) - 1) / (every * _block)).Select(b => b * every * _block)];
        double scale = _c * _labels.Length / firsts.Sum(first => Math.Min(_block, _labels.Length - first));
        double[] probabilities = new double[_genres * _block];
        double[] column = new double[_block];
        double[] rows = new double[2 * _block];
        float[] outer = new float[BlocksOfPart * _block * ParameterCount];
        float[][] own = [.. Enumerable.Range(0, _genres).Select(_ => new float[BlocksOfPart * _block * Stride])];
        foreach (int[] part in firsts.Chunk(BlocksOfPart))
        {
            int filled = 0;
            foreach (int first in part)
            {
                int count = Math.Min(_block, _labels.Length - first);
                Softmax(parameters, first, count, probabilities, column, rows);
                for (int i = 0; i < count; i++, filled++)
                {
                    context.Checkpoint();
                    ReadOnlySpan<float> x = _set.Row(first + i);
                    double root = Math.Sqrt(scale * _weights[first + i]);
                    for (int g = 0; g < _genres; g++)
                    {
                        double p = probabilities[(g * count) + i];
                        Scale(x, (float)(root * p), outer.AsSpan((filled * ParameterCount) + (g * Stride), Stride));
                        Scale(x, (float)(root * Math.Sqrt(p)), own[g].AsSpan(filled * Stride, Stride));
                    }
                }
            }

            Add(GramMatrix.Of(outer, ParameterCount, filled, 1, ParameterCount, context), 0, -1);
            for (int g = 0; g < _genres; g++)
            {
                Add(GramMatrix.Of(own[g], Stride, filled, 1, Stride, context), g * Stride, 1);
            }
        }

        for (int g = 0; g < _genres; g++)
        {
            for (int c = 0; c < _columns; c++)
            {
                matrix[(g * Stride) + c][^1] += 1;
            }
        }

        return matrix;

        void Add(double[][] products, int place, double factor)
        {
            for (int i = 0; i < products.Length; i++)
            {
                Span<double> target = matrix[place + i].AsSpan(place, i + 1);
                TensorPrimitives.MultiplyAdd(products[i], factor, target, target);
            }
        }

        static void Scale(ReadOnlySpan<float> x, float factor, Span<float> target)
        {
            TensorPrimitives.Multiply(x, factor, target);
            target[^1] = factor;
        }
    }

    /// <summary>The probabilities of a block's rows, genre by genre.</summary>
    /// <returns>The weighted cross-entropy of the rows.</returns>
    private double Softmax(double[] point, int first, int count, double[] probabilities, double[] column, double[] rows)
    {
        ReadOnlySpan<float> block = Block(first, count);
        Span<double> all = probabilities.AsSpan(0, _genres * count);
        Span<double> values = column.AsSpan(0, count);
        all.Clear();
        for (int c = 0; c < Stride; c++)
        {
            TensorPrimitives.ConvertChecked(block.Slice(c * count, count), values);
            for (int g = 0; g < _genres; g++)
            {
                Span<double> ofGenre = all.Slice(g * count, count);
                TensorPrimitives.MultiplyAdd(values, point[(g * Stride) + c], ofGenre, ofGenre);
            }
        }

        Span<double> maxima = rows.AsSpan(0, count);
        Span<double> sums = rows.AsSpan(count, count);
        all[..count].CopyTo(maxima);
        for (int g = 1; g < _genres; g++)
        {
            TensorPrimitives.Max(maxima, all.Slice(g * count, count), maxima);
        }

        double loss = 0;
        for (int i = 0; i < count; i++)
        {
            loss += _weights[first + i] * (maxima[i] - all[(_labels[first + i] * count) + i]);
        }

        sums.Clear();
        for (int g = 0; g < _genres; g++)
        {
            Span<double> ofGenre = all.Slice(g * count, count);
            TensorPrimitives.Subtract(ofGenre, maxima, ofGenre);
            TensorPrimitives.Exp<double>(ofGenre, ofGenre);
            TensorPrimitives.Add(sums, ofGenre, sums);
        }

        for (int g = 0; g < _genres; g++)
        {
            Span<double> ofGenre = all.Slice(g * count, count);
            TensorPrimitives.Divide(ofGenre, sums, ofGenre);
        }

        TensorPrimitives.Log<double>(sums, sums);
        return loss + TensorPrimitives.Dot<double>(sums, _weights.AsSpan(first, count));
    }

    private Span<float> Block(int first, int count) => _values.AsSpan(first * Stride, count * Stride);

    private void InParts(FitContext context, Action<int> work)
    {
        if (context.MaxDegreeOfParallelism == 1 || Parts == 1)
        {
            for (int part = 0; part < Parts; part++)
            {
                work(part);
            }
        }
        else
        {
            Parallel.For(0, Parts, context.Parallel, work);
        }
    }
}
