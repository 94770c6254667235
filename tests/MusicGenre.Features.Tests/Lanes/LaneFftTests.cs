using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Tests.Lanes;

public sealed unsafe class LaneFftTests
{
    [Test]
    public void Four_lanes() => Check<Lane4>();

    [Test]
    public void Eight_lanes() => Check<Lane8>();

    [Test]
    public void Sixteen_lanes() => Check<Lane16>();

    private static void Check<TLane>()
        where TLane : unmanaged, ILane<TLane>
    {
        int width = TLane.Count;
        Random random = new(3);
        float[] samples = new float[512 * (width + 3)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (float)((2 * random.NextDouble()) - 1);
        }

        int step = width + 4;
        AlignedBuffer columns = new(512 * step);
        for (int i = 0; i < samples.Length; i++)
        {
            columns.Span[((i % 512) * step) + (i / 512)] = samples[i];
        }

        double[] window = HannWindow.Create(2048);
        AlignedBuffer power = new(1025 * width);
        new LaneFft<TLane>(window).Power(columns.Pointer, step, power.Pointer);

        RealFft<double> fft = new(2048);
        double[] re = new double[1025];
        double[] im = new double[1025];
        for (int lane = 0; lane < width; lane++)
        {
            double[] x = new double[2048];
            for (int i = 0; i < 2048; i++)
            {
                x[i] = window[i] * samples[(512 * lane) + i];
            }

            fft.Forward(x, re, im);
            for (int bin = 0; bin < 1025; bin++)
            {
                double expected = (re[bin] * re[bin]) + (im[bin] * im[bin]);
                Assert.That(power.Span[(bin * width) + lane], Is.EqualTo(expected).Within(2e-4 + (1e-6 * expected)), $"lane {lane} bin {bin}");
            }
        }
    }
}
