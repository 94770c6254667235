using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Sums of products of some images, pixel by pixel, from which their covariance follows. The pixels come in chunks, are widened to double and multiplied in tiles of 3 x 3 images.
/// Eight sums run side by side whatever the processor's vectors, so that the bits are the same everywhere.
/// </summary>
internal sealed unsafe class CrossProducts
{
    /// <summary>The pixels of a chunk: the widened chunks of nine images stay in the first-level cache.</summary>
    public const int Chunk = 256;

    private const int Tile = 3;
    private const int Width = 8;

    private readonly int _tiles;
    private readonly double[] _memory;
    private readonly double* _pixels;
    private readonly double* _products;
    private readonly double* _sums;
    private readonly double* _absolutes;
    private readonly double* _end;
    private long _count;

    /// <summary>Prepares the sums of a number of images.</summary>
    public CrossProducts(int images)
    {
        Images = images;
        _tiles = (images + Tile - 1) / Tile;
        int padded = _tiles * Tile;
        int products = TileOffset(_tiles, _tiles);
        _memory = GC.AllocateArray<double>((padded * Chunk) + products + (2 * padded * Width) + Width, pinned: true);
        _pixels = (double*)Unsafe.AsPointer(ref _memory[0]);
        _pixels += (64 - ((nint)_pixels % 64)) % 64 / sizeof(double);
        _products = _pixels + (padded * Chunk);
        _sums = _products + products;
        _absolutes = _sums + (padded * Width);
        _end = _absolutes + (padded * Width);
    }

    /// <summary>The number of images.</summary>
    public int Images { get; }

    /// <summary>Forgets all pixels.</summary>
    public void Clear()
    {
        new Span<double>(_products, (int)(_end - _products)).Clear();
        _count = 0;
    }

    /// <summary>Fills an image's part of the chunk.</summary>
    /// <typeparam name="TPixel">How a pixel is made.</typeparam>
    /// <param name="image">The image, from 0.</param>
    /// <param name="after">The value after or above the pixel.</param>
    /// <param name="at">The value at the pixel.</param>
    /// <param name="before">The value before or below the pixel.</param>
    /// <param name="count">The pixels, at most <see cref="Chunk"/>. Behind them up to <see cref="SpectrogramImage.Slack"/> more may be read.</param>
    /// <param name="shift">What is subtracted from each, the same for all chunks: near the mean, it saves digits. The mean of the absolute values is that of the shifted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill<TPixel>(int image, float* after, float* at, float* before, int count, float shift = 0)
        where TPixel : struct, IPixel
    {
        double* target = _pixels + (image * Chunk);
        Vector512<double> low = Vector512.Load(_sums + (image * Width));
        Vector512<double> high = Vector512<double>.Zero;
        Vector512<double> absoluteLow = Vector512.Load(_absolutes + (image * Width));
        Vector512<double> absoluteHigh = Vector512<double>.Zero;
        Vector512<double> offset = Vector512.Create((double)shift);
        Vector512<float> nothing = Vector512.Create(shift);
        for (int i = 0; i < count; i += 16)
        {
            Vector512<float> pixel = TPixel.Get(after + i, at + i, before + i);
            if (count - i < 16)
            {
                pixel = Vector512.ConditionalSelect(Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count - i)).AsSingle(), pixel, nothing);
            }

            (Vector512<double> first, Vector512<double> second) = Vector512.Widen(pixel);
            first -= offset;
            second -= offset;
            first.Store(target + i);
            second.Store(target + i + Width);
            low += first;
            high += second;
            absoluteLow += Vector512.Abs(first);
            absoluteHigh += Vector512.Abs(second);
        }

        (low + high).Store(_sums + (image * Width));
        (absoluteLow + absoluteHigh).Store(_absolutes + (image * Width));
    }

    /// <summary>Adds the products of the chunk that was filled.</summary>
    /// <param name="count">The pixels that every image was filled with.</param>
    public void Add(int count)
    {
        _count += count;
        int padded = (count + 15) / 16 * 16;
        for (int row = 0; row < _tiles; row++)
        {
            for (int column = row; column < _tiles; column++)
            {
                AddTile(_pixels + (row * Tile * Chunk), _pixels + (column * Tile * Chunk), Chunk, padded, _products + TileOffset(row, column));
            }
        }
    }

    /// <summary>The covariance matrix, the sums divided by the number of pixels less one, row by row.</summary>
    public void Covariance(Span<double> matrix)
    {
        for (int i = 0; i < Images; i++)
        {
            double sum = Total(_sums + (i * Width));
            for (int j = i; j < Images; j++)
            {
                double product = Total(_products + TileOffset(i / Tile, j / Tile) + (((i % Tile * Tile) + (j % Tile)) * Width));
                double value = (product - (sum * Total(_sums + (j * Width)) / _count)) / (_count - 1);
                matrix[(i * Images) + j] = value;
                matrix[(j * Images) + i] = value;
            }
        }
    }

    /// <summary>The mean of an image's absolute values, less the shift.</summary>
    public double MeanAbsolute(int image) => Total(_absolutes + (image * Width)) / _count;

    /// <summary>Adds the products of three rows with three others; <paramref name="count"/> is a multiple of eight.</summary>
    /// <param name="a">The three rows.</param>
    /// <param name="b">The other three.</param>
    /// <param name="stride">From a row to the next.</param>
    /// <param name="count">The numbers of a row.</param>
    /// <param name="sums">Nine sums of eight numbers each, row by row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddTile(double* a, double* b, nint stride, int count, double* sums)
    {
        Vector512<double> s00 = Vector512.Load(sums);
        Vector512<double> s01 = Vector512.Load(sums + Width);
        Vector512<double> s02 = Vector512.Load(sums + (2 * Width));
        Vector512<double> s10 = Vector512.Load(sums + (3 * Width));
        Vector512<double> s11 = Vector512.Load(sums + (4 * Width));
        Vector512<double> s12 = Vector512.Load(sums + (5 * Width));
        Vector512<double> s20 = Vector512.Load(sums + (6 * Width));
        Vector512<double> s21 = Vector512.Load(sums + (7 * Width));
        Vector512<double> s22 = Vector512.Load(sums + (8 * Width));
        for (int i = 0; i < count; i += Width)
        {
            Vector512<double> b0 = Vector512.Load(b + i);
            Vector512<double> b1 = Vector512.Load(b + stride + i);
            Vector512<double> b2 = Vector512.Load(b + (2 * stride) + i);
            Vector512<double> x = Vector512.Load(a + i);
            s00 = Vector512.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(x, b1, s01);
            s02 = Vector512.FusedMultiplyAdd(x, b2, s02);
            x = Vector512.Load(a + stride + i);
            s10 = Vector512.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(x, b1, s11);
            s12 = Vector512.FusedMultiplyAdd(x, b2, s12);
            x = Vector512.Load(a + (2 * stride) + i);
            s20 = Vector512.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(x, b1, s21);
            s22 = Vector512.FusedMultiplyAdd(x, b2, s22);
        }

        s00.Store(sums);
        s01.Store(sums + Width);
        s02.Store(sums + (2 * Width));
        s10.Store(sums + (3 * Width));
        s11.Store(sums + (4 * Width));
        s12.Store(sums + (5 * Width));
        s20.Store(sums + (6 * Width));
        s21.Store(sums + (7 * Width));
        s22.Store(sums + (8 * Width));
    }

    /// <summary>The total of eight running sums.</summary>
    public static double Total(double* sums) => (sums[0] + sums[4]) + (sums[2] + sums[6]) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));

    private int TileOffset(int row, int column) => ((row * _tiles) + column) * Tile * Tile * Width;
}
