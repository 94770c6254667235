using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Textures;

/// <summary>What several texture descriptors make of one image: computed once a clip, when the first asks for it.</summary>
internal static unsafe class DerivedImages
{
    /// <summary>The rows of <see cref="Mfcc"/>.</summary>
    public const int MfccCount = 20;

    /// <summary>The rows of <see cref="MelGroups"/>.</summary>
    public const int MelGroupCount = 16;

    /// <summary>The bands of the mel image.</summary>
    public const int MelBands = 128;

    // As many sums as have room in registers.
    private const int RowsAtOnce = 5;

    // [bands, coefficients].
    private static readonly float[] Cosines = CreateCosines();

    /// <summary>An image at half the frame rate: the means of two frames each, [bands, frames / 2].</summary>
    public static SpectrogramImage HalfRate(SpectrogramImage image) => image.Derive("half rate", image.Bands, static (from, to) =>
    {
        to.Resize(from.Frames / 2);
        for (int band = 0; band < from.Bands; band++)
        {
            float* values = from.Row(band);
            Span<float> halves = to[band];
            for (int t = 0; t < halves.Length; t++)
            {
                halves[t] = (values[2 * t] + values[(2 * t) + 1]) * 0.5f;
            }
        }
    });

    /// <summary>The means of eight neighbouring bands of the mel image, [16, frames].</summary>
    public static SpectrogramImage MelGroups(SpectrogramImage mel) => mel.Derive("mel groups", MelGroupCount, static (from, to) =>
    {
        to.Resize(from.Frames);
        const int Size = MelBands / MelGroupCount;
        for (int group = 0; group < MelGroupCount; group++)
        {
            Span<float> sum = to[group];
            from[group * Size].CopyTo(sum);
            for (int band = 1; band < Size; band++)
            {
                TensorPrimitives.Add(sum, from[(group * Size) + band], sum);
            }

            TensorPrimitives.Multiply(sum, 1f / Size, sum);
        }
    });

    /// <summary>
    /// Mel-frequency cepstral coefficients of the mel image less their means over the clip, [20, frames]. Means are subtracted before float32 rounds the sums: nobody wants them, and what
    /// stays is small.
    /// </summary>
    public static SpectrogramImage CentredMfcc(SpectrogramImage mel) => mel.Derive("mfcc", MfccCount, static (from, to) =>
    {
        to.Resize(from.Frames);
        float* means = stackalloc float[MelBands];
        Means(from, new Span<float>(means, MelBands));
        fixed (float* cosines = Cosines)
        {
            for (int first = 0; first < MfccCount; first += RowsAtOnce)
            {
                Multiply(cosines + first, from, means, to, first);
            }
        }
    });

    /// <summary>The mean over the clip of each band.</summary>
    public static void Means(SpectrogramImage image, Span<float> means)
    {
        for (int band = 0; band < means.Length; band++)
        {
            double sum = 0;
            foreach (float value in image[band])
            {
                sum += value;
            }

            means[band] = (float)(sum / image.Frames);
        }
    }

    /// <summary>Some rows of the MFCC: every sum has its own place in a vector, and the same bits whatever the processor's vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* cosines, SpectrogramImage mel, float* means, SpectrogramImage mfcc, int row)
    {
        for (int t = 0; t < mel.Frames; t += Vector512<float>.Count)
        {
            Vector512<float> a = Vector512<float>.Zero;
            Vector512<float> b = a;
            Vector512<float> c = a;
            Vector512<float> d = a;
            Vector512<float> e = a;
            float* from = mel.Row(0) + t;
            float* weight = cosines;
            for (int band = 0; band < MelBands; band++)
            {
                Vector512<float> x = Vector512.Load(from) - Vector512.Create(means[band]);
                a = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[0]), a);
                b = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[1]), b);
                c = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[2]), c);
                d = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[3]), d);
                e = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[4]), e);
                from += mel.Stride;
                weight += MfccCount;
            }

            a.Store(mfcc.Row(row) + t);
            b.Store(mfcc.Row(row + 1) + t);
            c.Store(mfcc.Row(row + 2) + t);
            d.Store(mfcc.Row(row + 3) + t);
            e.Store(mfcc.Row(row + 4) + t);
        }
    }

    private static float[] CreateCosines()
    {
        double[,] cosines = DiscreteCosine.Create(MfccCount, MelBands);
        return [.. Enumerable.Range(0, MelBands * MfccCount).Select(i => (float)cosines[i % MfccCount, i / MfccCount])];
    }
}
