using MusicGenre.ML.Trainers.Ensembles;
using MusicGenre.ML.Trainers.Kernels;
using MusicGenre.ML.Trainers.Linear;
using MusicGenre.ML.Trainers.Trees;

namespace MusicGenre.ML;

/// <summary>The trainers of this package by name, in the settings that the comparison uses.</summary>
public static class TrainerCatalog
{
    /// <summary>One line of the catalogue.</summary>
    internal sealed record Entry(string Alias, string Kind, Func<ModelReader, int, int, Classifier> Read, Func<long, Trainer> Create);

    internal static IReadOnlyList<Entry> Entries { get; } =
    [
        new("majority", MajorityClassTrainer.Majority.KindName, MajorityClassTrainer.Majority.Read, static seed => new MajorityClassTrainer { Seed = seed }),
        new("logistic", LinearClassifier.KindName, LinearClassifier.Read, static seed => new LogisticRegressionTrainer { Seed = seed }),
        new("lda", LinearClassifier.KindName, LinearClassifier.Read, static seed => new LinearDiscriminantTrainer { Seed = seed }),
        new("knn", NearestNeighborsTrainer.Neighbors.KindName, NearestNeighborsTrainer.Neighbors.Read, static seed => new NearestNeighborsTrainer { Seed = seed }),
        new("svm", SupportVectorClassifier.KindName, SupportVectorClassifier.Read, static seed => new SupportVectorMachineTrainer { C = 10, Seed = seed }),
        new("krr", KernelRidgeClassifier.KindName, KernelRidgeClassifier.Read, static seed => new KernelRidgeTrainer { Seed = seed }),
        new("forest", ForestClassifier.KindName, ForestClassifier.Read, static seed => new RandomForestTrainer { Seed = seed }),
        new("extratrees", ForestClassifier.KindName, ForestClassifier.Read, static seed => new ExtraTreesTrainer { Seed = seed }),
        new("boosting", BoostedClassifier.KindName, BoostedClassifier.Read, static seed => new GradientBoostingTrainer { Seed = seed }),
        new("dense", NeuralNetworkTrainer.Net.KindName, NeuralNetworkTrainer.Net.Read, static seed => new NeuralNetworkTrainer { Seed = seed }),
        new("lda-krr", DiscriminantRidgeVote.KindName, DiscriminantRidgeVote.Read, static seed => new DiscriminantRidgeTrainer { Seed = seed }),
        new("voting", SoftVotingTrainer.Vote.KindName, SoftVotingTrainer.Vote.Read, static seed => SoftVotingTrainer.Default(seed)),
    ];

    /// <summary>The short names, in the order of the comparison.</summary>
    public static IReadOnlyList<string> Aliases { get; } = [.. Entries.Select(static e => e.Alias)];

    /// <summary>All trainers.</summary>
    /// <param name="seed">The seed that each of them gets.</param>
    public static IReadOnlyList<Trainer> CreateAll(long seed = 0) => [.. Entries.Select(e => e.Create(seed))];

    /// <summary>The trainer of that name.</summary>
    /// <param name="name">A short name (<c>svm</c>) or a full one (<c>SupportVectorMachine</c>), in any case.</param>
    /// <param name="seed">Its seed.</param>
    /// <exception cref="ArgumentException">There is no such trainer; the message lists those there are.</exception>
    public static Trainer Create(string name, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (Entry entry in Entries)
        {
            Trainer trainer = entry.Create(seed);
            if (string.Equals(entry.Alias, name, StringComparison.OrdinalIgnoreCase) || string.Equals(trainer.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return trainer;
            }
        }

        throw new ArgumentException($"There is no trainer '{name}'; there are {string.Join(", ", Aliases)}.", nameof(name));
    }
}
