using System.Text.RegularExpressions;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests;

public sealed class FeatureSetTests
{
    private static readonly FeatureSet[] All = [.. FeatureSets.All];

    [TestCaseSource(nameof(All))]
    public void A_set_survives_its_json(FeatureSet set)
    {
        set = set.WithPadding(Padding.Reflect);
        Assert.That(FeatureSet.FromJson(set.ToJson()), Is.EqualTo(set));
    }

    [Test]
    public void A_set_with_the_former_names_of_the_separated_parts_still_loads()
    {
        string json = FeatureSets.Gtzan57.ToJson();
        string former = json.Replace("\"harmonic\"", "\"harmony\"", StringComparison.Ordinal).Replace("\"percussive\"", "\"perceptr\"", StringComparison.Ordinal);
        Assert.Multiple(() =>
        {
            Assert.That(former, Is.Not.EqualTo(json));
            Assert.That(FeatureSet.FromJson(former), Is.EqualTo(FeatureSets.Gtzan57));
            Assert.That(FeatureSets.Gtzan57.Features.Select(static f => f.Name), Is.SupersetOf(new[] { "harmony_mean", "harmony_var", "perceptr_mean", "perceptr_var" }));
        });
    }

    [Test]
    public void A_set_survives_its_file_and_parameters_theirs()
    {
        FeatureSet set = new(
            "own",
            [
                new("a", DescriptorCatalog.Chroma(-0.123456789012345), Statistic.Skewness, 3, 2), new("b", DescriptorCatalog.MelSpectrogram(7), Statistic.Kurtosis),
                new("c", DescriptorCatalog.SpectralRolloff(0.1), Statistic.Minimum, 0, 1),
            ],
            sampleRate: 44100,
            new FrameOptions { FftSize = 4096, HopLength = 100, Padding = Padding.Reflect },
            duration: 12.5);
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.json");
        try
        {
            set.Save(path);
            Assert.That(FeatureSet.Load(path), Is.EqualTo(set));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestCase("Means26", 26)]
    [TestCase("gtzan57", 57)]
    [TestCase("MeanVariance", 148)]
    public void The_catalogue_has_a_set_of_so_many_columns(string name, int columns)
        => Assert.That(FeatureSets.Get(name).Count, Is.EqualTo(columns));

    [TestCase("Gtzan57", "kaggle_features_30_sec.csv")]
    [TestCase("Means26", "means_26.csv")]
    public void The_names_are_those_of_the_source(string set, string file)
    {
        string[] columns = File.ReadLines(SharedData.Require("gtzan", file)).First().Split(',');
        Assert.That(FeatureSets.Get(set).Names, Is.EqualTo(columns.Where(c => c is not ("filename" or "length" or "label"))));
    }

    [TestCase("", "JSON")]
    [TestCase("[]", "object")]
    [TestCase("{}", "'format'")]
    [TestCase("""{"format":"x"}""", "'x'")]
    [TestCase("""{"format":"musicgenre.featureset","version":2}""", "version")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[]}""", "0 features")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"mfc","statistic":"Mean"}]}""", "'mfc'")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"mfcc","statistic":"Mean","row":20}]}""", "features[0]")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"mfcc","statistic":"Men"}]}""", "'Men'")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"mfcc","parameters":{"count":1e9},"statistic":"Mean"}]}""", "count")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"mfcc","parameters":{"cout":2},"statistic":"Mean"}]}""", "'cout'")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","fftSize":8,"features":[{"name":"a","descriptor":"rms","statistic":"Mean"}]}""", "FftSize")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","sampleRate":"22050","features":[{"name":"a","descriptor":"rms","statistic":"Mean"}]}""", "'sampleRate'")]
    public void A_text_that_is_no_set_is_refused_with_the_reason(string json, string reason)
        => Assert.That(() => FeatureSet.FromJson(json), Throws.TypeOf<FeatureFormatException>().With.Message.Contain(reason));

    [Test]
    public void A_damaged_set_is_either_a_set_or_a_format_error()
    {
        string json = FeatureSets.Means26.ToJson();
        Random random = new(11);
        int refused = 0;
        for (int i = 0; i < 1000; i++)
        {
            char[] damaged = json.ToCharArray();
            for (int k = 0; k < 3; k++)
            {
                damaged[random.Next(damaged.Length)] = (char)random.Next(32, 127);
            }

            string text = new string(damaged)[..random.Next(damaged.Length / 2, damaged.Length)];
            try
            {
                FeatureSet.FromJson(i % 2 == 0 ? text : new string(damaged));
            }
            catch (FeatureFormatException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(500));
    }

    [TestCase("""{"format":"\ud800"}""")]
    [TestCase("""{"\udc00":1}""")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"\ud83d","features":[{"name":"a","descriptor":"rms","statistic":"Mean"}]}""")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","padding":"\udfff","features":[{"name":"a","descriptor":"rms","statistic":"Mean"}]}""")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"\ud800\u0041","descriptor":"rms","statistic":"Mean"}]}""")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"\udbff","statistic":"Mean"}]}""")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"rms","parameters":{"\ud800":1},"statistic":"Mean"}]}""")]
    [TestCase("""{"format":"musicgenre.featureset","version":1,"name":"n","features":[{"name":"a","descriptor":"rms","\ud800tatistic":"x","statistic":"Mean"}]}""")]
    public void Half_a_surrogate_pair_is_a_format_error(string json)
    {
        Exception? error = null;
        try
        {
            FeatureSet.FromJson(json);
        }
        catch (Exception e)
        {
            error = e;
        }

        // A name that nothing requests may be anything.
        Assert.That(error, json.Contains("tatistic\":\"x", StringComparison.Ordinal) ? Is.Null.Or.TypeOf<FeatureFormatException>() : Is.TypeOf<FeatureFormatException>());
    }

    [Test]
    public void A_damaged_file_is_either_a_set_or_a_format_error()
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(FeatureSets.Means26.ToJson());
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.json");
        Random random = new(12);
        int refused = 0;
        try
        {
            for (int i = 0; i < 2000; i++)
            {
                // Any bytes, so that much of it is not valid UTF-8, and escapes of any code unit.
                byte[] damaged = (byte[])json.Clone();
                for (int k = random.Next(1, 4); k > 0; k--)
                {
                    byte[] piece = random.Next(2) == 0 ? [(byte)random.Next(256)] : System.Text.Encoding.ASCII.GetBytes($"\\u{random.Next(0xD000, 0x10000):x4}");
                    piece.CopyTo(damaged, random.Next(damaged.Length - piece.Length));
                }

                File.WriteAllBytes(path, damaged);
                try
                {
                    FeatureSet.Load(path);
                }
                catch (FeatureFormatException e)
                {
                    Assert.That(e.Path, Is.EqualTo(path));
                    refused++;
                }
            }
        }
        finally
        {
            File.Delete(path);
        }

        Assert.That(refused, Is.InRange(1000, 1999));
    }

    [Test]
    public void A_wrong_feature_is_refused_by_name()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => new Feature("a", DescriptorCatalog.Rms, Statistic.Mean, 1), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("row"));
            Assert.That(() => new Feature("a", DescriptorCatalog.Rms, Statistic.Mean, 0, 3), Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("delta"));
            Assert.That(() => new Feature("a", DescriptorCatalog.Tempo, Statistic.Mean, 0, 1), Throws.ArgumentException);
            Assert.That(() => new Feature("", DescriptorCatalog.Rms, Statistic.Mean), Throws.ArgumentException);
            Assert.That(
                () => new FeatureSet("s", [new("a", DescriptorCatalog.Rms, Statistic.Mean), new("a", DescriptorCatalog.Rms, Statistic.Variance)]),
                Throws.ArgumentException.With.Message.Contain("'a'"));
            Assert.That(() => DescriptorCatalog.Mfcc(21, 20), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => FeatureSets.Get("none"), Throws.ArgumentException.With.Message.Contain("Gtzan57"));
        }
    }

    [Test]
    public void Every_descriptor_of_the_catalogue_can_be_made_from_its_own_name_and_parameters()
    {
        foreach (string name in DescriptorCatalog.Names)
        {
            Descriptor descriptor = DescriptorCatalog.Create(name);
            Assert.That(DescriptorCatalog.Create(descriptor.Name, descriptor.Parameters), Is.EqualTo(descriptor));
            Assert.That(name, Does.Match(new Regex("^[a-z_]+$")));
        }
    }
}
