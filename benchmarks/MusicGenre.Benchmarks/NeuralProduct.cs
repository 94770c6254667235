using BenchmarkDotNet.Attributes;
using MusicGenre.Neural;
using MusicGenre.Neural.Compute;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The matrix product of all layers, 512 x 512 x 512 on one thread, on every path the machine has. The rival is OpenBLAS: <see cref="NeuralRival"/>.
/// </summary>
public unsafe class NeuralProduct
{
    public const int Size = 512;

    private readonly Tensor _a = new(Size * Size);
    private readonly Tensor _b = new(Size * Size);
    private readonly Tensor _c = new(Size * Size);
    private readonly Tensor _scratch = new(MatrixProduct.ScratchLength);
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
        MatrixProduct.Multiply(_path, Size, Size, Size, _a.Data, Size, 1, _b.Data, Size, 1, _c.Data, Size, false, _scratch.Data);
}
