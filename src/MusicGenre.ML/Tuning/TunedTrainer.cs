using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>
/// A trainer that first tunes itself: its <see cref="Fit(FeatureTable, FitOptions, IProgress{EpochResult}, CancellationToken)"/> searches the settings on inner folds of the training rows alone, then trains on all of them with what was
/// found. In a <see cref="CrossValidation"/> that is nested cross-validation: the test rows take no part in the search, so the figure is unbiased
/// (Varma and Simon, BMC Bioinformatics 2006). Groups that hold several rows are kept together in the inner folds, of which there are never more than groups.
/// </summary>
public sealed record TunedTrainer : ITrainer
{
    /// <summary>Creates the trainer.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="create">Makes the trainer of given settings; called on several threads at once.</param>
    public TunedTrainer(SearchSpace space, Func<TrialSettings, ITrainer> create)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(create);
        Space = space;
        Create = create;
    }

    /// <inheritdoc/>
    public string Name { get; init; } = "Tuned";

    /// <summary>What is searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>Makes the trainer of given settings.</summary>
    public Func<TrialSettings, ITrainer> Create { get; }

    /// <summary>Makes the trainers of the search, if another predicts nearly the same genres in less time; null for <see cref="Create"/>.</summary>
    public Func<TrialSettings, ITrainer>? CreateTrial { get; init; }

    /// <summary>The most trials, at least 1. Default 50.</summary>
    public int Trials { get; init; } = 50;

    /// <summary>How the settings are chosen.</summary>
    public SearchMethod Method { get; init; } = SearchMethod.Bayesian;

    /// <summary>The number of inner folds, at least 2. Default 5.</summary>
    public int InnerFolds { get; init; } = 5;

    /// <summary>How often the training rows are split again, so that a score depends less on one split. Default 1.</summary>
    public int InnerRepeats { get; init; } = 1;

    /// <summary>The seed of search and inner folds.</summary>
    public long Seed { get; init; }

    /// <summary>The score to maximise; null for the mean accuracy over the inner folds.</summary>
    public Func<CrossValidationResult, double>? Score { get; init; }

    /// <summary>Reports the result of each fit's search, on the thread of that fit.</summary>
    public Action<TuningResult>? Tuned { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The table can't be cut into inner folds: too few rows, or every genre is a single group.</exception>
    public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default) =>
        Fit(table, new FitContext(options, progress, cancellationToken));

    internal GenreModel Fit(FeatureTable table, FitContext context)
    {
        Trainer.CheckRows(table);
        Folds folds = InnerSplit.FoldsOf(table, InnerFolds, Seed, InnerRepeats);
        TunerOptions search = new()
        {
            Trials = Trials,
            Method = Method,
            Seed = Seed,
            MaxDegreeOfParallelism = context.MaxDegreeOfParallelism,
        };
        TuningResult result = Tuner.Tune(table, Space, CreateTrial ?? Create, folds, search, Score, progress: null, context.CancellationToken);
        Tuned?.Invoke(result);
        return context.Fit(Create(result.Recommended.Settings), table);
    }
}
