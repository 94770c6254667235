using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>Our trainers as ML.NET's estimators: what every one of them must do there.</summary>
[TestFixtureSource(nameof(Names))]
public sealed class GenreTrainerTests(string name)
{
    private static readonly Dictionary<string, Func<MLContext, GenreTrainerEstimator>> Estimators = new()
    {
        ["majority"] = static ml => ml.MulticlassClassification.Trainers.Genre(new MajorityClassTrainer()),
        ["logistic"] = static ml => ml.MulticlassClassification.Trainers.LogisticRegression(),
        ["lda"] = static ml => ml.MulticlassClassification.Trainers.LinearDiscriminant(),
        ["knn"] = static ml => ml.MulticlassClassification.Trainers.NearestNeighbors(),
        ["svm"] = static ml => ml.MulticlassClassification.Trainers.SupportVectorMachine(options: new() { C = 10 }),
        ["krr"] = static ml => ml.MulticlassClassification.Trainers.KernelRidge(),
        ["lda-krr"] = static ml => ml.MulticlassClassification.Trainers.DiscriminantRidge(),
        ["forest"] = static ml => ml.MulticlassClassification.Trainers.RandomForest(options: new() { NumberOfTrees = 20 }),
        ["extratrees"] = static ml => ml.MulticlassClassification.Trainers.ExtraTrees(options: new() { NumberOfTrees = 20 }),
        ["boosting"] = static ml => ml.MulticlassClassification.Trainers.GradientBoosting(options: new() { NumberOfIterations = 15 }),
        ["dense"] = static ml => ml.MulticlassClassification.Trainers.NeuralNetwork(options: new() { Epochs = 10 }),
        ["voting"] = static ml => ml.MulticlassClassification.Trainers.SoftVoting(
            options: new() { Members = [new LogisticRegressionTrainer(), new LbfgsMaximumEntropyTrainer(), new NaiveBayesTrainer()] }),
    };

    private static IEnumerable<string> Names => TrainerCatalog.Aliases;

    [Test]
    public void Gives_the_standard_columns_and_the_model_s_own_probabilities()
    {
        (MLContext mlContext, FeatureTable table, IDataView data) = Data();
        GenreModelTransformer model = Estimators[name](mlContext).Fit(data);
        IDataView scored = model.Transform(data);

        Assert.That(scored.Schema["PredictedLabel"].Type, Is.EqualTo(new KeyDataViewType(typeof(uint), 4)));
        Assert.That(scored.Schema["Score"].Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, 4)));
        Assert.That(KeyNames(scored.Schema["PredictedLabel"]), Is.EqualTo(KeyNames(scored.Schema["Label"])));
        Assert.That(model.Labels, Is.EqualTo(KeyNames(scored.Schema["Label"])));

        // The keys come as the rows do, the model's genres in ordinal order: each slot holds its own label's probability.
        IReadOnlyList<GenrePrediction> expected = model.Model.Predict(table);
        Assert.That(
            scored.GetColumn<float[]>("Score"), Is.EqualTo(expected.Select(p => model.Labels.Select(label => (float)p[label]).ToArray())));
        Assert.That(
            mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored).GetColumn<string>("PredictedLabel"),
            Is.EqualTo(expected.Select(static p => p.Genre)));
    }

    [Test]
    public void Works_with_evaluate_and_cross_validate()
    {
        (MLContext mlContext, FeatureTable table, IDataView data) = Data();
        GenreTrainerEstimator estimator = Estimators[name](mlContext);
        IDataView scored = estimator.Fit(data).Transform(data);
        MulticlassClassificationMetrics metrics = mlContext.MulticlassClassification.Evaluate(scored);
        double right = scored.GetColumn<uint>("Label").Zip(scored.GetColumn<uint>("PredictedLabel")).Count(static p => p.First == p.Second);
        Assert.That(metrics.MicroAccuracy, Is.EqualTo(right / table.RowCount).Within(1e-9));
        Assert.That(metrics.ConfusionMatrix.NumberOfClasses, Is.EqualTo(4));

        Assert.That(
            mlContext.MulticlassClassification.CrossValidate(data, estimator, numberOfFolds: 3).Average(static r => r.Metrics.MicroAccuracy),
            name == "majority" ? Is.LessThan(0.5) : Is.GreaterThan(0.7));
    }

    [Test]
    public void Is_saved_with_a_pipeline_and_predicts_the_same_bits_when_loaded()
    {
        (MLContext mlContext, _, IDataView data) = Data();
        TransformerChain<GenreModelTransformer> model = mlContext.Transforms.NormalizeMinMax("Features").Append(Estimators[name](mlContext)).Fit(data);
        using MemoryStream zip = new();
        mlContext.Model.Save(model, data.Schema, zip);
        zip.Position = 0;
        IDataView before = model.Transform(data);
        IDataView after = new MLContext().Model.Load(zip, out _).Transform(data);
        Assert.That(after.GetColumn<float[]>("Score"), Is.EqualTo(before.GetColumn<float[]>("Score")));
        Assert.That(after.GetColumn<uint>("PredictedLabel"), Is.EqualTo(before.GetColumn<uint>("PredictedLabel")));
        Assert.That(KeyNames(after.Schema["PredictedLabel"]), Is.EqualTo(KeyNames(before.Schema["PredictedLabel"])));
    }

    [Test]
    public void A_label_that_no_training_row_has_gets_a_slot_and_no_probability()
    {
        (MLContext mlContext, _, IDataView data) = Data();
        IDataView without = mlContext.Data.FilterByCustomPredicate<Keyed>(data, static row => row.Label == 3);
        GenreModelTransformer model = Estimators[name](mlContext).Fit(without);
        Assert.That(model.Model.Genres, Has.Count.EqualTo(3));
        Assert.That(model.Transform(data).GetColumn<float[]>("Score").Select(static s => (s.Length, s[2])), Has.All.EqualTo((4, 0f)));
    }

    [Test]
    public void Columns_that_do_not_fit_are_named()
    {
        (MLContext mlContext, FeatureTable table, IDataView data) = Data();
        IDataView text = table.ToDataView(mlContext);
        GenreTrainerEstimator estimator = Estimators[name](mlContext);
        Assert.Multiple(() =>
        {
            Assert.That(() => estimator.Fit(text), Throws.ArgumentException.With.Message.Contains("MapValueToKey"));
            Assert.That(() => mlContext.Transforms.CopyColumns("Other", "Label").Append(estimator).Fit(text), Throws.ArgumentException.With.Message.Contains("Label").And.Message.Contains("key"));
            Assert.That(() => estimator.Fit(mlContext.Transforms.DropColumns("Features").Fit(data).Transform(data)), Throws.ArgumentException.With.Message.Contains("Features"));
        });
    }

    private static (MLContext Context, FeatureTable Table, IDataView Data) Data()
    {
        FeatureTable sorted = TestTables.Clouds(rowsPerGenre: 20);

        // Not in the order of their names, so that keys and genres are numbered differently.
        FeatureTable table = sorted.SelectRows([.. Enumerable.Range(0, sorted.RowCount).Select(i => (i * 27 + 50) % sorted.RowCount)]);
        MLContext mlContext = new(1);
        IDataView data = table.ToDataView(mlContext);
        return (mlContext, table, mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data));
    }

    private static string[] KeyNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(static n => n.ToString())];
    }

    private sealed class Keyed
    {
        [KeyType(4)]
        public uint Label { get; set; }
    }
}
