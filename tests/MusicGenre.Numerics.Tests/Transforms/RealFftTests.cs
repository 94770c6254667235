using System.Numerics;

namespace MusicGenre.Numerics.Tests.Transforms;

public sealed class RealFftTests
{
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    [TestCase(32)]
    [TestCase(128)]
    [TestCase(512)]
    [TestCase(1024)]
    [TestCase(3)]
    [TestCase(6)]
    [TestCase(15)]
    [TestCase(1000)]
    [TestCase(1102)]
    [TestCase(1103)]
    public void A_real_transform_is_the_sum_of_its_definition_and_its_inverse_gives_the_points_back(int size)
    {
        double[] x = Noise(size);
        double[] re = new double[(size / 2) + 1];
        double[] im = new double[(size / 2) + 1];
        RealFft<double> fft = new(size);
        fft.Forward(x, re, im);
        for (int k = 0; k <= size / 2; k++)
        {
            double sumRe = 0;
            double sumIm = 0;
            for (int n = 0; n < size; n++)
            {
                double angle = 2 * Math.PI * ((long)k * n % size) / size;
                sumRe += x[n] * Math.Cos(angle);
                sumIm -= x[n] * Math.Sin(angle);
            }

            Assert.That(re[k], Is.EqualTo(sumRe).Within(1e-15 + (2e-15 * size)), $"re[{k}]");
            Assert.That(im[k], Is.EqualTo(sumIm).Within(1e-15 + (2e-15 * size)), $"im[{k}]");
        }

        double[] back = new double[size];
        fft.Inverse(re, im, back);
        Assert.That(back, Is.EqualTo(x).Within(BitOperations.IsPow2(size) ? 1e-15 : 1e-14));
    }

    [Test]
    public void Single_precision_follows_double_precision()
    {
        const int Size = 2048;
        double[] x = Noise(Size);
        double[] re = new double[1025];
        double[] im = new double[1025];
        new RealFft<double>(Size).Forward(x, re, im);
        float[] re32 = new float[1025];
        float[] im32 = new float[1025];
        new RealFft<float>(Size).Forward(Array.ConvertAll(x, v => (float)v), re32, im32);
        for (int k = 0; k < 1025; k++)
        {
            Assert.That(re32[k], Is.EqualTo(re[k]).Within(2e-5));
            Assert.That(im32[k], Is.EqualTo(im[k]).Within(2e-5));
        }
    }

    [TestCase(2, 3)]
    [TestCase(8, 16)]
    [TestCase(512, 16)]
    [TestCase(2048, 16)]
    [TestCase(1024, 11)]
    [TestCase(1000, 16)]
    [TestCase(441, 5)]
    public void Many_transforms_at_once_are_the_same_bits_as_one_after_the_other(int size, int batch)
    {
        float[] x = Array.ConvertAll(Noise(size * batch), v => (float)v);
        RealFft<float> together = new(size, batch);
        float[] re = new float[together.Bins * batch];
        float[] im = new float[together.Bins * batch];
        together.Forward(x, re, im);
        float[] back = new float[size * batch];
        together.Inverse(re, im, back);
        RealFft<float> alone = new(size);
        for (int b = 0; b < batch; b++)
        {
            float[] One(float[] all) => [.. all.Where((_, i) => i % batch == b)];
            float[] oneRe = new float[alone.Bins];
            float[] oneIm = new float[alone.Bins];
            float[] oneBack = new float[size];
            alone.Forward(One(x), oneRe, oneIm);
            alone.Inverse(oneRe, oneIm, oneBack);
            Assert.That(One(re), Is.EqualTo(oneRe));
            Assert.That(One(im), Is.EqualTo(oneIm));
            Assert.That(One(back), Is.EqualTo(oneBack));
        }

        Assert.That(() => together.Forward(x.AsSpan(1), re, im), Throws.ArgumentException);
        Assert.That(() => new RealFft<float>(size, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase((1 << 22) + 1)]
    [TestCase(1 << 25)]
    public void A_size_out_of_range_is_refused_by_name(int size)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => _ = new RealFft<double>(size))!;
        Assert.That(e.ParamName, Is.EqualTo("size"));
        Assert.That(e.ActualValue, Is.EqualTo(size));
    }

    private static double[] Noise(int size)
    {
        Random random = new(7);
        double[] x = new double[size];
        for (int i = 0; i < size; i++)
        {
            x[i] = (2 * random.NextDouble()) - 1;
        }

        return x;
    }
}
