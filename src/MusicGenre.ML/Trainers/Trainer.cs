namespace MusicGenre.ML;

/// <summary>The base of this package's trainers: argument checks, standardisation, numbering of genres.</summary>
public abstract record Trainer : ITrainer
{
    /// <summary>The name in tables and reports. Default: the type's, without <c>Trainer</c>.</summary>
    public virtual string Name { get => field ?? TypeName(GetType().Name); init; }

    /// <summary>The seed of everything that is drawn; the same seed gives the same bits. Trainers without randomness ignore it.</summary>
    public long Seed { get; init; }

    /// <inheritdoc/>
    public GenreModel Fit(FeatureTable table, FitOptions? options = null)
    {
        CheckRows(table);
        Validate();
        options ??= new FitOptions();
        options.Checkpoint();
        StandardScaler scaler = StandardScaler.Fit(table, options);
        TrainingSet training = new(table, scaler, options);
        return new GenreModel(Name, table.FeatureNames, table.Genres, scaler, Train(training, options), table.FeatureSet);
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

    /// <summary>Learns a classifier from standardised rows.</summary>
    /// <param name="training">The rows.</param>
    /// <param name="options">The options.</param>
    protected abstract Classifier Train(TrainingSet training, FitOptions options);

    /// <summary>Checks one setting.</summary>
    /// <param name="isValid">Whether it is in range.</param>
    /// <param name="name">The setting's name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="range">The range, in words.</param>
    protected static void Require(bool isValid, string name, object value, string range)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
