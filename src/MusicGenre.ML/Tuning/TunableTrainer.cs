using System.Globalization;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>A trainer with the ranges that its settings are usually searched in.</summary>
public sealed class TunableTrainer
{
    private static readonly Dictionary<string, IReadOnlyList<PreprocessingStep>> Steps = new(StringComparer.Ordinal)
    {
        ["standard"] = [new StandardScaler()],
        ["power"] = [new StandardScaler(), new PowerTransform()],
    };

    private static readonly Dictionary<string, Func<int, long, TunableTrainer>> ByAlias = new(StringComparer.OrdinalIgnoreCase)
    {
        ["logistic"] = static (_, seed) => new(new(SearchRange.LogReal("C", 1e-3, 1e3)), s => new LogisticRegressionTrainer { C = s.Number("C"), Seed = seed }),
        ["knn"] = static (_, seed) => new(new(SearchRange.Integer("NumberOfNeighbors", 1, 40)), s => new NearestNeighborsTrainer { NumberOfNeighbors = s.Integer("NumberOfNeighbors"), Seed = seed }),
        ["svm"] = static (_, seed) => new(
            new(SearchRange.LogReal("C", 0.1, 1000), SearchRange.LogReal("Gamma", 1e-4, 1), SearchRange.Categorical("Preprocessing", [.. Steps.Keys])),
            s => Machine(s, seed),
            s => Machine(s, seed, calibrated: false)),
        ["krr"] = static (_, seed) => new(
            new(SearchRange.LogReal("Alpha", 1e-3, 1), SearchRange.LogReal("Gamma", 0.05, 5)), s => new KernelRidgeTrainer { Alpha = s.Number("Alpha"), Gamma = s.Number("Gamma"), Seed = seed }),
        ["lda-krr"] = static (_, seed) => new(
            new(SearchRange.LogReal("Ridge", 1e-5, 1e-1), SearchRange.LogReal("Alpha", 1e-3, 1), SearchRange.LogReal("Divisor", 1, 50)),
            s => new DiscriminantRidgeTrainer { Ridge = s.Number("Ridge"), Alpha = s.Number("Alpha"), Divisor = s.Number("Divisor"), Seed = seed }),
        ["forest"] = static (columns, seed) => new(
            Forest(columns), s => new RandomForestTrainer { MaxFeatures = s.Integer("MaxFeatures"), MinimumExampleCountPerLeaf = s.Integer("MinimumExampleCountPerLeaf"), Seed = seed }),
        ["extratrees"] = static (columns, seed) => new(
            Forest(columns), s => new ExtraTreesTrainer { MaxFeatures = s.Integer("MaxFeatures"), MinimumExampleCountPerLeaf = s.Integer("MinimumExampleCountPerLeaf"), Seed = seed }),
        ["boosting"] = static (_, seed) => new(
            new(
                SearchRange.Integer("NumberOfIterations", 50, 500, 50),
                SearchRange.LogReal("LearningRate", 0.01, 0.3),
                SearchRange.Integer("NumberOfLeaves", 4, 32),
                SearchRange.Real("FeatureFraction", 0.1, 1)),
            s => new GradientBoostingTrainer
            {
                NumberOfIterations = s.Integer("NumberOfIterations"),
                LearningRate = s.Number("LearningRate"),
                NumberOfLeaves = s.Integer("NumberOfLeaves"),
                FeatureFraction = s.Number("FeatureFraction"),
                Seed = seed,
            }),
        ["dense"] = static (_, seed) => new(
            new(
                SearchRange.Integer("Layers", 1, 3),
                SearchRange.Categorical("Units", "32", "64", "128", "256"),
                SearchRange.Real("Dropout", 0, 0.6),
                SearchRange.LogReal("LearningRate", 1e-4, 1e-2),
                SearchRange.LogReal("L2Regularization", 1e-7, 1e-2)),
            s => new NeuralNetworkTrainer
            {
                HiddenUnits = [.. Enumerable.Repeat(int.Parse(s.Choice("Units"), CultureInfo.InvariantCulture), s.Integer("Layers"))],
                Dropout = s.Number("Dropout"),
                Optimizer = new Adam(s.Number("LearningRate")),
                L2Regularization = s.Number("L2Regularization"),
                Epochs = 60,
                Seed = seed,
            }),
    };

    /// <summary>Creates one for a trainer that is not in the catalogue.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="create">Makes the trainer of given settings; called on several threads at once.</param>
    /// <param name="createTrial">Makes a trainer that predicts nearly the same genres in less time, for a search by accuracy; null for <paramref name="create"/>.</param>
    public TunableTrainer(SearchSpace space, Func<TrialSettings, ITrainer> create, Func<TrialSettings, ITrainer>? createTrial = null)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(create);
        Space = space;
        Create = create;
        CreateTrial = createTrial ?? create;
    }

    /// <summary>The short names of the trainers that have something to tune.</summary>
    public static IReadOnlyList<string> Aliases { get; } = [.. ByAlias.Keys];

    /// <summary>What is searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>Makes the trainer of given settings.</summary>
    public Func<TrialSettings, ITrainer> Create { get; }

    /// <summary>Makes a trainer of given settings that predicts nearly the same genres in less time: what a search by accuracy uses.</summary>
    public Func<TrialSettings, ITrainer> CreateTrial { get; }

    /// <summary>The trainer that tunes itself within these ranges.</summary>
    /// <param name="name">Its name in tables and reports.</param>
    public TunedTrainer ToTrainer(string name) => new(Space, Create) { Name = name, CreateTrial = CreateTrial };

    /// <summary>The ranges of a trainer of the catalogue.</summary>
    /// <param name="alias">Its short name, in any case.</param>
    /// <param name="columns">The number of features, at least 1: some ranges depend on it.</param>
    /// <param name="seed">The seed of every trainer that is made.</param>
    /// <exception cref="ArgumentException">There is no such trainer, or it has nothing to tune.</exception>
    public static TunableTrainer Get(string alias, int columns, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(alias);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        return ByAlias.TryGetValue(alias, out Func<int, long, TunableTrainer>? make)
            ? make(columns, seed)
            : throw new ArgumentException($"There are no ranges for a trainer '{alias}'; there are for {string.Join(", ", Aliases)}.", nameof(alias));
    }

    private static SupportVectorMachineTrainer Machine(TrialSettings settings, long seed, bool calibrated = true) => new()
    {
        C = settings.Number("C"),
        Gamma = settings.Number("Gamma"),
        Preprocessing = Steps[settings.Choice("Preprocessing")],
        Calibrated = calibrated,
        Seed = seed,
    };

    private static SearchSpace Forest(int columns) => new(SearchRange.Integer("MaxFeatures", 1, Math.Min(columns, 60)), SearchRange.Integer("MinimumExampleCountPerLeaf", 1, 10));
}
