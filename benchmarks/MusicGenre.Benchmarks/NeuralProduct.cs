using BenchmarkDotNet.Attributes;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The matrix product of all layers, 512 x 512 x 512 on one thread, on every path the machine has. The rival is OpenBLAS: <see cref="NeuralRival"/>.
/// </summary>
public unsafe class NeuralProduct
{
    public const int Size = 512;

    private readonly AlignedBuffer _a = new(Size * Size);
    private readonly AlignedBuffer _b = new(Size * Size);
    private readonly AlignedBuffer _c = new(Size * Size);
    private readonly AlignedBuffer _scratch = new(MatrixProduct.ScratchLength);
    private SimdPath _path;

    [Params("Scalar", "Vector128", "Avx2", "Avx512")]
    public string Path { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _path = Enum.Parse<SimdPath>(Path);
        if (!SimdPaths.IsSupported(_path))
        {
            throw new NotSupportedException($"This machine has no {Path}.");
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
        MatrixProduct.Multiply(_path, Size, Size, Size, _a.Pointer, Size, 1, _b.Pointer, Size, 1, _c.Pointer, Size, false, _scratch.Pointer);
}
