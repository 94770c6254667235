using System.Runtime.Intrinsics;

namespace MusicGenre.Neural.Layers;

/// <summary>Max pooling of images: forward and backward pass. Positions in a square are numbered row by row.</summary>
internal static unsafe class PoolKernels
{
    /// <summary>One row of squares.</summary>
    /// <param name="rows">The first of the <paramref name="size"/> rows of pixels.</param>
    /// <param name="rowStride">Numbers from one row of pixels to the next.</param>
    /// <param name="size">The side of a square.</param>
    /// <param name="columns">How many squares.</param>
    /// <param name="channels">Numbers a pixel.</param>
    /// <param name="largest">columns x channels largest numbers.</param>
    /// <param name="positions">Where in the square each stood.</param>
    public static void Forward(float* rows, nint rowStride, int size, int columns, int channels, float* largest, byte* positions)
    {
        for (int x = 0; x < columns; x++)
        {
            float* square = rows + ((nint)x * size * channels);
            int c = 0;
            for (; c <= channels - 16; c += 16)
            {
                Vector256<float> best0 = Vector256.Load(square + c);
                Vector256<float> best1 = Vector256.Load(square + c + 8);
                Vector256<int> at0 = default;
                Vector256<int> at1 = default;
                for (int p = 1; p < size * size; p++)
                {
                    float* pixel = square + (p / size * rowStride) + ((nint)(p % size) * channels) + c;
                    Vector256<int> position = Vector256.Create(p);
                    Vector256<float> value0 = Vector256.Load(pixel);
                    Vector256<float> value1 = Vector256.Load(pixel + 8);
                    Vector256<float> more0 = Vector256.GreaterThan(value0, best0);
                    Vector256<float> more1 = Vector256.GreaterThan(value1, best1);
                    best0 = Vector256.ConditionalSelect(more0, value0, best0);
                    best1 = Vector256.ConditionalSelect(more1, value1, best1);
                    at0 = Vector256.ConditionalSelect(more0.AsInt32(), position, at0);
                    at1 = Vector256.ConditionalSelect(more1.AsInt32(), position, at1);
                }

                best0.Store(largest + c);
                best1.Store(largest + c + 8);
                Vector256<short> narrow = Vector256.Narrow(at0, at1);
                Vector128.Narrow(narrow.GetLower(), narrow.GetUpper()).AsByte().Store(positions + c);
            }

            for (; c < channels; c++)
            {
                float best = square[c];
                int at = 0;
                for (int p = 1; p < size * size; p++)
                {
                    float value = square[(p / size * rowStride) + ((nint)(p % size) * channels) + c];
                    if (value > best)
                    {
                        best = value;
                        at = p;
                    }
                }

                largest[c] = best;
                positions[c] = (byte)at;
            }

            largest += channels;
            positions += channels;
        }
    }

    /// <summary>The backward pass of one row of squares: the gradient goes to the position of the maximum, 0 to the others.</summary>
    /// <param name="gradient">columns x channels gradients of the largest numbers.</param>
    /// <param name="positions">Where in the square each stood.</param>
    /// <param name="size">The side of a square.</param>
    /// <param name="columns">How many squares.</param>
    /// <param name="channels">Numbers a pixel.</param>
    /// <param name="rows">The first of the <paramref name="size"/> rows of pixels to write.</param>
    /// <param name="rowStride">Numbers from one row of pixels to the next.</param>
    /// <param name="pixelStride">Numbers from one pixel to the next.</param>
    public static void Backward(float* gradient, byte* positions, int size, int columns, int channels, float* rows, nint rowStride, nint pixelStride)
    {
        for (int x = 0; x < columns; x++)
        {
            float* square = rows + (x * size * pixelStride);
            int c = 0;
            for (; c <= channels - 8; c += 8)
            {
                Vector256<float> value = Vector256.Load(gradient + c);
                Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)(positions + c)).AsByte());
                (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(words);
                Vector256<uint> at = Vector256.Create(low, high);
                for (int p = 0; p < size * size; p++)
                {
                    Vector256<uint> here = Vector256.Equals(at, Vector256.Create((uint)p));
                    Vector256.ConditionalSelect(here.AsSingle(), value, default).Store(square + (p / size * rowStride) + (p % size * pixelStride) + c);
                }
            }

            for (; c < channels; c++)
            {
                for (int p = 0; p < size * size; p++)
                {
                    square[(p / size * rowStride) + (p % size * pixelStride) + c] = positions[c] == p ? gradient[c] : 0;
                }
            }

            gradient += channels;
            positions += channels;
        }
    }
}
