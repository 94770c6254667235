using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Tests;

namespace MusicGenre.Audio.Tests;

[TestFixture]
public class ResamplerTests
{
    // Exact phases; more outputs than inputs and fewer; and rates so odd that rows are interpolated (11,111 and 22,051 have no common divisor with theirs).
    private static readonly (int From, int To)[] Pairs =
        [(44100, 22050), (22050, 44100), (48000, 22050), (22050, 16000), (8000, 22050), (96000, 22050), (44100, 11111), (22050, 22051), (192000, 8000)];

    private static IEnumerable<(int From, int To)> PairsGoingDown => Pairs.Where(static p => p.From > p.To);

    [TestCaseSource(nameof(Pairs))]
    public void TonesOfThePassBandComeOutAsTheyAre((int From, int To) pair)
    {
        double limit = Math.Min(pair.From, pair.To) / 2.0;
        double worst = 0;
        foreach (double part in new[] { 0.001, 0.1, 0.5, 0.8, 0.949 })
        {
            double frequency = part * limit;
            double[] error = [.. Middle(pair, t => Math.Sin((2 * Math.PI * frequency * t) + 1), out double[] wanted).Zip(wanted, (a, b) => a - b)];
            worst = Math.Max(worst, error.Max(Math.Abs));
        }

        // Level, ripple, phase and delay at once: the tone itself is expected. 2e-6 is -114 dB of a full-scale tone; 0.00002 dB are 2.3e-6.
        Assert.That(worst, Is.LessThan(2e-6));
    }

    // Going up there is nothing above; the images of what is below are seen by the test of the pass band.
    [TestCaseSource(nameof(PairsGoingDown))]
    public void TonesOfTheStopBandDoNotComeThrough((int From, int To) pair)
    {
        double limit = pair.To / 2.0;
        foreach (double part in new[] { 1.0001, 1.01, 1.05, 1.5, 2.9 })
        {
            double frequency = part * limit;
            if (frequency < pair.From / 2.0)
            {
                double[] alias = Middle(pair, t => Math.Sin((2 * Math.PI * frequency * t) + 1), out _);
                Assert.That(alias.Max(Math.Abs), Is.LessThan(1e-6), $"{frequency} Hz: -120 dB");
            }
        }
    }

    [Test]
    public void TheFilterFallsBetweenPassAndStopBand()
    {
        double[] tone = Middle((44100, 22050), t => Math.Cos(2 * Math.PI * 0.975 * 11025 * t), out _);
        double power = tone.Average(x => x * x);
        Assert.That(10 * Math.Log10(2 * power), Is.EqualTo(-6.02).Within(0.05));
    }

    [Test]
    public void LengthsAreCeilings()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            (from length in Gen.Choose(0, 3000)
             from input in Gen.Elements(8000, 11025, 16000, 22050, 44100, 48000)
             from output in Gen.Elements(8000, 11025, 16000, 22050, 44100, 48000)
             select (length, input, output)).ToArbitrary(),
            c => Assert.That(
                Resampler.Resample(new AudioClip(new float[c.length], c.input), c.output).Length,
                Is.EqualTo((int)Math.Ceiling((decimal)c.length * c.output / c.input)))));
    }

    [Test]
    public void AConstantStaysAndNothingStaysNothing()
    {
        float[] ones = [.. Enumerable.Repeat(1f, 20_000)];
        foreach ((int from, int to) in Pairs)
        {
            ReadOnlySpan<float> result = Resampler.Resample(new AudioClip(ones, from), to).Samples.Span;
            Assert.That(result[result.Length / 2], Is.EqualTo(1).Within(1e-6), $"{from} to {to}");
            Assert.That(Resampler.Resample(new AudioClip(new float[100], from), to).Samples.ToArray(), Is.All.Zero);
        }
    }

    [Test]
    public void RatesTooFarApartAreRefused()
    {
        AudioClip clip = new([1], 100);
        Assert.Multiple(() =>
        {
            Assert.That(Resampler.Resample(clip, 100), Is.SameAs(clip));
            Assert.That(Resampler.Resample(clip, 25600).Length, Is.EqualTo(256));
            Assert.That(() => Resampler.Resample(clip, 25601), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Resampler.Resample(clip, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Resampler.Resample((AudioClip)null!, 1), Throws.ArgumentNullException);
        });
    }

    // Sound whose value is known at any time, so that each of the two is also compared with the truth. Where sox (14.4.2) interpolates its filter
    // it is itself further than -90 dB away from the truth, and then just as far from the result here.
    [TestCase(44100, 22050, -90)]
    [TestCase(22050, 44100, -90)]
    [TestCase(22050, 16000, -90)]
    [TestCase(48000, 22050, -89)]
    [TestCase(22050, 22051, -85.5)]
    public void AgreesWithSoxBelowMinus90DecibelsUnlessSoxErrs(int from, int to, double bound)
    {
        string? sox = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "sox")).FirstOrDefault(File.Exists);
        if (sox is null)
        {
            Assert.Ignore("skipped: sox is not on the PATH.");
        }

        using TemporaryFolder folder = new();
        Random random = new(5);
        double limit = Math.Min(from, to) / 2.0;
        (double Omega, double Phase)[] tones =
            [.. Enumerable.Range(0, 100).Select(k => (2 * Math.PI * (k + random.NextDouble()) / 100 * 0.9 * limit, random.NextDouble() * 2 * Math.PI))];

        // A hundred tones, evenly over the pass band up to 0.9, under a swell, so that the ends are silent.
        double Sound(double t) => tones.Sum(tone => 0.02 * Math.Sin((tone.Omega * t) + tone.Phase)) * Math.Pow(Math.Sin(Math.PI * t), 2);
        string input = Path.Combine(folder.Path, "in.wav");
        string output = Path.Combine(folder.Path, "out.wav");
        WavWriter.Write(input, new AudioClip([.. Enumerable.Range(0, from).Select(i => (float)Sound((double)i / from))], from));
        using (Process process = Process.Start(sox!, [input, "-b", "32", "-e", "floating-point", output, "rate", "-v", $"{to}"]))
        {
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }

        float[] theirs = AudioFile.Read(output).Samples.ToArray();
        float[] ours = AudioFile.Read(input, new AudioReadOptions { SampleRate = to }).Samples.ToArray();
        float[] truth = [.. Enumerable.Range(0, to).Select(i => (float)Sound((double)i / to))];
        Assert.That(ours, Has.Length.EqualTo(theirs.Length).And.Length.EqualTo(to));
        TestContext.Out.WriteLine($"{from} to {to}: between the two {Decibels(ours, theirs):F1} dB; from the truth {Decibels(ours, truth):F1}, sox {Decibels(theirs, truth):F1} dB");
        Assert.Multiple(() =>
        {
            Assert.That(Decibels(ours, truth), Is.LessThan(-130));
            Assert.That(Decibels(ours, theirs), Is.LessThan(bound));
            if (bound > -90)
            {
                Assert.That(Decibels(ours, theirs), Is.EqualTo(Decibels(theirs, truth)).Within(0.01), "all of the difference is sox's");
            }
        });
    }

    private static double Decibels(float[] a, float[] b)
    {
        double error = a.Zip(b, (x, y) => Math.Pow((double)x - y, 2)).Sum();
        return 10 * Math.Log10(error / b.Sum(y => (double)y * y));
    }

    // What comes out away from the ends, and what the sound is there.
    private static double[] Middle((int From, int To) pair, Func<double, double> sound, out double[] wanted)
    {
        int length = (int)(pair.From * Math.Max(0.2, 4000.0 / Math.Min(pair.From, pair.To)));
        float[] samples = new float[length];
        for (int i = 0; i < length; i++)
        {
            samples[i] = (float)sound((double)i / pair.From);
        }

        float[] result = Resampler.Resample(new AudioClip(samples, pair.From), pair.To).Samples.ToArray();
        int margin = (int)(400.0 * pair.To / Math.Min(pair.From, pair.To));
        wanted = [.. Enumerable.Range(margin, result.Length - (2 * margin)).Select(k => sound((double)k / pair.To))];
        return [.. result.Skip(margin).Take(wanted.Length).Select(v => (double)v)];
    }
}
