using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MusicGenre.ML;

namespace MusicGenre.Benchmarks;

/// <summary>Reading and writing a table of 100,000 rows of 57 columns (some 70 MB of text).</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class FeatureCsvBenchmarks
{
    private const int Rows = 100_000;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"musicgenre-{Guid.NewGuid():N}.csv");
    private FeatureTable _table = null!;

    [GlobalSetup]
    public void Setup()
    {
        _table = BenchmarkTables.LikeGtzan(Rows);
        FeatureCsv.Write(_path, _table);
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_path);

    [Benchmark]
    public FeatureTable Read() => FeatureCsv.Read(_path);

    [Benchmark]
    public void Write() => FeatureCsv.Write(_path, _table);
}
