using System.Numerics.Tensors;
using MusicGenre.ML.Data;
using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// Preprocessing steps as learnt from training rows: a map from one row of features to the row that a classifier takes. Immutable, and safe for use by several threads at once.
/// </summary>
public sealed class FittedPreprocessing
{
    /// <summary>
    /// The largest magnitude that <see cref="Transform"/> gives, 1e12 regardless of the steps: so small that squares and sums of products stay finite in single precision, and no finite row makes
    /// a classifier overflow; so large that no row is touched that means anything.
    /// </summary>
    public const double Bound = 1e12;

    /// <summary>The largest magnitude between two steps: sums of products stay finite in double precision, so that no step gives NaN.</summary>
    internal const double InnerBound = 1e100;

    private const int MaximumSteps = 100;
    private const int LargestOnStack = 256;

    private static readonly Dictionary<string, Func<ModelReader, int, FittedStep>> Readers = new(StringComparer.Ordinal)
    {
        [Scaling.KindName] = Scaling.Read,
        [YeoJohnson.KindName] = YeoJohnson.Read,
        [Projection.KindName] = Projection.Read,
        [Selection.KindName] = Selection.Read,
        [Clipping.KindName] = Clipping.Read,
    };

    private readonly FittedStep[] _steps;
    private readonly int _widest;

    private FittedPreprocessing(int inputCount, FittedStep[] steps)
    {
        _steps = steps;
        InputCount = inputCount;
        OutputCount = steps.Length == 0 ? inputCount : steps[^1].OutputCount;
        _widest = steps.Select(static s => s.OutputCount).Append(inputCount).Max();
    }

    /// <summary>The number of features of a row.</summary>
    public int InputCount { get; }

    /// <summary>The number of columns of a transformed row.</summary>
    public int OutputCount { get; }

    internal IReadOnlyList<FittedStep> Steps => _steps;

    /// <summary>Learns steps, each from the rows as the steps before it leave them.</summary>
    /// <param name="table">The training rows, at least one.</param>
    /// <param name="steps">The steps in their order; none leaves the rows as they are, within <see cref="Bound"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ArgumentException">The table has no rows, a setting is out of its range, or a step requests a column that the table lacks.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static FittedPreprocessing Fit(FeatureTable table, IReadOnlyList<PreprocessingStep> steps, CancellationToken cancellationToken = default) =>
        Fit(table, steps, new FitContext { CancellationToken = cancellationToken }, out _);

    /// <summary>Learns steps.</summary>
    /// <param name="table">The training rows, at least one.</param>
    /// <param name="steps">The steps in their order.</param>
    /// <param name="context">Stops the work.</param>
    /// <param name="transformed">Receives the rows transformed, with labels, file names and groups of <paramref name="table"/>.</param>
    internal static FittedPreprocessing Fit(FeatureTable table, IReadOnlyList<PreprocessingStep> steps, FitContext context, out FeatureTable transformed)
    {
        ArgumentNullException.ThrowIfNull(table);
        Validate(steps);
        if (table.RowCount == 0)
        {
            throw new ArgumentException("The table has no rows; at least one is needed.", nameof(table));
        }

        double[][] rows = new double[table.RowCount][];
        for (int i = 0; i < rows.Length; i++)
        {
            context.Checkpoint();
            rows[i] = new double[table.ColumnCount];
            TensorPrimitives.ConvertChecked(table.Row(i), rows[i].AsSpan());
        }

        IReadOnlyList<string> names = table.FeatureNames;
        FittedStep[] fitted = new FittedStep[steps.Count];
        double[] spare = [];
        for (int s = 0; s < fitted.Length; s++)
        {
            fitted[s] = steps[s].Fit(rows, names, context);
            names = fitted[s].OutputNames(names);
            for (int i = 0; i < rows.Length; i++)
            {
                context.Checkpoint();
                double[] row = spare.Length == fitted[s].OutputCount ? spare : new double[fitted[s].OutputCount];
                Apply(fitted[s], rows[i], row);
                (spare, rows[i]) = (rows[i], row);
            }
        }

        float[] values = new float[rows.Length * names.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            context.Checkpoint();
            Narrow(rows[i], values.AsSpan(i * names.Count, names.Count));
        }

        transformed = table.Transformed(names, FeatureFamilies.OfTransformed(names, table), values);
        return new FittedPreprocessing(table.ColumnCount, fitted);
    }

    /// <summary>Checks the settings of steps.</summary>
    internal static void Validate(IReadOnlyList<PreprocessingStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Trainer.Require(steps.Count <= MaximumSteps, nameof(steps), steps.Count, $"at most {MaximumSteps} steps");
        foreach (PreprocessingStep step in steps)
        {
            (step ?? throw new ArgumentException("A preprocessing step is null; every one must be set.", nameof(steps))).Validate();
        }
    }

    /// <summary>Transforms one row.</summary>
    /// <param name="row"><see cref="InputCount"/> finite features.</param>
    /// <param name="transformed">Receives <see cref="OutputCount"/> numbers, none beyond <see cref="Bound"/> in magnitude.</param>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Transform(ReadOnlySpan<float> row, Span<float> transformed)
    {
        if (row.Length != InputCount || transformed.Length != OutputCount)
        {
            throw new ArgumentException($"{row.Length} features into {transformed.Length} columns; {InputCount} into {OutputCount} were expected.", nameof(row));
        }

        Span<double> from = _widest <= LargestOnStack ? stackalloc double[_widest] : new double[_widest];
        Span<double> to = _widest <= LargestOnStack ? stackalloc double[_widest] : new double[_widest];
        TensorPrimitives.ConvertChecked(row, from);
        foreach (FittedStep step in _steps)
        {
            Apply(step, from[..step.InputCount], to[..step.OutputCount]);
            Span<double> used = from;
            from = to;
            to = used;
        }

        Narrow(from[..OutputCount], transformed);
    }

    /// <summary>The kinds of the steps and the numbers of columns.</summary>
    public override string ToString() => $"{InputCount} -> {string.Join(" -> ", _steps.Select(static s => $"{s.Kind} {s.OutputCount}").DefaultIfEmpty("none"))}";

    internal void Write(ModelWriter writer)
    {
        writer.Write(_steps.Length);
        foreach (FittedStep step in _steps)
        {
            writer.Write(step.Kind);
            step.Write(writer);
        }
    }

    internal static FittedPreprocessing Read(ModelReader reader, int inputCount)
    {
        FittedStep[] steps = new FittedStep[reader.ReadInt32(0, MaximumSteps, "the number of preprocessing steps")];
        int columns = inputCount;
        for (int s = 0; s < steps.Length; s++)
        {
            string kind = reader.ReadString("the step's kind");
            steps[s] = Readers.TryGetValue(kind, out Func<ModelReader, int, FittedStep>? read)
                ? read(reader, columns)
                : throw reader.Error($"the preprocessing step '{kind}' is not known; known are {string.Join(", ", Readers.Keys)}.");
            columns = steps[s].OutputCount;
        }

        return new FittedPreprocessing(inputCount, steps);
    }

    private static void Apply(FittedStep step, ReadOnlySpan<double> row, Span<double> transformed)
    {
        step.Transform(row, transformed);
        TensorPrimitives.Clamp(transformed, -InnerBound, InnerBound, transformed);
    }

    private static void Narrow(Span<double> row, Span<float> transformed)
    {
        TensorPrimitives.Clamp(row, -Bound, Bound, row);
        TensorPrimitives.ConvertTruncating<double, float>(row, transformed);
    }
}
