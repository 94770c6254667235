using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MusicGenre.ML;

namespace MusicGenre.Benchmarks;

/// <summary>Fit on 900 rows of 57 columns, and prediction of as many, for every trainer, on one thread.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class TrainerBenchmarks
{
    private const int Rows = 900;
    private FeatureTable _table = null!;
    private GenreModel _model = null!;

    [ParamsSource(nameof(Names))]
    public string Trainer { get; set; } = "";

    public static IEnumerable<string> Names => TrainerCatalog.Aliases;

    [GlobalSetup]
    public void Setup()
    {
        _table = BenchmarkTables.LikeGtzan(Rows);
        _model = TrainerCatalog.Create(Trainer, 1).Fit(_table);
    }

    [Benchmark]
    public GenreModel Fit() => TrainerCatalog.Create(Trainer, 1).Fit(_table, new FitOptions { MaxDegreeOfParallelism = 1 });

    [Benchmark]
    public int Predict() => _model.Predict(_table).Count;
}
