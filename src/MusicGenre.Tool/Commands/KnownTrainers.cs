using MusicGenre.ML;
#if MLNET
using MusicGenre.ML.MLNet;
#endif

namespace MusicGenre.Tool.Commands;

/// <summary>The trainers by name: the library's own, and ML.NET's where the program was built with the switch MLNet.</summary>
internal static class KnownTrainers
{
#if MLNET
    /// <summary>Whether the program was built with ML.NET.</summary>
    public static bool HasMLNet => true;

    /// <summary>The short names of ML.NET's trainers.</summary>
    public static IReadOnlyList<string> MLNetAliases => MLNetTrainerCatalog.Aliases;

    /// <summary>Makes model files of ML.NET's trainers known.</summary>
    public static void Register() => MLNetModels.Register();

    private static IReadOnlyList<string> MLNetTunable => MLNetTunableTrainers.Aliases;

    private static MLNetTrainer CreateMLNet(string name, long seed) => MLNetTrainerCatalog.Create(name, seed);

    private static TunableTrainer TuneMLNet(string alias, long seed) => MLNetTunableTrainers.Get(alias, seed);
#else
    public static bool HasMLNet => false;

    public static IReadOnlyList<string> MLNetAliases => [];

    public static void Register()
    {
    }

    private static IReadOnlyList<string> MLNetTunable => [];

    private static Trainer CreateMLNet(string name, long seed) => TrainerCatalog.Create(name, seed);

    private static TunableTrainer TuneMLNet(string alias, long seed) => throw new ArgumentException($"There are no ranges for a trainer '{alias}'.", nameof(alias));
#endif

    /// <summary>All short names.</summary>
    public static IReadOnlyList<string> Aliases { get; } = [.. TrainerCatalog.Aliases, .. MLNetAliases];

    /// <summary>The short names of the trainers that have something to tune.</summary>
    public static IReadOnlyList<string> TunableAliases { get; } = [.. TunableTrainer.Aliases, .. MLNetTunable];

    /// <summary>The trainer of that name, short or full.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Trainer Create(string name, long seed = 0)
    {
        try
        {
            return TrainerCatalog.Create(name, seed);
        }
        catch (ArgumentException) when (HasMLNet)
        {
            return CreateMLNet(name, seed);
        }
    }

    /// <summary>The ranges of one of <see cref="TunableAliases"/>.</summary>
    public static TunableTrainer Tunable(string alias, int columns, long seed) =>
        TunableTrainer.Aliases.Contains(alias, StringComparer.OrdinalIgnoreCase) ? TunableTrainer.Get(alias, columns, seed) : TuneMLNet(alias, seed);
}
