using MusicGenre.ML.Tests;
using MusicGenre.ML.Trainers.Linear;
using MusicGenre.Neural;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Onnx.Tests;

/// <summary>The models that are compared: every trainer of the catalogue on the shipped table, every preprocessing step, networks, and corner cases.</summary>
internal static class Models
{
    /// <summary>A model and the rows that it is asked for.</summary>
    internal sealed record Case(string Name, Func<GenreModel> Fit, FeatureTable Rows);

    private static FeatureTable Gtzan { get; } = ML.Gtzan.LoadFeatures();

    /// <summary>The table's rows, and others between two of them each, which were not learnt.</summary>
    private static FeatureTable GtzanAndMore { get; } = Between(Gtzan, count: 200);

    /// <summary>Every step, with every setting that changes its arithmetic.</summary>
    public static IReadOnlyList<PreprocessingStep> Steps { get; } =
    [
        new PowerTransform(),
        new MinMaxScaler(),
        new Clip { Magnitude = 0.9 },
        new StandardScaler(),
        new PrincipalComponents { NumberOfComponents = 9, Whiten = true },
        new SelectColumns { Columns = ["pc2", "pc1", "pc7", "pc4"] },
    ];

    /// <summary>Every layer, with every setting that changes its arithmetic.</summary>
    public static IReadOnlyList<(string Name, Shape? Input, Func<int, IReadOnlyList<Layer>> Layers)> Networks { get; } =
    [
        ("dense with batch normalisation", null, static g => [new Dense(16, ActivationFunction.Tanh), new BatchNorm(0.5), new Activation(ActivationFunction.Sigmoid), new Dense(g), new Activation(ActivationFunction.Softmax)]),
        ("convolutions", new Shape(19, 3, 1), static g =>
        [
            new Conv2D(4, 3, ActivationFunction.ReLU, ConvolutionPadding.Same), new BatchNorm(0.5), new Conv2D(5, 2, stride: 2, padding: ConvolutionPadding.Same), new MaxPool2D(2), new Conv2D(3, 1),
            new Flatten(), new Dense(g, ActivationFunction.Softmax),
        ]),
        ("recurrent", new Shape(19, 3), static g => [new Lstm(8, returnSequences: true), new Dropout(0.2), new Lstm(6), new Dense(g, ActivationFunction.Softmax)]),
    ];

    public static IReadOnlyList<Case> All { get; } =
    [
        .. TrainerCatalog.Aliases.Select(static alias => new Case(alias, () => TrainerCatalog.Create(alias, seed: 1).Fit(Gtzan), GtzanAndMore)),
        .. Steps.Select(static step => new Case($"{step.GetType().Name} alone", () => new LogisticRegressionTrainer { Preprocessing = step is SelectColumns ? [new SelectColumns { Columns = ["tempo", "rms_mean"] }] : [step] }.Fit(Gtzan), GtzanAndMore)),
        new("all steps", static () => new LogisticRegressionTrainer { Preprocessing = Steps }.Fit(Gtzan), GtzanAndMore),
        new("no step", static () => new RandomForestTrainer { NumberOfTrees = 10, Preprocessing = [] }.Fit(Gtzan), GtzanAndMore),
        new("powers of 0, 1 and 2", static () => Powers(Signed()), Signed()),
        new("vote of votes", static () => new SoftVotingTrainer { Members = [Vote(new MinMaxScaler()), new LinearDiscriminantTrainer()], Weights = [3, 1], Preprocessing = [new Clip { Magnitude = 1000 }] }.Fit(Gtzan), GtzanAndMore),
        .. Networks.Select(static n => new Case(n.Name, () => Net(n.Input, n.Layers), GtzanAndMore)),
        .. TrainerCatalog.Aliases.Select(static alias => new Case($"{alias}, one genre", () => Small(alias).Fit(TestTables.Clouds(genres: 1, rowsPerGenre: 12)), TestTables.Clouds(genres: 2))),
        .. TrainerCatalog.Aliases.Select(static alias => new Case($"{alias}, two genres", () => Small(alias).Fit(TestTables.Clouds(genres: 2, rowsPerGenre: 12)), TestTables.Clouds(genres: 3))),
        .. TrainerCatalog.Aliases.Select(static alias => new Case($"{alias}, extreme rows", () => Small(alias).Fit(TestTables.Clouds(genres: 3, rowsPerGenre: 12)), Extreme())),
        new("no row", static () => new SupportVectorMachineTrainer().Fit(TestTables.Clouds()), TestTables.Clouds().SelectRows([])),
    ];

    /// <summary>The trainer of the catalogue, small where that only saves time.</summary>
    public static Trainer Small(string alias) => TrainerCatalog.Create(alias, seed: 1) switch
    {
        ForestTrainer forest => forest with { NumberOfTrees = 20 },
        GradientBoostingTrainer boosting => boosting with { NumberOfIterations = 5 },
        NeuralNetworkTrainer net => net with { HiddenUnits = [8], Epochs = 5 },
        SoftVotingTrainer vote => vote with { Members = [Small("svm"), Small("boosting"), Small("knn")] },
        var trainer => trainer,
    };

    private static SoftVotingTrainer Vote(PreprocessingStep step) => new() { Members = [new SupportVectorMachineTrainer { Preprocessing = [step] }, new SupportVectorMachineTrainer { C = 3 }] };

    private static GenreModel Net(Shape? input, Func<int, IReadOnlyList<Layer>> layers) =>
        new NeuralNetworkTrainer { InputShape = input, Layers = layers, Epochs = 2, Preprocessing = [new StandardScaler(), new Clip()] }.Fit(Gtzan);

    /// <summary>Cells as far from all that was learnt as a float can be.</summary>
    private static FeatureTable Extreme()
    {
        float[] cells = [0, 1, -1, 1e-45f, 1e20f, -1e20f, float.MaxValue, float.MinValue];
        FeatureTable table = TestTables.Clouds();
        return new FeatureTable(table.FeatureNames, [.. Enumerable.Range(0, 64).SelectMany(i => Enumerable.Range(0, table.ColumnCount).Select(c => cells[(i >> c) % cells.Length]))], [.. Enumerable.Repeat("", 64)]);
    }

    /// <summary>A model whose step has each power that is a case of its own.</summary>
    private static GenreModel Powers(FeatureTable table)
    {
        ModelWriter step = new();
        step.Write(1);
        step.Write("power-transform");
        step.Write([0.0, 1, 2, 0.5, -1.5, 1e-3]);
        step.Write([1.0, 0, 10, 2, -20, 0.1]);
        step.Write([2.0, 10, 100, 4, 500, 2]);
        FittedPreprocessing preprocessing = FittedPreprocessing.Read(new ModelReader(step.ToArray(), path: null), table.ColumnCount);
        LinearClassifier classifier = new(table.ColumnCount, [.. Enumerable.Range(0, table.ColumnCount * table.Genres.Count).Select(static i => Math.Sin(i))], new double[table.Genres.Count]);
        return new GenreModel("Powers", table.FeatureNames, table.Genres, preprocessing, classifier, featureSet: null, window: null);
    }

    /// <summary>Cells above and below 0.</summary>
    private static FeatureTable Signed()
    {
        FeatureTable table = TestTables.Clouds();
        return new FeatureTable(table.FeatureNames, [.. table.Values.ToArray().Select(static v => v - 100)], table.Labels);
    }

    private static FeatureTable Between(FeatureTable table, int count)
    {
        SeededRandom random = new(5);
        List<float> values = [.. table.Values];
        for (int i = 0; i < count; i++)
        {
            float[] one = table.Row(random.Next(table.RowCount)).ToArray();
            float[] other = table.Row(random.Next(table.RowCount)).ToArray();
            values.AddRange(one.Zip(other, (a, b) => a + ((float)random.NextDouble() * (b - a))));
        }

        return new FeatureTable(table.FeatureNames, [.. values], [.. table.Labels, .. Enumerable.Repeat("", count)]);
    }
}
