using MusicGenre.ML.Models;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>What this package's trainers share: the checks, the preprocessing, the numbering of genres.</summary>
public abstract record Trainer : ITrainer
{
    private static readonly IReadOnlyList<PreprocessingStep> Standardization = [new StandardScaler()];

    /// <summary>The name in tables and reports. Default: the type's, without <c>Trainer</c>.</summary>
    public virtual string Name { get => field ?? TypeName(GetType().Name); init; }

    /// <summary>The seed of everything that is drawn; the same seed gives the same bits. Trainers without randomness ignore it.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// The steps that are learnt from the training rows before the classifier, in their order; each learns from what the steps before it give. Default: <see cref="StandardScaler"/>. Empty:
    /// the features as they are, within <see cref="FittedPreprocessing.Bound"/>.
    /// </summary>
    public IReadOnlyList<PreprocessingStep> Preprocessing
    {
        get;
        init => field = value is null ? throw new ArgumentNullException(nameof(value)) : [.. value];
    } = Standardization;

    /// <summary>How much the rows of each genre count in training; <see cref="ClassWeights.Balanced"/> helps the rare genres where genres have unequal numbers of rows. Default: all alike.</summary>
    public ClassWeights ClassWeights { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ClassWeights.None;

    /// <summary>Whether the trainer heeds <see cref="ClassWeights"/> and <see cref="FeatureTable.Weights"/>; one that does not refuses both.</summary>
    protected internal virtual bool SupportsWeights => false;

    /// <summary>Above so many rows a fit takes minutes and more, and other trainers do as well: a comparison of all trainers leaves this one out.</summary>
    internal virtual int ManyRows => int.MaxValue;

    /// <summary>The memory that a fit needs beyond its rows, in bytes.</summary>
    internal virtual long MemoryOf(int rows) => 0;

    /// <summary>This trainer with class weights; itself if it can't weigh its rows.</summary>
    /// <param name="classWeights">The weights.</param>
    public Trainer WithClassWeights(ClassWeights classWeights) => SupportsWeights ? this with { ClassWeights = classWeights } : this;

    /// <inheritdoc/>
    public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(table, new FitContext(options, progress, cancellationToken));

    internal GenreModel Fit(FeatureTable table, FitContext context)
    {
        CheckRows(table);
        context = context.WithoutWarnings();
        Validate();
        Require(ClassWeights == ClassWeights.None || SupportsWeights, nameof(ClassWeights), ClassWeights, $"None: {Name} can't weigh its rows");
        CheckWeights(table, Name, SupportsWeights);
        FittedPreprocessing.Validate(Preprocessing);
        context.Checkpoint();
        FittedPreprocessing preprocessing = FittedPreprocessing.Fit(table, Preprocessing, context, out FeatureTable transformed);
        TrainingSet training = new(transformed, ClassWeights);
        return new GenreModel(Name, table.FeatureNames, table.Genres, preprocessing, Train(training, context), table.FeatureSet, TrainingWindow.Of(table)) { Warnings = context.Warnings };
    }

    /// <summary>Checks the training rows.</summary>
    internal static void CheckRows(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowCount == 0)
        {
            throw new ArgumentException("The table has no rows; at least one is needed.", nameof(table));
        }

        for (int i = 0; i < table.RowCount; i++)
        {
            if (table.GenreIndices[i] < 0)
            {
                throw new ArgumentException($"Row {i + 1} ({table.FileNames[i]}) has no genre; every training row needs one.", nameof(table));
            }
        }

        if (table.FeatureSet is { } set && GenreModel.ProblemOf(set) is { } problem)
        {
            throw new ArgumentException($"The table's feature set can't be stored in a model: {problem}.", nameof(table));
        }
    }

    /// <summary>Refuses weights that a trainer would ignore.</summary>
    internal static void CheckWeights(FeatureTable table, string trainer, bool supportsWeights = false)
    {
        if (table.Weights is not null && !supportsWeights)
        {
            throw new ArgumentException($"The table's rows have weights, and {trainer} can't weigh its rows: {nameof(FeatureTable.WithWeights)}(null) drops them.", nameof(table));
        }
    }

    private static string TypeName(string type)
    {
        const string Suffix = "Trainer";
        return type.EndsWith(Suffix, StringComparison.Ordinal) ? type[..^Suffix.Length] : type;
    }

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it, its value and the range.</exception>
    protected virtual void Validate()
    {
    }

    /// <summary>Learns a classifier from preprocessed rows.</summary>
    /// <param name="training">The rows.</param>
    /// <param name="context">Threads, progress and cancellation.</param>
    protected abstract Classifier Train(TrainingSet training, FitContext context);

    /// <summary>Checks one setting.</summary>
    /// <param name="isValid">Whether it is in range.</param>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="range">The range, in words.</param>
    protected internal static void Require(bool isValid, string name, object value, string range)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
