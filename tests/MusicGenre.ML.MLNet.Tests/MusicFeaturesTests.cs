using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>From the path of a song to its genre, in one pipeline that is saved and comes back.</summary>
public sealed class MusicFeaturesTests
{
    private static readonly FeatureSet Set = AudioFiles.SmallSet.WithPadding(Padding.Reflect);

    [Test]
    public void Features_are_the_extractor_s_to_the_bit()
    {
        using AudioFiles files = new();
        Song[] songs = Songs(files);
        MLContext mlContext = new(1);
        IDataView data = mlContext.Data.LoadFromEnumerable(songs);
        IDataView extracted = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", Set).Fit(data).Transform(data);

        float[][] rows = [.. extracted.GetColumn<float[]>("Features")];
        FeatureExtractor extractor = new(Set);
        Assert.Multiple(() =>
        {
            Assert.That(extracted.Schema.Select(static c => c.Name), Is.EqualTo(new[] { "Path", "Label", "Features" }));
            Assert.That(extracted.Schema["Features"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, Set.Count)));
            Assert.That(SlotNames(extracted.Schema["Features"]), Is.EqualTo(Set.Names));
            Assert.That(rows, Is.EqualTo(songs.Select(s => extractor.Extract(AudioFile.Read(s.Path)).Values.ToArray())));
        });
    }

    [TestCaseSource(nameof(Trainers))]
    public void A_saved_pipeline_predicts_the_same_in_another_context(ITrainer trainer)
    {
        using AudioFiles files = new();
        Song[] songs = Songs(files);
        MLContext mlContext = new(1);
        TransformerChain<KeyToValueMappingTransformer> model = Train(mlContext, songs, trainer);
        string path = files.Path("genre.zip");
        mlContext.Model.Save(model, mlContext.Data.LoadFromEnumerable(songs).Schema, path);
        MLContext other = new();
        ITransformer loaded = other.Model.Load(path, out DataViewSchema schema);

        using PredictionEngine<Song, Heard> before = mlContext.Model.CreatePredictionEngine<Song, Heard>(model);
        using PredictionEngine<Song, Heard> after = other.Model.CreatePredictionEngine<Song, Heard>(loaded);
        Assert.That(schema.Select(static c => c.Name), Is.EqualTo(new[] { "Path", "Label" }));
        foreach (Song song in songs)
        {
            Heard heard = after.Predict(song);
            Assert.That(heard.Features, Is.EqualTo(before.Predict(song).Features));
            Assert.That(heard.Score, Is.EqualTo(before.Predict(song).Score));
            Assert.That(heard.PredictedLabel, Is.EqualTo(before.Predict(song).PredictedLabel));
        }
    }

    [Test]
    public void A_saved_pipeline_is_loaded_and_used_by_another_process()
    {
        using AudioFiles files = new();
        Song[] songs = Songs(files);
        MLContext mlContext = new(1);

        // The labels become keys before the pipeline: who predicts a song has none.
        IDataView data = mlContext.Data.LoadFromEnumerable(songs);
        IDataView keyed = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        ITransformer model = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", Set)
            .Append(mlContext.MulticlassClassification.Trainers.LogisticRegression())
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("Genre", "PredictedLabel"))
            .Fit(keyed);
        string path = files.Path("genre.zip");
        mlContext.Model.Save(model, data.Schema, path);
        Named here = mlContext.Model.CreatePredictionEngine<Song, Named>(model).Predict(songs[3]);

        (int exit, string output, string errors) = RunSample(path, songs[3].Path);
        string expected = string.Create(CultureInfo.InvariantCulture, $"{songs[3].Path}: {here.Genre} ({here.Score.Max():0.000})");
        Assert.That((exit, output.Trim()), Is.EqualTo((0, expected)), errors);
    }

    [Test]
    public void A_file_that_can_not_be_used_is_named()
    {
        using AudioFiles files = new();
        string noise = files.Path("noise.wav");
        File.WriteAllText(noise, "this is no audio");
        MLContext mlContext = new(1);
        IDataView none = mlContext.Data.LoadFromEnumerable<Song>([]);
        using PredictionEngine<Song, Heard> engine = mlContext.Model.CreatePredictionEngine<Song, Heard>(
            mlContext.Transforms.ExtractMusicFeatures("Features", "Path", Set)
                .Append(mlContext.Transforms.CopyColumns("Score", "Features"))
                .Append(mlContext.Transforms.CopyColumns("PredictedLabel", "Path"))
                .Fit(none));
        Assert.Multiple(() =>
        {
            Assert.That(() => engine.Predict(new Song { Path = noise }), Throws.TypeOf<FeatureFormatException>().With.Message.Contains(noise));
            Assert.That(() => engine.Predict(new Song { Path = files.Path("gone.wav") }), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("gone.wav"));
            Assert.That(() => engine.Predict(new Song()), Throws.ArgumentException.With.Message.Contains("path"));
            Assert.That(() => mlContext.Transforms.ExtractMusicFeatures("", "Path"), Throws.ArgumentException);
        });
    }

    // One existing file a row, but for row 51, and what reads the rows counts them.
    [Test]
    public void Files_are_read_few_ahead_and_a_bad_one_ends_the_pass_at_its_own_row()
    {
        using AudioFiles files = new();
        Song good = new() { Path = files.Add("good.wav", 1, 0.3) };
        Song gone = new() { Path = files.Path("gone.wav") };
        int read = 0;
        IEnumerable<Song> songs = Enumerable.Range(1, 1000).Select(row =>
        {
            Interlocked.Increment(ref read);
            return row == 51 ? gone : good;
        });
        int ahead = (8 * Environment.ProcessorCount) + 1;
        MLContext mlContext = new(1);
        IDataView data = mlContext.Data.LoadFromEnumerable(songs);
        IDataView extracted = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", Set).Fit(data).Transform(data);
        IDataView further = mlContext.Transforms.NormalizeLpNorm("Norm", "Features").Fit(extracted).Transform(extracted);
        Assert.Multiple(() =>
        {
            Assert.That(Reading(() => extracted.Preview(1).RowView, Has.Length.EqualTo(1)), Is.LessThanOrEqualTo(1 + ahead));
            Assert.That(Reading(() => extracted.GetColumn<float[]>("Features").First(), Has.Length.EqualTo(Set.Count)), Is.LessThanOrEqualTo(1 + ahead));

            // ML.NET's threads hold a row each, and wait to hand on a few more.
            Assert.That(Reading(() => further.GetColumn<float[]>("Norm").First(), Has.Length.EqualTo(Set.Count)), Is.LessThanOrEqualTo(1 + ahead + (2 * Environment.ProcessorCount) + 8));
            Assert.That(Reading(() => extracted.GetColumn<string>("Path").Count(), Is.EqualTo(1000)), Is.EqualTo(1000), "no file is read for its path");

            Assert.That(extracted.Preview(50).RowView, Has.Length.EqualTo(50));
            Assert.That(() => extracted.Preview(51), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("gone.wav"));
            Assert.That(() => further.Preview(51), Throws.Exception.With.Matches<Exception>(static e => Chain(e).Any(static i => i is FeatureFormatException)));
        });

        int Reading<T>(Func<T> work, NUnit.Framework.Constraints.IResolveConstraint expected)
        {
            read = 0;
            Assert.That(work(), expected);
            return read;
        }
    }

    [Test]
    public void A_model_behind_extracted_features_knows_its_feature_set()
    {
        using AudioFiles files = new();
        Song[] songs = Songs(files);
        MLContext mlContext = new(1);
        IDataView data = mlContext.Data.LoadFromEnumerable(songs);
        TransformerChain<GenreModelTransformer> chain = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", Set)
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
            .Append(mlContext.MulticlassClassification.Trainers.LinearDiscriminant())
            .Fit(data);
        GenreModelTransformer model = chain.LastTransformer;
        Assert.That(model.Model.FeatureSet, Is.EqualTo(Set));
        float[] score = chain.Transform(data).GetColumn<float[]>("Score").ElementAt(3);
        GenrePrediction heard = model.Model.Predict(AudioFile.Read(songs[3].Path));
        Assert.That(model.Labels.Select(label => (float)heard[label]), Is.EqualTo(score));
    }

    [Test]
    public void The_sample_says_in_one_line_what_it_can_not_load()
    {
        using AudioFiles files = new();
        string song = files.Add("song.wav", 1, 0.3);
        foreach (string model in new[] { files.Path("gone.zip"), song })
        {
            (int exit, string output, string errors) = RunSample(model, song);
            Assert.That((exit, output), Is.EqualTo((1, "")), errors);
            Assert.That(errors.Trim().Split('\n'), Has.Length.EqualTo(1), errors);
        }
    }

    private static IEnumerable<Exception> Chain(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            yield return error;
        }
    }

    private static (int Exit, string Output, string Errors) RunSample(string model, string song)
    {
        string sample = Path.Combine(TestContext.CurrentContext.TestDirectory, "MusicGenre.MLNet.dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [sample, "--model", model, song]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    private static IEnumerable<ITrainer> Trainers => [new SupportVectorMachineTrainer(), new LightGbmTrainer { NumberOfIterations = 5, MinimumExampleCountPerLeaf = 1 }];

    private static TransformerChain<KeyToValueMappingTransformer> Train(MLContext mlContext, Song[] songs, ITrainer trainer) =>
        mlContext.Transforms.ExtractMusicFeatures("Features", "Path", Set)
            .AppendCacheCheckpoint(mlContext)
            .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
            .Append(mlContext.MulticlassClassification.Trainers.Genre(trainer))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(mlContext.Data.LoadFromEnumerable(songs));

    private static Song[] Songs(AudioFiles files) =>
        [.. Enumerable.Range(0, 8).Select(i => new Song { Path = files.Add($"{i}.wav", i, 0.7), Label = i % 2 == 0 ? "even" : "odd" })];

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(static n => n.ToString())];
    }

    private sealed class Song
    {
        public string Path { get; set; } = "";

        public string Label { get; set; } = "";
    }

    private sealed class Heard
    {
        public float[] Features { get; set; } = [];

        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }

    private sealed class Named
    {
        public float[] Score { get; set; } = [];

        public string Genre { get; set; } = "";
    }
}
