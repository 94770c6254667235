using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MathNet.Numerics.LinearAlgebra;
using MusicGenre.ML;
using MusicGenre.ML.Trainers.Linear;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>The factor of kernel ridge regression and the discriminants (a row and column per track or per feature) beside MathNet's, on one thread each.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 5)]
public class CholeskyBenchmarks
{
    private double[][] _lower = null!;
    private Matrix<double> _matrix = null!;

    [Params(500, 2000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        MathNet.Numerics.Control.MaxDegreeOfParallelism = 1;
        SeededRandom random = new(1);
        _lower = [.. Enumerable.Range(0, Rows).Select(i => Enumerable.Range(0, i + 1).Select(j => random.NextNormal() + (i == j ? 4 * Rows : 0)).ToArray())];
        _matrix = Matrix<double>.Build.Dense(Rows, Rows, (i, j) => _lower[Math.Max(i, j)][Math.Min(i, j)]);
    }

    [Benchmark]
    public object Here() => Cholesky.Factor([.. _lower.Select(static row => (double[])row.Clone())], new FitContext { MaxDegreeOfParallelism = 1 });

    [Benchmark(Baseline = true)]
    public object MathNetManaged() => _matrix.Cholesky();
}
