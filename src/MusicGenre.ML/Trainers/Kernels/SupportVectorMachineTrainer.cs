using MusicGenre.ML.Trainers.Kernels;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML;

/// <summary>
/// Support vector machine with the radial kernel exp(-gamma |a - b|^2), one against one: every pair of genres has its own machine
/// (scikit-learn's <c>SVC(probability=True)</c>, LIBSVM; Chang and Lin, ACM TIST 2011). Probabilities come from Platt's sigmoid on held-out decisions of each pair, coupled over
/// all pairs, and the most probable genre is predicted; scikit-learn's <c>predict</c> counts the pairs' votes instead, which now and then gives another genre.
/// </summary>
/// <remarks>
/// The sigmoids are LIBSVM's but for a pair of few rows, whose slope keeps near that of all pairs. LIBSVM holds single rows out; here whole groups are, and a genre of one or two artists leaves next to
/// nothing to fit a sigmoid of its own to.
/// </remarks>
public sealed record SupportVectorMachineTrainer : Trainer
{
    private const int CalibrationFolds = 5;


    // So steep that the coupled probabilities order the genres as the pairs' votes do, and ties by the decisions: on the shipped table the accuracies differ by 0.007 at most
    // (at -1 the coupling adds up decisions, and is up to 0.024 worse).
    private const double UncalibratedSlope = -4;

    // A slope of all pairs above this one says that the machines know nothing of rows that they did not learn from.
    private const double LeastSlope = -1e-3;

    /// <summary>The penalty of a training row on the wrong side of the margin (scikit-learn's <c>C</c>), above 0; times the row's weight. Default 1.</summary>
    public double C { get; init; } = 1;

    /// <summary>The kernel's gamma, above 0; null for 1 / (columns x variance of the preprocessed training rows), scikit-learn's "scale".</summary>
    public double? Gamma { get; init; }

    /// <summary>How far the optimality conditions may be violated, above 0. Default 1e-3, as in LIBSVM.</summary>
    public double Tolerance { get; init; } = 1e-3;

    /// <summary>The most steps of the solver for each pair, at least 1; null (the default) for LIBSVM's 10^7, or 100 a row if that is more. A pair that stops there is warned of.</summary>
    public int? MaximumNumberOfIterations { get; init; }

    /// <summary>How many bytes of kernel rows each pair may keep. Default 64 MB: a pair of 4,000 rows.</summary>
    public long CacheBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Whether probabilities are calibrated on held-out decisions, which takes five sixths of the fit; the rows of a group are held out together. The slope of all pairs' decisions is fitted first:
    /// pairs of few rows keep near it, and a pair with a genre of one group (or one row) has no other. Without it they are a steep logistic function of the bare decisions, which can rank genres but are not calibrated: the most probable genre is nearly
    /// always the one that wins most pairs. A search by accuracy needs no more. Default true.
    /// </summary>
    public bool Calibrated { get; init; } = true;

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    internal override int ManyRows => 20_000;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(double.IsFinite(C) && C > 0, nameof(C), C, "finite and above 0");
        Require(Gamma is null || (double.IsFinite(Gamma.Value) && Gamma > 0), nameof(Gamma), Gamma ?? 0, "null, or finite and above 0");
        Require(Tolerance is > 0 and < 1, nameof(Tolerance), Tolerance, "between 0 and 1, both excluded");
        Require(MaximumNumberOfIterations is null or >= 1, nameof(MaximumNumberOfIterations), MaximumNumberOfIterations ?? 0, "null, or at least 1");
        Require(CacheBytes >= 0, nameof(CacheBytes), CacheBytes, "at least 0");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        RadialKernel kernel = new(Gamma ?? ScaleGamma(training));
        int[][] rowsOfGenre = [.. training.GenreCounts().Select(static count => new int[count])];
        int[] filled = new int[rowsOfGenre.Length];
        for (int i = 0; i < training.RowCount; i++)
        {
            int g = training.Labels[i];
            rowsOfGenre[g][filled[g]++] = i;
        }

        List<(int First, int Second)> pairs = [];
        for (int i = 0; i < training.GenreCount; i++)
        {
            for (int j = i + 1; j < training.GenreCount; j++)
            {
                pairs.Add((i, j));
            }
        }

        FittedPair[] fitted = new FittedPair[pairs.Count];
        Parallel.For(0, pairs.Count, context.Parallel, static () => new AlignedBuffer(MatrixProduct.ScratchLength), (p, _, scratch) =>
        {
            fitted[p] = FitPair(training, rowsOfGenre[pairs[p].First], rowsOfGenre[pairs[p].Second], kernel, new SeededRandom(Seed, p), scratch, context);
            return scratch;
        }, static _ => { });
        Calibrate(fitted, context);

        if (training.RowCount > ManyRows)
        {
            context.Warn(FormattableString.Invariant($"the time of a support vector machine grows with the square of the rows, and there are more than {ManyRows}: try trees or the dense net, or learn from a part of the rows."));
        }

        if (fitted.Count(static p => !p.Solution.HasConverged) is > 0 and int stopped)
        {
            context.Warn($"the solver of {stopped} of {fitted.Length} pairs of genres did not converge within {nameof(MaximumNumberOfIterations)}: allow more, lower C, or scale the features.");
        }

        return Assemble(training, kernel, fitted, context);
    }

    private static double ScaleGamma(TrainingSet training)
    {
        double sum = 0;
        double squares = 0;
        foreach (float value in training.Values.Span)
        {
            sum += value;
            squares += (double)value * value;
        }

        double count = training.Values.Length;
        double variance = (squares / count) - (sum / count * (sum / count));
        return variance > 1e-12 * (squares / count) ? 1 / (training.ColumnCount * variance) : 1.0 / training.ColumnCount;
    }

    private FittedPair FitPair(TrainingSet training, int[] first, int[] second, RadialKernel kernel, SeededRandom random, AlignedBuffer scratch, FitContext context)
    {
        int[] rows = [.. first, .. second];
        bool[] isFirst = [.. rows.Select((_, i) => i < first.Length)];
        double[] c = [.. rows.Select(i => C * training.Weights[i])];
        float[] values = new float[rows.Length * training.ColumnCount];
        for (int i = 0; i < rows.Length; i++)
        {
            training.Row(rows[i]).CopyTo(values.AsSpan(i * training.ColumnCount));
        }

        KernelCache cache = new(values, training.ColumnCount, kernel.Gamma, CacheBytes, scratch, context);
        BinarySvm.Solution solution = BinarySvm.Solve(cache, isFirst, c, isUsed: null, Tolerance, MaximumNumberOfIterations, context);
        InnerSplit split = new([.. isFirst.Select(static first => first ? 0 : 1)], rows.Select(i => training.Table.Groups[i]));
        return new FittedPair(rows, isFirst, solution, Calibrated ? HeldOutDecisions(cache, split, isFirst, c, random, context) : null);
    }

    /// <summary>A sigmoid for each pair: near that of all pairs where it has few held-out decisions, and that itself where it has none.</summary>
    private static void Calibrate(FittedPair[] fitted, FitContext context)
    {
        FittedPair[] held = [.. fitted.Where(static pair => pair.Decisions is not null)];
        double slope = held.Length == 0
            ? UncalibratedSlope
            : PlattScaling.FitSlope([.. held.SelectMany(static pair => pair.Decisions!)], [.. held.SelectMany(static pair => pair.IsFirst)], context);

        foreach (FittedPair pair in fitted)
        {
            (pair.A, pair.B) = pair.Decisions is null
                ? (Math.Min(slope, LeastSlope), 0)
                : PlattScaling.Fit(pair.Decisions, pair.IsFirst, slope < LeastSlope ? slope : null, context);
        }
    }

    /// <summary>
    /// The decision on each row by a machine that learnt neither from it nor from another row of its group: five stratified folds within the pair. Null if a genre is a single
    /// group (a single row), so that a machine without it knows one genre only: such decisions would invert the sigmoid.
    /// </summary>
    private double[]? HeldOutDecisions(KernelCache cache, InnerSplit split, bool[] isFirst, double[] c, SeededRandom random, FitContext context)
    {
        int[] fold = split.Assign(CalibrationFolds, random);
        double[] decisions = new double[cache.Count];
        for (int f = 0; f < CalibrationFolds; f++)
        {
            int held = f;
            int[] train = [.. Enumerable.Range(0, cache.Count).Where(i => fold[i] != held)];
            if (train.Length == cache.Count)
            {
                continue;
            }

            int positives = train.Count(i => isFirst[i]);
            if (positives == 0 || positives == train.Length)
            {
                return null;
            }

            BinarySvm.Solution solution = BinarySvm.Solve(cache, isFirst, c, i => fold[i] != held, Tolerance, MaximumNumberOfIterations, context);
            for (int i = 0; i < decisions.Length; i++)
            {
                decisions[i] = fold[i] == held ? solution.Decisions[i] : decisions[i];
            }
        }

        return decisions;
    }

    private static SupportVectorClassifier Assemble(TrainingSet training, RadialKernel kernel, FittedPair[] fitted, FitContext context)
    {
        // A row that supports several pairs is kept once.
        bool[] isUsed = new bool[training.RowCount];
        foreach (FittedPair pair in fitted)
        {
            context.Checkpoint();
            for (int i = 0; i < pair.Rows.Length; i++)
            {
                if (pair.Solution.Coefficients[i] != 0)
                {
                    isUsed[pair.Rows[i]] = true;
                }
            }
        }

        int[] vectors = [.. Enumerable.Range(0, isUsed.Length).Where(i => isUsed[i])];
        float[] values = new float[vectors.Length * training.ColumnCount];
        int[] place = new int[training.RowCount];
        for (int v = 0; v < vectors.Length; v++)
        {
            training.Row(vectors[v]).CopyTo(values.AsSpan(v * training.ColumnCount));
            place[vectors[v]] = v;
        }

        SupportVectorClassifier.Pair[] pairs = new SupportVectorClassifier.Pair[fitted.Length];
        for (int p = 0; p < pairs.Length; p++)
        {
            context.Checkpoint();
            FittedPair pair = fitted[p];
            int[] support = [.. Enumerable.Range(0, pair.Rows.Length).Where(i => pair.Solution.Coefficients[i] != 0)];
            pairs[p] = new SupportVectorClassifier.Pair(
                [.. support.Select(i => place[pair.Rows[i]])], [.. support.Select(i => pair.Solution.Coefficients[i])], pair.Solution.Bias, pair.A, pair.B);
        }

        return new SupportVectorClassifier(training.ColumnCount, training.GenreCount, kernel.Gamma, values, pairs);
    }

    private sealed record FittedPair(int[] Rows, bool[] IsFirst, BinarySvm.Solution Solution, double[]? Decisions)
    {
        public double A { get; set; }

        public double B { get; set; }
    }
}
