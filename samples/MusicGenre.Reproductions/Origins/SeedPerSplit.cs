using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>
/// A network whose every training draws from its own seed, made of the trainer's seed and the names of the training rows: over many splits the luck of the first weights
/// is averaged too, as with the origins, which fixed no seed.
/// </summary>
/// <param name="Inner">The network.</param>
public sealed record SeedPerSplit(NeuralNetworkTrainer Inner) : ITrainer
{
    /// <inheritdoc/>
    public string Name => Inner.Name;

    /// <inheritdoc/>
    public GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        return (Inner with { Seed = SeedOf(table) }).Fit(table, options, progress, cancellationToken);
    }

    /// <summary>FNV-1a over the seed and the rows' names.</summary>
    private long SeedOf(FeatureTable table)
    {
        const ulong Prime = 0x100000001B3;
        ulong hash = 0xCBF29CE484222325 ^ unchecked((ulong)Inner.Seed);
        foreach (char c in table.FileNames.SelectMany(static name => name.Append('\n')))
        {
            hash = unchecked((hash ^ c) * Prime);
        }

        return unchecked((long)hash);
    }
}
