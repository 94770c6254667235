using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>What our estimators take and give, column by column; one trainer stands for all.</summary>
public sealed class GenreTrainerSchemaTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Test]
    public void Columns_that_happen_to_be_called_like_ours_do_no_harm()
    {
        IDataView data = Keyed(Rows());
        Assert.That(data.Schema["Group"].Type, Is.EqualTo(NumberDataViewType.Single));
        Assert.That(data.Schema["FileName"].Type, Is.EqualTo(NumberDataViewType.Int32));
        Assert.That(Lda.Fit(data).Model.Genres, Is.EqualTo(new[] { "0", "7" }));
        Assert.That(FeatureTable.FromDataView(data).FileNames[2], Is.EqualTo("row 3"));
    }

    // What predicts: the key itself, and the value that it stands for, of the label's own type; the same after a save.
    [Test]
    public void Labels_need_not_be_text()
    {
        IDataView data = Keyed(Rows());
        EstimatorChain<KeyToValueMappingTransformer> pipeline = Lda.Append(_mlContext.Transforms.Conversion.MapKeyToValue("Genre", "PredictedLabel"));
        IDataView fitted = pipeline.Fit(data).Transform(data);
        foreach (IDataView scored in new[] { fitted, Reloaded(pipeline.Fit(data), data) })
        {
            Assert.That(scored.Schema["Genre"].Type, Is.EqualTo(NumberDataViewType.Int32));
            Assert.That(scored.GetColumn<int>("Genre"), Is.EqualTo(Rows().Select(static r => r.Label)));
            Assert.That(_mlContext.MulticlassClassification.Evaluate(scored).MicroAccuracy, Is.EqualTo(1));
        }
    }

    [Test]
    public void Labels_may_be_keys_without_values()
    {
        Plain[] rows = [.. Rows().Select(static r => new Plain { Features = r.Features, Label = r.Label == 7 ? 2u : 1u })];
        IDataView data = _mlContext.Data.LoadFromEnumerable(rows);
        GenreModelTransformer model = Lda.Fit(data);
        Assert.That(model.Labels, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(model.Transform(data).GetColumn<uint>("PredictedLabel"), Is.EqualTo(data.GetColumn<uint>("Label")));
    }

    [Test]
    public void A_loaded_model_says_which_score_is_which_genre_by_the_keys_of_its_predicted_label()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10);
        IDataView data = table.ToDataView(_mlContext);
        ITransformer model = _mlContext.Transforms.Conversion.MapValueToKey("Label").Append(Lda).Append(_mlContext.Transforms.Conversion.MapKeyToValue("Genre", "PredictedLabel")).Fit(data);
        IDataView scored = Reloaded(model, data);
        VBuffer<ReadOnlyMemory<char>> keys = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref keys);
        string[] names = [.. keys.DenseValues().Select(static k => k.ToString())];
        Assert.That(
            scored.GetColumn<float[]>("Score").Select(score => names[Array.IndexOf(score, score.Max())]), Is.EqualTo(scored.GetColumn<string>("Genre")));
        Assert.That(scored.GetColumn<string>("Genre").Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Features_of_one_name_are_told_apart()
    {
        ReadOnlyMemory<char>[] names = ["rms".AsMemory(), "rms".AsMemory(), "rms (2)".AsMemory()];
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Song));
        schema["Features"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(3, names), new VectorDataViewType(TextDataViewType.Instance, 3));
        IDataView data = _mlContext.Data.LoadFromEnumerable(Rows(), schema);
        Assert.That(() => FeatureTable.FromDataView(data, labelColumnName: null), Throws.ArgumentException.With.Message.Contains("rms"));
        Assert.That(Lda.Fit(Keyed(data)).Model.FeatureNames, Is.EqualTo(new[] { "rms", "rms (3)", "rms (2)" }));
    }

    [Test]
    public void The_length_of_the_features_is_checked_with_the_schema()
    {
        FeatureTable wide = TestTables.Clouds(genres: 2, rowsPerGenre: 5, columns: 5);
        GenreModelTransformer model = Lda.Fit(Keyed(wide.ToDataView(_mlContext)));
        IDataView narrow = wide.SelectColumns(["f1", "f2"]).ToDataView(_mlContext);
        Assert.Multiple(() =>
        {
            foreach (Action use in new Action[] { () => model.Transform(narrow), () => model.GetOutputSchema(narrow.Schema), () => ((ITransformer)model).GetRowToRowMapper(narrow.Schema) })
            {
                Assert.That(use, Throws.ArgumentException.With.Message.Contains("'Features' is Vector<Single, 2>; expected: Vector<Single, 5>"));
            }
        });
    }

    [Test]
    public void Errors_are_of_the_schema_and_in_the_user_s_names()
    {
        IDataView songs = _mlContext.Data.LoadFromEnumerable(Rows());
        IDataView none = _mlContext.Data.LoadFromEnumerable<Song>([]);
        MusicFeaturesEstimator extract = _mlContext.Transforms.ExtractMusicFeatures("X", "Group");
        Assert.Multiple(() =>
        {
            Assert.That(() => extract.Fit(songs), Throws.ArgumentException.With.Message.Contains("'Group' is Single; expected: text"));
            Assert.That(() => new NeverFitted().Append(extract).Fit(songs), Throws.ArgumentException.With.Message.Contains("'Group' is Single; expected: text"));
            Assert.That(
                () => _mlContext.Transforms.ExtractMusicFeatures("X", "Pfad").Fit(songs), Throws.ArgumentException.With.Message.Contains("'Pfad'").And.Message.Contains("Group").And.Message.Not.Contains("MusicGenre."));
            Assert.That(() => Lda.Fit(Keyed(none)), Throws.ArgumentException.With.Message.Contains("no rows"));
            Assert.That(() => Lda.Fit(songs), Throws.ArgumentException.With.Message.Contains("'Label' is Int32; expected: a key"));
            Assert.That(() => new NeverFitted().Append(Lda).Fit(songs), Throws.ArgumentException.With.Message.Contains("'Label' is Int32; expected: a key"));
        });
    }

    [Test]
    public void Examples_are_weighed_by_a_column()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 20).SelectRows([.. Enumerable.Range(0, 25)]);
        IDataView data = _mlContext.Transforms.CopyColumns("Weight", "Group").Fit(Keyed(Rows())).Transform(Keyed(Rows()));
        float[] groups = [.. data.GetColumn<float>("Group")];
        IDataView positive = _mlContext.Transforms.Expression("Weight", "g => g + 1", "Group").Fit(data).Transform(data);
        FeatureTable expected = FeatureTable.FromDataView(positive).WithWeights([.. groups.Select(static g => g + 1.0)]);
        GenreModelTransformer weighted = _mlContext.MulticlassClassification.Trainers.LogisticRegression(exampleWeightColumnName: "Weight").Fit(positive);
        Assert.Multiple(() =>
        {
            Assert.That(weighted.Model.ToBytes(), Is.EqualTo(new LogisticRegressionTrainer().Fit(expected).ToBytes()));
            Assert.That(() => Trainer("Weight").Fit(data), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("row 1"), "a weight of 0");
            Assert.That(() => Trainer("Wait").Fit(positive), Throws.ArgumentException.With.Message.Contains("'Wait'"));
            Assert.That(() => Trainer("FileName").Fit(positive), Throws.ArgumentException.With.Message.Contains("'FileName' is Int32; expected: Single"));
            Assert.That(() => new NeverFitted().Append(Trainer("FileName")).Fit(positive), Throws.ArgumentException.With.Message.Contains("'FileName' is Int32; expected: Single"));
            Assert.That(
                () => _mlContext.MulticlassClassification.Trainers.Genre(new NearestNeighborsTrainer(), exampleWeightColumnName: "Weight").Fit(positive),
                Throws.ArgumentException.With.Message.Contains("can't weigh its rows"));
            Assert.That(() => table.WithWeights([.. Enumerable.Repeat(2.0, 25)]).ToDataView(_mlContext), Throws.ArgumentException.With.Message.Contains("WithWeights(null)"));
        });

        GenreTrainerEstimator Trainer(string weight) => _mlContext.MulticlassClassification.Trainers.LogisticRegression(exampleWeightColumnName: weight);
    }

    [Test]
    public void Permutation_feature_importance_works()
    {
        FeatureTable gtzan = Gtzan.LoadFeatures();
        IDataView data = Keyed(gtzan.SelectRows([.. Enumerable.Range(0, gtzan.RowCount / 5).Select(static i => i * 5)]).ToDataView(_mlContext));
        GenreModelTransformer model = Lda.Fit(data);
        ImmutableArray<MulticlassClassificationMetricsStatistics> importance = _mlContext.MulticlassClassification.PermutationFeatureImportance(model, data);
        Assert.That(importance, Has.Length.EqualTo(gtzan.ColumnCount).And.Length.EqualTo(57));
        Assert.That(importance.Min(static i => i.MicroAccuracy.Mean), Is.LessThan(-0.01));
    }

    private GenreTrainerEstimator Lda => _mlContext.MulticlassClassification.Trainers.LinearDiscriminant();

    private IDataView Keyed(Song[] rows) => Keyed(_mlContext.Data.LoadFromEnumerable(rows));

    private IDataView Keyed(IDataView data) => _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

    private IDataView Reloaded(ITransformer model, IDataView data)
    {
        using MemoryStream zip = new();
        _mlContext.Model.Save(model, data.Schema, zip);
        zip.Position = 0;
        return new MLContext().Model.Load(zip, out _).Transform(data);
    }

    private static Song[] Rows() =>
        [.. Enumerable.Range(0, 12).Select(static i => new Song { Features = [i % 2 == 0 ? 5 + (i * 0.1f) : -5 + (i * 0.1f), i * i % 7, i % 5], Label = i % 2 == 0 ? 7 : 0, Group = i, FileName = i })];

    private sealed class Song
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public int Label { get; set; }

        public float Group { get; set; }

        public int FileName { get; set; }
    }

    /// <summary>A pipeline with it in front ends before any work, or not at all: ML.NET asks all parts for their schema first.</summary>
    private sealed class NeverFitted : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new InvalidOperationException("The schema was not checked first.");

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    private sealed class Plain
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        [KeyType(3)]
        public uint Label { get; set; }
    }
}
