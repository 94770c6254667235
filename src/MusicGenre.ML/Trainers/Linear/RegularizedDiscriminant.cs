using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>
/// Linear discriminants with a covariance D + R'R, D a positive diagonal and R one row for each training row: what a ridge and Ledoit and Wolf's shrinkage both are. With more columns than rows the
/// inverse comes from R R' (Woodbury's identity), which is smaller.
/// </summary>
internal sealed class RegularizedDiscriminant
{
    // The weight of the scatter between the groups of a genre next to that within them, and the least of D next to the mean variance: below it D is rounding.
    private const double BetweenGroups = 0.5;
    private const double LeastRidge = 1e-8;

    private readonly TrainingSet _training;
    private readonly int[] _rows;
    private readonly int _columns;
    private readonly double[][] _means;
    private readonly float[] _scatter;
    private readonly double[] _diagonal;

    private RegularizedDiscriminant(TrainingSet training, int[] rows)
    {
        _training = training;
        _rows = rows;
        _columns = training.ColumnCount;
        _means = new double[training.GenreCount][];
        _scatter = new float[(long)rows.Length * _columns];
        _diagonal = new double[_columns];
    }

    /// <summary>Every genre's shrunk covariance by Ledoit and Wolf (2004) on its standardised columns, weighted by the priors: scikit-learn's <c>shrinkage="auto"</c>.</summary>
    public static LinearClassifier LedoitWolf(TrainingSet training, double[] priors, FitContext context)
    {
        RegularizedDiscriminant discriminant = new(training, [.. Enumerable.Range(0, training.RowCount)]);
        for (int g = 0; g < training.GenreCount; g++)
        {
            discriminant.AddShrunk(g, priors[g], context);
        }

        return discriminant.Solve(priors, context);
    }

    /// <summary>The covariance within the genres plus a ridge; with <paramref name="groupBalanced"/> that within groups and half of that between the groups of a genre, whose mean is that of its groups.</summary>
    /// <param name="training">The rows.</param>
    /// <param name="rows">Those to learn from.</param>
    /// <param name="priors">The genres' prior probabilities.</param>
    /// <param name="ridge">The ridge, as a fraction of the covariance's trace.</param>
    /// <param name="groupBalanced">Whether every group of a genre counts the same.</param>
    /// <param name="context">Threads and cancellation.</param>
    public static LinearClassifier Ridge(TrainingSet training, int[] rows, double[] priors, double ridge, bool groupBalanced, FitContext context)
    {
        RegularizedDiscriminant discriminant = new(training, rows);
        double trace = 0;
        int[][][] groups = [.. Enumerable.Range(0, training.GenreCount).Select(g => discriminant.PlacesOf(g).GroupBy(place => groupBalanced ? training.Table.Groups[rows[place]] : "").Select(static g => g.ToArray()).ToArray())];
        for (int g = 0; g < training.GenreCount; g++)
        {
            trace += discriminant.AddScatter(g, groups, context);
        }

        discriminant._diagonal.AsSpan().Fill(ridge * trace);
        return discriminant.Solve(priors, context);
    }

    private int[] PlacesOf(int genre) => [.. Enumerable.Range(0, _rows.Length).Where(i => _training.Labels[_rows[i]] == genre)];

    private double[] Mean(int[] places, FitContext context)
    {
        double[] mean = new double[_columns];
        foreach (int place in places)
        {
            context.Checkpoint();
            ReadOnlySpan<float> row = _training.Row(_rows[place]);
            double weight = Weight(place);
            for (int c = 0; c < mean.Length; c++)
            {
                mean[c] += weight * row[c];
            }
        }

        TensorPrimitives.Divide(mean, places.Length == 0 ? 1 : Weight(places), mean);
        return mean;
    }

    private double Weight(int place) => _training.WeightInTable(_rows[place]);

    private double Weight(int[] places) => places.Sum(Weight);

    private Span<float> Scatter(int place) => _scatter.AsSpan(place * _columns, _columns);

    /// <summary>
    /// Row x of group a becomes w_a (x - m_a) + b_a (m_a - m): over the rows of a group the mixed products cancel, and the sum of squares is the mean variance within groups plus half of that of the
    /// groups' means within their genre, both unbiased. A group of one row says nothing about the first, a genre of one group nothing about the second.
    /// </summary>
    private double AddScatter(int genre, int[][][] groupsOfGenres, FitContext context)
    {
        int[][] groups = groupsOfGenres[genre];
        double[][] groupMeans = [.. groups.Select(group => Mean(group, context))];
        double[] mean = _means[genre] = new double[_columns];
        foreach (double[] groupMean in groupMeans)
        {
            TensorPrimitives.MultiplyAdd(groupMean, 1.0 / groups.Length, mean, mean);
        }

        double rowsInGroups = groupsOfGenres.SelectMany(static g => g).Where(static g => g.Length > 1).Sum(Weight);
        double groupsInGenres = groupsOfGenres.Where(static g => g.Length > 1).Sum(static g => g.Length);
        double trace = 0;
        for (int a = 0; a < groups.Length; a++)
        {
            double n = groups[a].Length;
            double squareWithin = n > 1 ? n / (n - 1) / rowsInGroups : 0;
            double squareBetween = groups.Length > 1 ? BetweenGroups * groups.Length / (groups.Length - 1) / (groupsInGenres * Weight(groups[a])) : 0;
            foreach (int place in groups[a])
            {
                context.Checkpoint();
                double within = Math.Sqrt(Weight(place) * squareWithin);
                double between = Math.Sqrt(Weight(place) * squareBetween);
                ReadOnlySpan<float> row = _training.Row(_rows[place]);
                Span<float> scatter = Scatter(place);
                for (int c = 0; c < row.Length; c++)
                {
                    double value = (within * (row[c] - groupMeans[a][c])) + (between * (groupMeans[a][c] - mean[c]));
                    scatter[c] = (float)value;
                    trace += value * value;
                }
            }
        }

        return trace;
    }

    private void AddShrunk(int genre, double prior, FitContext context)
    {
        int[] places = PlacesOf(genre);
        double[] mean = _means[genre] = Mean(places, context);
        double n = Weight(places);
        double[] variances = new double[_columns];
        foreach (int place in places)
        {
            context.Checkpoint();
            ReadOnlySpan<float> row = _training.Row(_rows[place]);
            Span<float> scatter = Scatter(place);
            double root = Math.Sqrt(Weight(place));
            for (int c = 0; c < row.Length; c++)
            {
                double difference = root * (row[c] - mean[c]);
                scatter[c] = (float)difference;
                variances[c] += difference * difference / n;
            }
        }

        // Ledoit and Wolf's optimal shrinkage needs |y_i|^4 and |Y Y'|^2 of the standardised rows alone.
        double[] inverseScales = [.. variances.Select(static v => v > double.Epsilon ? 1 / Math.Sqrt(v) : 1)];
        float[] standardised = new float[places.Length * _columns];
        for (int i = 0; i < places.Length; i++)
        {
            ReadOnlySpan<float> row = Scatter(places[i]);
            for (int c = 0; c < row.Length; c++)
            {
                standardised[(i * _columns) + c] = (float)(row[c] * inverseScales[c]);
            }
        }

        double p = _columns;
        double fourth = 0;
        double squares = 0;
        double total = 0;
        foreach (double[] row in GramMatrix.Of(standardised, places.Length, _columns, _columns, 1, context))
        {
            fourth += row[^1] * row[^1] / Weight(places[row.Length - 1]);
            squares += (2 * TensorPrimitives.SumOfSquares<double>(row)) - (row[^1] * row[^1]);
            total += row[^1];
        }

        double mu = total / n / p;
        double delta = ((squares / (n * n)) - (2 * mu * total / n) + (p * mu * mu)) / p;
        double beta = Math.Min(((fourth / n) - (squares / (n * n))) / (p * n), delta);
        double shrinkage = beta > 0 ? beta / delta : 0;
        float factor = (float)Math.Sqrt(prior * (1 - shrinkage) / n);
        foreach (int place in places)
        {
            TensorPrimitives.Multiply(Scatter(place), factor, Scatter(place));
        }

        for (int c = 0; c < _diagonal.Length; c++)
        {
            _diagonal[c] += prior * shrinkage * mu / (inverseScales[c] * inverseScales[c]);
        }
    }

    /// <summary>The scores log prior + m' S^-1 (x - m / 2) of S = D + R'R.</summary>
    private LinearClassifier Solve(double[] priors, FitContext context)
    {
        Regularise();
        double[][] solutions = [.. _means.Select(static m => (double[])m.Clone())];
        if (_columns <= _rows.Length)
        {
            double[][] covariance = GramMatrix.Of(_scatter, _columns, _rows.Length, 1, _columns, context);
            for (int c = 0; c < _columns; c++)
            {
                covariance[c][c] += _diagonal[c];
            }

            Cholesky factor = Cholesky.Factor(covariance, context);
            Array.ForEach(solutions, s => factor.Solve(s));
        }
        else
        {
            SolveInDual(solutions, context);
        }

        double[] weights = [.. solutions.SelectMany(static s => s)];
        double[] bias = [.. solutions.Select((s, g) => Math.Log(priors[g]) - (0.5 * TensorPrimitives.Dot<double>(s, _means[g])))];
        return new LinearClassifier(_columns, weights, bias);
    }

    /// <summary>S^-1 m = D^-1/2 (m' - Z' (I + Z Z')^-1 Z m') with Z = R D^-1/2 and m' = D^-1/2 m.</summary>
    private void SolveInDual(double[][] solutions, FitContext context)
    {
        double[] roots = [.. _diagonal.Select(static d => 1 / Math.Sqrt(d))];
        for (int i = 0; i < _rows.Length; i++)
        {
            context.Checkpoint();
            Span<float> row = Scatter(i);
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = (float)(row[c] * roots[c]);
            }
        }

        double[][] products = GramMatrix.Of(_scatter, _rows.Length, _columns, _columns, 1, context);
        for (int i = 0; i < products.Length; i++)
        {
            products[i][i] += 1;
        }

        Cholesky factor = Cholesky.Factor(products, context);
        double[] wide = new double[_columns];
        double[][] right = [.. solutions.Select(_ => new double[_rows.Length])];
        foreach (double[] solution in solutions)
        {
            TensorPrimitives.Multiply<double>(solution, roots, solution);
        }

        for (int i = 0; i < _rows.Length; i++)
        {
            context.Checkpoint();
            TensorPrimitives.ConvertChecked<float, double>(Scatter(i), wide);
            for (int g = 0; g < solutions.Length; g++)
            {
                right[g][i] = TensorPrimitives.Dot<double>(wide, solutions[g]);
            }
        }

        Array.ForEach(right, r => factor.Solve(r));
        for (int i = 0; i < _rows.Length; i++)
        {
            context.Checkpoint();
            TensorPrimitives.ConvertChecked<float, double>(Scatter(i), wide);
            for (int g = 0; g < solutions.Length; g++)
            {
                TensorPrimitives.MultiplyAdd(wide, -right[g][i], solutions[g], solutions[g]);
            }
        }

        foreach (double[] solution in solutions)
        {
            TensorPrimitives.Multiply<double>(solution, roots, solution);
        }
    }

    /// <summary>A column that varies nowhere has no variance to divide by; where nothing varies at all, nearness is all there is to go by.</summary>
    private void Regularise()
    {
        double mean = (TensorPrimitives.Sum<double>(_diagonal) + TensorPrimitives.SumOfSquares<float>(_scatter)) / _columns;
        double least = double.IsNormal(LeastRidge * mean) ? LeastRidge * mean : 1;
        for (int c = 0; c < _diagonal.Length; c++)
        {
            _diagonal[c] = Math.Max(_diagonal[c], least);
        }
    }
}
