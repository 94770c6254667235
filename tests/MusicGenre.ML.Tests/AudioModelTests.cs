using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>From a folder of audio to a model that needs nothing but a clip.</summary>
public sealed class AudioModelTests
{
    private static readonly FeatureSet Reflected = FeatureSets.Gtzan57.WithPadding(Padding.Reflect);

    [Test]
    public void A_model_of_a_folder_predicts_clips_as_it_predicts_their_rows()
    {
        using AudioFiles files = new();
        for (int i = 0; i < 8; i++)
        {
            files.Add($"{(i % 2 == 0 ? "even" : "odd")}/{i}.wav", i, 0.7);
        }

        FeatureTable table = FeatureTable.FromFolder(files.Folder, AudioFiles.SmallSet.WithPadding(Padding.Reflect));
        string path = files.Path("my.model");
        new LogisticRegressionTrainer().Fit(table).Save(path);
        GenreModel model = GenreModel.Load(path);
        Assert.That(model.FeatureSet, Is.EqualTo(AudioFiles.SmallSet.WithPadding(Padding.Reflect)));
        for (int i = 0; i < table.RowCount; i++)
        {
            GenrePrediction ofClip = model.Predict(AudioFile.Read(files.Path(table.FileNames[i])));
            Assert.That(ofClip.RawProbabilities.ToArray(), Is.EqualTo(model.Predict(table.Row(i)).RawProbabilities.ToArray()));
        }

        AudioClip other = AudioFiles.Clip(3, 0.7, rate: 16000);
        Assert.That(
            model.Predict(other).RawProbabilities.ToArray(),
            Is.EqualTo(model.Predict(Resampler.Resample(other, AudioFiles.Rate)).RawProbabilities.ToArray()));
    }

    [Test]
    public void A_model_of_an_unknown_table_says_why_it_can_not_listen()
    {
        GenreModel model = new LogisticRegressionTrainer().Fit(TestTables.Clouds());
        Assert.That(GenreModel.FromBytes(model.ToBytes()).FeatureSet, Is.Null);
        Assert.That(() => model.Predict(AudioFiles.Clip(1, 1)), Throws.InvalidOperationException.With.Message.Contains("feature set"));
    }

    [Test]
    public void The_shipped_table_has_its_set_and_selections_keep_it()
    {
        FeatureTable gtzan = Gtzan.LoadFeatures();
        FeatureTable two = gtzan.SelectColumns(["tempo", "rms_mean"]);
        Assert.Multiple(() =>
        {
            Assert.That(gtzan.FeatureSet, Is.EqualTo(Reflected));
            Assert.That(gtzan.SelectRows([3, 1]).FeatureSet, Is.EqualTo(Reflected));
            Assert.That(gtzan.WithGroups(gtzan.Labels).FeatureSet, Is.EqualTo(Reflected));
            Assert.That(two.FeatureSet!.Features, Is.EqualTo(new[] { Reflected.Features[Reflected.IndexOf("tempo")], Reflected.Features[Reflected.IndexOf("rms_mean")] }));
            Assert.That(two.FeatureSet.Frames, Is.EqualTo(Reflected.Frames));
            Assert.That(() => two.WithFeatureSet(Reflected), Throws.ArgumentException.With.Message.Contains("Gtzan57"));
        });

        // The model of a part of the columns listens too.
        AudioClip clip = AudioFiles.Clip(1, 1);
        FeatureVector all = new FeatureExtractor(Reflected).Extract(clip);
        GenreModel model = new LogisticRegressionTrainer().Fit(two);
        Assert.That(model.Predict(clip).RawProbabilities.ToArray(), Is.EqualTo(model.Predict([all["tempo"], all["rms_mean"]]).RawProbabilities.ToArray()));
    }

    [Test]
    public void A_csv_has_the_set_beside_it_or_the_one_that_its_names_tell()
    {
        using AudioFiles files = new();
        string path = files.Path("table.csv");
        FeatureSet zero = FeatureSets.Means26;
        FeatureTable table = new(zero.Names, new float[2 * zero.Count], ["a", "b"], featureSet: zero);
        FeatureCsv.Write(path, table);
        Assert.That(FeatureCsv.Read(path).FeatureSet, Is.EqualTo(zero));

        // Another table replaces it: so does its set, and a table without one removes it.
        FeatureCsv.Write(path, table.WithFeatureSet(null));
        Assert.That(File.Exists(files.Path("table.featureset.json")), Is.False);
        Assert.That(FeatureCsv.Read(path).FeatureSet, Is.EqualTo(zero.WithPadding(Padding.Reflect)), "the published table's names");

        FeatureCsv.Write(path, new FeatureTable(FeatureSets.MeanVariance.Names, new float[2 * FeatureSets.MeanVariance.Count], ["a", "b"]));
        Assert.That(FeatureCsv.Read(path).FeatureSet, Is.EqualTo(FeatureSets.MeanVariance));
        FeatureCsv.Write(path, TestTables.Clouds());
        Assert.That(FeatureCsv.Read(path).FeatureSet, Is.Null);
        File.WriteAllText(files.Path("table.featureset.json"), zero.ToJson());
        Assert.That(FeatureCsv.Read(path).FeatureSet, Is.Null, "a set of other columns is not this table's");
    }

    [Test]
    public void Hostile_feature_sets_in_models_crash_nothing()
    {
        FeatureSet set = FeatureSets.Means26;
        FeatureTable table = new(set.Names, [.. Enumerable.Range(0, 4 * set.Count).Select(static i => (float)(i * i % 17))], ["a", "b", "a", "b"], featureSet: set);
        byte[] good = new LogisticRegressionTrainer().Fit(table).ToBytes();
        SeededRandom random = new(5);
        AudioClip clip = AudioFiles.Clip(1, 0.3);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] hostile = (byte[])good.Clone();
            for (int change = random.Next(3); change >= 0; change--)
            {
                hostile[ModelFile.PayloadStart + random.Next(good.Length - ModelFile.PayloadStart)] = random.Next(3) switch { 0 => (byte)'9', 1 => (byte)'"', _ => (byte)random.Next(256) };
            }

            ModelFile.Seal(hostile);
            GenreModel model;
            try
            {
                model = GenreModel.FromBytes(hostile);
            }
            catch (ModelFormatException)
            {
                continue;
            }

            // Another sample rate or padding may have come of it: then it is another set, but it is one.
            try
            {
                model.Predict(clip);
            }
            catch (ArgumentException)
            {
            }
        }
    }
}
