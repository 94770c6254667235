using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>Ten folds of a made-up table of the size of 549 tracks and the full genre set: 3,656 columns in twenty families, ten genres, artists of five tracks.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 0, iterationCount: 3)]
public class WideTableBenchmarks
{
    private const int Rows = 549, Columns = 3656, Families = 20, Genres = 10, TracksOfArtist = 5;
    private FeatureTable _table = null!;
    private Folds _folds = null!;

    [Params("krr", "lda-krr", "svm")]
    public string Trainer { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        SeededRandom random = new(1);
        float[] centres = [.. Enumerable.Range(0, Genres * Columns).Select(_ => 0.2f * (float)random.NextNormal())];
        float[] values = new float[Rows * Columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = centres[(i / Columns % Genres * Columns) + (i % Columns)] + (float)random.NextNormal();
        }

        _table = new FeatureTable(
            [.. Enumerable.Range(0, Columns).Select(static c => $"family{c % Families}_{c}")],
            values,
            [.. Enumerable.Range(0, Rows).Select(static i => $"genre{i % Genres}")],
            groups: [.. Enumerable.Range(0, Rows).Select(static i => $"artist {i % Genres} {i / (Genres * TracksOfArtist)}")]);
        _folds = Folds.StratifiedGroups(_table, 10, seed: 1);
    }

    [Benchmark]
    public double TenFolds() => CrossValidation.Run(_table, TrainerCatalog.Create(Trainer, 1), _folds).Accuracy.Mean;
}
