using System.Numerics.Tensors;
using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>Kernel ridge regression on one-hot targets between given rows: the kernel matrix is made once, the coefficients of any subset of its rows are solved for.</summary>
internal sealed class KernelRidge
{
    public const int ManyRows = 4000;
    private readonly TrainingSet _training;
    private readonly double[][] _kernel;
    private readonly double _gamma;
    private readonly double _alpha;
    private readonly float[] _scales;
    private readonly float[] _vectors;

    /// <param name="training">The rows.</param>
    /// <param name="gamma">The kernel is exp(-gamma D).</param>
    /// <param name="alpha">The regularisation.</param>
    /// <param name="context">Threads and cancellation.</param>
    public KernelRidge(TrainingSet training, double gamma, double alpha, FitContext context)
    {
        if (training.RowCount > ManyRows)
        {
            context.Warn(FormattableString.Invariant($"the time of kernel ridge regression grows with the cube of the rows, its memory with the square, and there are more than {ManyRows}: try trees or the dense net, or learn from a part of the rows."));
        }

        _training = training;
        _gamma = gamma;
        _alpha = alpha;
        IReadOnlyList<string> families = training.Table.Families;
        Dictionary<string, int> sizes = Enumerable.Range(0, families.Count).Where(Varies).CountBy(c => families[c]).ToDictionary();
        _scales = [.. families.Select(f => (float)Math.Pow(sizes.GetValueOrDefault(f, 1), -0.25))];
        _vectors = new float[training.Values.Length];
        Scale(training.Values.Span, context);

        // |a - b|^2 = a'a + b'b - 2 a'b; rounding may leave a little below 0.
        int rows = training.RowCount;
        _kernel = GramMatrix.Of(_vectors, rows, training.ColumnCount, training.ColumnCount, 1, context);
        double[] squares = [.. _kernel.Select(static (row, i) => row[i])];
        double sum = 0;
        for (int i = 0; i < rows; i++)
        {
            context.Checkpoint();
            double[] row = _kernel[i];
            for (int j = 0; j < i; j++)
            {
                row[j] = Math.Max(0, squares[i] + squares[j] - (2 * row[j]));
                sum += 2 * row[j];
            }

            row[i] = 0;
        }

        // The mean over all pairs, each row with itself among them, becomes 2; where all rows are equal there is nothing to scale.
        double factor = sum > 0 ? 2 / (sum / rows / rows) : 1;
        factor = float.IsNormal((float)factor) ? factor : 1;
        _scales = [.. _scales.Select(s => (float)(s * Math.Sqrt(factor)))];
        Scale(training.Values.Span, context);
        foreach (double[] row in _kernel)
        {
            context.Checkpoint();
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = Math.Exp(-gamma * factor * row[j]);
            }
        }

        bool Varies(int column)
        {
            context.Checkpoint();
            int row = 1;
            while (row < training.RowCount && training.Row(row)[column] == training.Row(0)[column])
            {
                row++;
            }

            return row < training.RowCount;
        }
    }

    /// <summary>The triangles of the kernel and of the system that is solved.</summary>
    public static long MemoryOf(int rows) => 8L * rows * rows;

    /// <summary>The training rows with their columns scaled.</summary>
    public TrainingSet Scaled => field ??= _training.WithValues(_vectors);

    /// <summary>The classifier of all rows.</summary>
    public KernelRidgeClassifier Classifier(double slope, FitContext context) =>
        new(_training.GenreCount, _gamma, _scales, _vectors, Coefficients([.. Enumerable.Range(0, _training.RowCount)], context), slope);

    /// <summary>The scores of some rows by a regression on others: rows x genres.</summary>
    public double[] Scores(int[] train, int[] test, FitContext context)
    {
        double[] coefficients = Coefficients(train, context);
        double[] scores = new double[test.Length * _training.GenreCount];
        for (int t = 0; t < test.Length; t++)
        {
            context.Checkpoint();
            for (int i = 0; i < train.Length; i++)
            {
                double kernel = At(test[t], train[i]);
                for (int g = 0; g < _training.GenreCount; g++)
                {
                    scores[(t * _training.GenreCount) + g] += kernel * coefficients[(g * train.Length) + i];
                }
            }
        }

        return scores;
    }

    /// <summary>The solution of (K + alpha / w) a = y: genres x rows.</summary>
    private double[] Coefficients(int[] rows, FitContext context)
    {
        double[][] system = new double[rows.Length][];
        for (int i = 0; i < rows.Length; i++)
        {
            context.Checkpoint();
            double[] row = new double[i + 1];
            for (int j = 0; j < row.Length; j++)
            {
                row[j] = At(rows[i], rows[j]);
            }

            row[i] += _alpha / _training.Weights[rows[i]];
            system[i] = row;
        }

        Cholesky factor = Cholesky.Factor(system, context);
        double[] coefficients = new double[_training.GenreCount * rows.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            coefficients[(_training.Labels[rows[i]] * rows.Length) + i] = 1;
        }

        for (int g = 0; g < _training.GenreCount; g++)
        {
            context.Checkpoint();
            factor.Solve(coefficients.AsSpan(g * rows.Length, rows.Length));
        }

        return coefficients;
    }

    private double At(int i, int j) => i >= j ? _kernel[i][j] : _kernel[j][i];

    private void Scale(ReadOnlySpan<float> values, FitContext context)
    {
        for (int i = 0; i < values.Length; i += _scales.Length)
        {
            context.Checkpoint();
            TensorPrimitives.Multiply(values.Slice(i, _scales.Length), _scales, _vectors.AsSpan(i));
        }
    }
}
