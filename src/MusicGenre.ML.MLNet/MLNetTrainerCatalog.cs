namespace MusicGenre.ML.MLNet;

/// <summary>ML.NET's trainers by name, in the settings that the comparison uses.</summary>
public static class MLNetTrainerCatalog
{
    private static readonly (string Alias, Func<long, MLNetTrainer> Create)[] Entries =
    [
        ("sdca", static seed => new SdcaMaximumEntropyTrainer { Seed = seed }),
        ("lbfgs", static seed => new LbfgsMaximumEntropyTrainer { Seed = seed }),
        ("perceptron", static seed => new OvaAveragedPerceptronTrainer { Seed = seed }),
        ("linearsvm", static seed => new OvaLinearSvmTrainer { Seed = seed }),
        ("fasttree", static seed => new OvaFastTreeTrainer { Seed = seed }),
        ("fastforest", static seed => new OvaFastForestTrainer { Seed = seed }),
        ("lightgbm", static seed => new LightGbmTrainer { Seed = seed }),
        ("naivebayes", static seed => new NaiveBayesTrainer { Seed = seed }),
    ];

    /// <summary>The short names.</summary>
    public static IReadOnlyList<string> Aliases { get; } = [.. Entries.Select(static e => e.Alias)];

    /// <summary>All of them.</summary>
    /// <param name="seed">The seed that each of them gets.</param>
    public static IReadOnlyList<MLNetTrainer> CreateAll(long seed = 0) => [.. Entries.Select(e => e.Create(seed))];

    /// <summary>The trainer of that name.</summary>
    /// <param name="name">A short name (<c>lightgbm</c>) or a full one (<c>OvaFastTree</c>), in any case.</param>
    /// <param name="seed">Its seed.</param>
    /// <exception cref="ArgumentException">There is no such trainer; the message lists those there are.</exception>
    public static MLNetTrainer Create(string name, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach ((string alias, Func<long, MLNetTrainer> create) in Entries)
        {
            MLNetTrainer trainer = create(seed);
            if (string.Equals(alias, name, StringComparison.OrdinalIgnoreCase) || string.Equals(trainer.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return trainer;
            }
        }

        throw new ArgumentException($"There is no ML.NET trainer '{name}'; there are {string.Join(", ", Aliases)}.", nameof(name));
    }
}
