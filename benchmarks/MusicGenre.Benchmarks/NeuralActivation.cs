using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Benchmarks;

/// <summary>The logistic function and tanh of 4,096 numbers, as in one step of an LSTM: VectorMath against TensorPrimitives.</summary>
public unsafe class NeuralActivation
{
    private const int Length = 4096;

    private readonly AlignedBuffer _source = new(Length);
    private readonly AlignedBuffer _target = new(Length);

    [GlobalSetup]
    public void Setup()
    {
        SeededRandom random = new(1);
        foreach (ref float value in _source.Span)
        {
            value = (float)(2 * random.NextNormal());
        }
    }

    [Benchmark]
    public void Sigmoid()
    {
        _source.Span.CopyTo(_target.Span);
        VectorMath.Sigmoid(_target.Pointer, Length);
    }

    [Benchmark]
    public void TensorSigmoid() => TensorPrimitives.Sigmoid(_source.Span, _target.Span);

    [Benchmark]
    public void Tanh()
    {
        _source.Span.CopyTo(_target.Span);
        VectorMath.Tanh(_target.Pointer, Length);
    }

    [Benchmark]
    public void TensorTanh() => TensorPrimitives.Tanh(_source.Span, _target.Span);
}
