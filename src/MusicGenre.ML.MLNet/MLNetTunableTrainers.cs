namespace MusicGenre.ML.MLNet;

/// <summary>ML.NET's trainers with the ranges that their settings are usually searched in, for <see cref="Tuner"/> and <see cref="TunedTrainer"/>.</summary>
public static class MLNetTunableTrainers
{
    private static readonly Dictionary<string, Func<long, TunableTrainer>> ByAlias = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sdca"] = static seed => new(
            new(SearchRange.LogReal("L2Regularization", 1e-6, 1e-1)), s => new SdcaMaximumEntropyTrainer { L2Regularization = (float)s.Number("L2Regularization"), Seed = seed }),
        ["lbfgs"] = static seed => new(
            new(SearchRange.LogReal("L2Regularization", 1e-3, 1e3)), s => new LbfgsMaximumEntropyTrainer { L2Regularization = (float)s.Number("L2Regularization"), Seed = seed }),
        ["fasttree"] = static seed => new(
            new(
                SearchRange.Integer("NumberOfTrees", 20, 300, 20),
                SearchRange.Integer("NumberOfLeaves", 4, 40),
                SearchRange.Integer("MinimumExampleCountPerLeaf", 1, 30),
                SearchRange.LogReal("LearningRate", 0.02, 0.5)),
            s => new OvaFastTreeTrainer
            {
                NumberOfTrees = s.Integer("NumberOfTrees"),
                NumberOfLeaves = s.Integer("NumberOfLeaves"),
                MinimumExampleCountPerLeaf = s.Integer("MinimumExampleCountPerLeaf"),
                LearningRate = s.Number("LearningRate"),
                Seed = seed,
            }),
        ["fastforest"] = static seed => new(
            new(SearchRange.Integer("NumberOfLeaves", 4, 120), SearchRange.Integer("MinimumExampleCountPerLeaf", 1, 20)),
            s => new OvaFastForestTrainer { NumberOfLeaves = s.Integer("NumberOfLeaves"), MinimumExampleCountPerLeaf = s.Integer("MinimumExampleCountPerLeaf"), Seed = seed }),
        ["lightgbm"] = static seed => new(
            new(
                SearchRange.Integer("NumberOfIterations", 20, 300, 20),
                SearchRange.Integer("NumberOfLeaves", 4, 64),
                SearchRange.Integer("MinimumExampleCountPerLeaf", 1, 30),
                SearchRange.LogReal("LearningRate", 0.02, 0.5)),
            s => new LightGbmTrainer
            {
                NumberOfIterations = s.Integer("NumberOfIterations"),
                NumberOfLeaves = s.Integer("NumberOfLeaves"),
                MinimumExampleCountPerLeaf = s.Integer("MinimumExampleCountPerLeaf"),
                LearningRate = s.Number("LearningRate"),
                Seed = seed,
            }),
    };

    /// <summary>The short names of the trainers that have ranges here.</summary>
    public static IReadOnlyList<string> Aliases { get; } = [.. ByAlias.Keys];

    /// <summary>The ranges of a trainer.</summary>
    /// <param name="alias">Its short name, in any case.</param>
    /// <param name="seed">The seed of every trainer that is made.</param>
    /// <exception cref="ArgumentException">There is no such trainer, or it has nothing to tune.</exception>
    public static TunableTrainer Get(string alias, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(alias);
        return ByAlias.TryGetValue(alias, out Func<long, TunableTrainer>? make)
            ? make(seed)
            : throw new ArgumentException($"There are no ranges for an ML.NET trainer '{alias}'; there are for {string.Join(", ", Aliases)}.", nameof(alias));
    }
}
