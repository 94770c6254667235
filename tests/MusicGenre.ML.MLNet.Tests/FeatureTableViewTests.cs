using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;
using static MusicGenre.ML.MLNet.Tests.ViewRows;

namespace MusicGenre.ML.MLNet.Tests;

public sealed class FeatureTableViewTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Test]
    public void The_feature_set_goes_along_until_a_transform_touches_the_features()
    {
        IDataView data = _mlContext.Data.LoadGtzanFeatures();
        IDataView keyed = _mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        IDataView scaled = _mlContext.Transforms.NormalizeMeanVariance("Features").Fit(keyed).Transform(keyed);
        FeatureSet set = Gtzan.LoadFeatures().FeatureSet!;
        Assert.That(FeatureTable.FromDataView(_mlContext.Data.Cache(_mlContext.Data.ShuffleRows(keyed))).FeatureSet, Is.EqualTo(set));
        Assert.That(FeatureTable.FromDataView(scaled).FeatureSet, Is.Null);

        // So a model that was trained in ML.NET also predicts from a clip without it.
        GenreModelTransformer model = _mlContext.MulticlassClassification.Trainers.NearestNeighbors().Fit(keyed);
        Assert.That(model.Model.FeatureSet, Is.EqualTo(set));
    }

    [Test]
    public void ATableComesBackToTheBit()
    {
        float[] values = [0f, -0f, float.Epsilon, -float.MaxValue, 1f / 3, 1e-30f];
        FeatureTable odd = new(["a", "b, \"c\""], values, ["jazz", "", "rock"], ["one.wav", "", "drei/ü.wav"], ["g", "g", ""]);
        foreach (FeatureTable table in new[] { odd, Gtzan.LoadFeatures(), odd.SelectRows([]), TestTables.Clouds(segments: 3) })
        {
            FeatureTable back = FeatureTable.FromDataView(table.ToDataView(_mlContext));
            AssertEqual(back, table);

            FeatureTable columns = FeatureTable.FromDataView(table.ToDataView(_mlContext, new FeatureTableViewOptions { FeatureColumns = true }), table.FeatureNames);
            AssertEqual(columns, table);
        }
    }

    [Test]
    public void LabelsAndGroupsMayBeKeys()
    {
        FeatureTable table = new(["a"], [1, 2, 3], ["rock", "", "jazz"], groups: ["x", "y", "x"]);
        IDataView keys = _mlContext.Transforms.Conversion.MapValueToKey("Label")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Group"))
            .Append(_mlContext.Transforms.CopyColumns("Genre", "Label"))
            .Fit(table.ToDataView(_mlContext)).Transform(table.ToDataView(_mlContext));
        Assert.That(keys.Schema["Label"].Type, Is.InstanceOf<KeyDataViewType>());
        AssertEqual(FeatureTable.FromDataView(keys), table);
        Assert.That(FeatureTable.FromDataView(keys, labelColumnName: "Genre").Labels, Is.EqualTo(table.Labels));
        Assert.That(FeatureTable.FromDataView(keys, labelColumnName: null).Genres, Is.Empty);
    }

    [Test]
    public void TablesComeFromMlNetsLoaders()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "filename,tempo,rms,label\nblues.1.wav,120.5,0.25,blues\nx.wav,90,0.125,\n");
            IDataView text = _mlContext.Data.LoadFromTextFile(
                path,
                [
                    new TextLoader.Column("FileName", DataKind.String, 0),
                    new TextLoader.Column("tempo", DataKind.Single, 1),
                    new TextLoader.Column("rms", DataKind.Single, 2),
                    new TextLoader.Column("Label", DataKind.String, 3),
                ],
                separatorChar: ',',
                hasHeader: true);
            FeatureTable table = FeatureTable.FromDataView(text, ["rms", "tempo"]);
            AssertEqual(table, new FeatureTable(["rms", "tempo"], [0.25f, 120.5f, 0.125f, 90], ["blues", ""], ["blues.1.wav", "x.wav"]));

            IDataView vector = _mlContext.Transforms.Concatenate("Features", "tempo", "rms").Fit(text).Transform(text);
            Assert.That(FeatureTable.FromDataView(vector).FeatureNames, Is.EqualTo(new[] { "tempo", "rms" }));
        }
        finally
        {
            File.Delete(path);
        }

        FeatureTable objects = FeatureTable.FromDataView(_mlContext.Data.LoadFromEnumerable([new Song { Features = [1, 2, 3], Label = "pop" }, new Song { Features = [4, 5, 6] }]));
        AssertEqual(objects, new FeatureTable(["f1", "f2", "f3"], [1, 2, 3, 4, 5, 6], ["pop", ""], ["", ""]));
    }

    [Test]
    public void WhatIsNoTableIsRefusedByName()
    {
        IDataView songs = _mlContext.Data.LoadFromEnumerable([new Song { Features = [1, 2, 3] }, new Song { Features = [4, float.NaN, 6], FileName = "bad.wav" }]);
        Assert.That(() => FeatureTable.FromDataView(songs), Throws.ArgumentException.With.Message.Contains("Row 2 (bad.wav), column f2: NaN"));
        Assert.That(() => FeatureTable.FromDataView(songs, "Featrues"), Throws.ArgumentException.With.Message.Contains("'Featrues'").And.Message.Contains("Features, Label"));
        Assert.That(() => FeatureTable.FromDataView(songs, "Label"), Throws.ArgumentException.With.Message.Contains("'Label' is String"));
        Assert.That(() => FeatureTable.FromDataView(songs, ["Features"]), Throws.ArgumentException.With.Message.Contains("'Features' is Vector"));
        Assert.That(() => FeatureTable.FromDataView(songs, Array.Empty<string>()), Throws.ArgumentException.With.Message.Contains("none"));
        Assert.That(() => FeatureTable.FromDataView(songs, labelColumnName: "Genre"), Throws.ArgumentException.With.Message.Contains("'Genre'"));
        Assert.That(() => FeatureTable.FromDataView(songs, labelColumnName: "Year"), Throws.ArgumentException.With.Message.Contains("'Year' is Single").And.Message.Contains("text"));
        Assert.That(() => FeatureTable.FromDataView(songs, ["Year", "Year"]), Throws.ArgumentException.With.Message.Contains("Year"));

        FeatureTable label = new(["Label"], [1]);
        Assert.That(() => label.ToDataView(_mlContext, new FeatureTableViewOptions { FeatureColumns = true }), Throws.ArgumentException.With.Message.Contains("'Label'"));
        Assert.That(Texts(label.ToDataView(_mlContext)), Has.Length.EqualTo(1));
    }

    // 210 rows in groups of three: enough for 20 folds of either kind.
    [Test]
    public void TheFoldColumnMakesMlNetCutExactlyTheseFolds([Range(2, 20)] int count, [Values] bool grouped)
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 23, segments: 3, seed: count);
        Folds folds = grouped ? Folds.StratifiedGroups(table, count, seed: 7) : Folds.Stratified(table, count, seed: 7);
        IDataView data = table.ToDataView(_mlContext, new FeatureTableViewOptions { Folds = folds });
        IReadOnlyList<DataOperationsCatalog.TrainTestData> splits = _mlContext.Data.CrossValidationSplit(data, count, samplingKeyColumnName: "Fold");
        Assert.That(splits, Has.Count.EqualTo(count));
        for (int f = 0; f < count; f++)
        {
            Assert.That(Texts(splits[f].TestSet, "FileName"), Is.EqualTo(folds[f].Test.Select(i => table.FileNames[i])), $"test rows of fold {f}");
            Assert.That(Texts(splits[f].TrainSet, "FileName"), Is.EqualTo(folds[f].Train.Select(i => table.FileNames[i])), $"training rows of fold {f}");
        }
    }

    // Every fold's scaled value must lie in its own range and in no other, for any number of folds that a table could have; done in ML.NET's own arithmetic.
    [Test]
    public void TheFoldColumnHoldsForManyFolds([Values(21, 49, 50, 99, 100, 127, 128, 200)] int count)
    {
        FeatureTable table = new(["a"], new float[count], [.. Enumerable.Repeat("x", count)]);
        Folds folds = Folds.Predefined(table, [.. Enumerable.Range(0, count).Select(static i => FormattableString.Invariant($"{i:000}"))]);
        IDataView data = table.ToDataView(_mlContext, new FeatureTableViewOptions { Folds = folds });
        IReadOnlyList<DataOperationsCatalog.TrainTestData> splits = _mlContext.Data.CrossValidationSplit(data, count, samplingKeyColumnName: "Fold");
        Assert.That(splits.Select(static s => string.Join(',', Texts(s.TestSet, "FileName"))), Is.EqualTo(folds.Select(f => table.FileNames[f.Test.Single()])));
    }

    [Test]
    public void CrossValidateUsesTheFolds()
    {
        FeatureTable table = TestTables.Clouds();
        Folds folds = Folds.Stratified(table, 4, seed: 3);
        IDataView data = table.ToDataView(_mlContext, new FeatureTableViewOptions { Folds = folds });
        IEstimator<ITransformer> pipeline = _mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy());
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> results =
            _mlContext.MulticlassClassification.CrossValidate(data, pipeline, folds.Count, samplingKeyColumnName: "Fold");
        for (int f = 0; f < folds.Count; f++)
        {
            Assert.That(Texts(results[f].ScoredHoldOutSet, "FileName"), Is.EqualTo(folds[f].Test.Select(i => table.FileNames[i])));
        }
    }

    [Test]
    public void FoldsThatNoColumnCanHoldAreRefused()
    {
        FeatureTable table = TestTables.Clouds();
        Assert.That(() => View(Folds.HoldOut(table, 0.5, repeats: 2)), Throws.ArgumentException.With.Message.Contains("more than one fold").Or.Message.Contains("by no fold"));
        Assert.That(() => View(Folds.HoldOut(table, 0.5)), Throws.ArgumentException.With.Message.Contains("at least two"));
        Assert.That(() => View(Folds.Stratified(table, 3, repeats: 2)), Throws.ArgumentException.With.Message.Contains("more than one fold"));
        Assert.That(() => View(Folds.Stratified(TestTables.Clouds(rowsPerGenre: 40), 3)), Throws.ArgumentException.With.Message.Contains("another table"));
        Assert.That(() => View(Folds.Stratified(TestTables.Clouds(rowsPerGenre: 20), 3)), Throws.ArgumentException.With.Message.Contains("by no fold"));

        IDataView View(Folds folds) => table.ToDataView(_mlContext, new FeatureTableViewOptions { Folds = folds });
    }

    private static void AssertEqual(FeatureTable actual, FeatureTable expected)
    {
        Assert.Multiple(() =>
        {
            Assert.That(actual.FeatureNames, Is.EqualTo(expected.FeatureNames));
            Assert.That(actual.Labels, Is.EqualTo(expected.Labels));
            Assert.That(actual.FileNames, Is.EqualTo(expected.FileNames));
            Assert.That(actual.Groups, Is.EqualTo(expected.Groups));
            Assert.That(actual.Genres, Is.EqualTo(expected.Genres));
            Assert.That(Bits(actual), Is.EqualTo(Bits(expected)));
        });

        static int[] Bits(FeatureTable table) => [.. table.Values.ToArray().Select(BitConverter.SingleToInt32Bits)];
    }

    private sealed class Song
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public string? Label { get; set; }

        public string? FileName { get; set; }

        public float Year { get; set; } = 1999;
    }
}
