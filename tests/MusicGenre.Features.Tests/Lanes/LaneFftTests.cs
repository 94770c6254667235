using System.Numerics;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Tests.Lanes;

/// <summary>The transforms of all lanes against the transform of one frame in double precision.</summary>
public sealed unsafe class LaneFftTests
{
    // Powers of two; lengths of small prime factors, even and odd; and what is left to Bluestein's algorithm, primes among them.
    private static readonly int[] Sizes =
        [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 16, 24, 32, 44, 77, 400, 441, 882, 1000, 1001, 1014, 1200, 2205, 17, 34, 551, 1102, 1103, 1366, 1367, 2003];

    [Test]
    public void Four_lanes([ValueSource(nameof(Sizes))] int size) => Check<Lane4>(size);

    [Test]
    public void Eight_lanes([ValueSource(nameof(Sizes))] int size) => Check<Lane8>(size);

    [Test]
    public void Sixteen_lanes([ValueSource(nameof(Sizes))] int size) => Check<Lane16>(size);

    private static void Check<TLane>(int size)
        where TLane : unmanaged, ILane<TLane>
    {
        // Where frames overlap by halves, quarters or eighths, they may share columns.
        int[] hops = BitOperations.IsPow2(size) && size >= LaneFft<TLane>.SmallestSize ? [size, size / 2, size / 4, size / 8] : [size];
        float[]? first = null;
        int width = TLane.Count;
        foreach (int hop in hops)
        {
            Random random = new(3);
            float[] samples = new float[size + (hop * (width - 1))];
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = (float)((2 * random.NextDouble()) - 1);
            }

            int step = width + (size / hop);
            AlignedBuffer columns = new(hop * step);
            for (int i = 0; i < samples.Length; i++)
            {
                columns.Span[((i % hop) * step) + (i / hop)] = samples[i];
            }

            double[] window = HannWindow.Create(size);
            int bins = (size / 2) + 1;
            AlignedBuffer power = new(bins * width);
            LaneTransform<TLane>.Create(window, hop, step).Power(columns.Pointer, power.Pointer);
            double[] re = new double[bins];
            double[] im = new double[bins];
            RealFft<double> fft = new(size);
            for (int lane = 0; lane < width; lane += 3)
            {
                double[] x = new double[size];
                for (int i = 0; i < size; i++)
                {
                    x[i] = window[i] * samples[(hop * lane) + i];
                }

                fft.Forward(x, re, im);
                double largest = Enumerable.Range(0, bins).Max(k => Math.Sqrt((re[k] * re[k]) + (im[k] * im[k])));
                for (int bin = 0; bin < bins; bin++)
                {
                    // A millionth of the largest magnitude.
                    double magnitude = Math.Sqrt((re[bin] * re[bin]) + (im[bin] * im[bin]));
                    double difference = Math.Abs(Math.Sqrt(power.Span[(bin * width) + lane]) - magnitude);
                    if (!(difference <= 1e-6 * largest))
                    {
                        Assert.Fail($"hop {hop} lane {lane} bin {bin}: {difference / largest:E1} of the largest magnitude");
                    }
                }
            }

            // The first lane's frame is the same in every arrangement, and so are its bits.
            first ??= [.. Enumerable.Range(0, bins).Select(bin => power.Span[bin * width])];
            Assert.That(Enumerable.Range(0, bins).Select(bin => power.Span[bin * width]), Is.EqualTo(first), $"hop {hop}");
        }
    }
}
