using BenchmarkDotNet.Attributes;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The matrix product of all layers, 512 x 512 x 512 on one thread, at every vector width the machine has. The rival is OpenBLAS: <see cref="NeuralRival"/>.
/// </summary>
public unsafe class NeuralProduct
{
    public const int Size = 512;

    private readonly AlignedBuffer _a = new(Size * Size);
    private readonly AlignedBuffer _b = new(Size * Size);
    private readonly AlignedBuffer _c = new(Size * Size);
    private readonly AlignedBuffer _scratch = new(MatrixProduct.ScratchLength);

    [Params(4, 8, 16)]
    public int Lanes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        if (!SimdWidth.IsSupported(Lanes))
        {
            throw new NotSupportedException($"This machine has no vectors of {Lanes} lanes.");
        }

        SeededRandom random = new(1);
        for (int i = 0; i < Size * Size; i++)
        {
            _a.Span[i] = (float)random.NextNormal();
            _b.Span[i] = (float)random.NextNormal();
        }
    }

    [Benchmark]
    public void Multiply() =>
        MatrixProduct.Multiply(Lanes, Size, Size, Size, _a.Pointer, Size, 1, _b.Pointer, Size, 1, _c.Pointer, Size, false, _scratch.Pointer);
}
