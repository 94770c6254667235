using MusicGenre.ML.Trainers.Networks;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>
/// A neural network on a table's columns, trained on softmax cross-entropy. By default a dense net: fully connected layers, each hidden one followed by dropout, and a softmax over
/// the genres. <see cref="Layers"/> gives any other network, and <see cref="InputShape"/> what the columns mean to it (a sequence, an image).
/// </summary>
/// <example>A convolutional net on grey images of 64 x 64 pixels, one column a pixel:
/// <code>
/// var trainer = new NeuralNetworkTrainer
/// {
///     Name = "CNN",
///     InputShape = new Shape(64, 64, 1),
///     Layers = genres => [new Conv2D(16, 3, ActivationFunction.ReLU), new MaxPool2D(2), new Flatten(), new Dense(genres, ActivationFunction.Softmax)],
///     ValidationFraction = 0.2,
///     Patience = 10,
/// };
/// </code></example>
public sealed record NeuralNetworkTrainer : Trainer
{
    // One list: trainers of the same settings are equal.
    private static readonly IReadOnlyList<int> DefaultUnits = [256, 128];

    /// <summary>The name in tables and reports. Default: <c>DenseNet</c>, or <c>NeuralNetwork</c> with <see cref="Layers"/>.</summary>
    public override string Name { get => field ?? (Layers is null ? "DenseNet" : "NeuralNetwork"); init; }

    /// <summary>The units of the dense net's hidden layers, each at least 1; empty for softmax regression. Default 256, 128.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init => field = [.. value]; } = DefaultUnits;

    /// <summary>The activation of the dense net's hidden layers. Default ReLU.</summary>
    public ActivationFunction Activation { get; init; } = ActivationFunction.ReLU;

    /// <summary>The fraction of each hidden layer's outputs that the dense net drops in training, in [0, 1). Default 0.4.</summary>
    public double Dropout { get; init; } = 0.4;

    /// <summary>The factor of the L2 penalty |W|^2 on the weights of each layer of the dense net, at least 0. Default 0.</summary>
    public double L2Regularization { get; init; }

    /// <summary>
    /// Makes the layers for a number of genres, the last a softmax over them; called for each training, and the layers must be new each time. Null (the default) is the dense net
    /// of <see cref="HiddenUnits"/>, <see cref="Activation"/>, <see cref="Dropout"/> and <see cref="L2Regularization"/>, which mean nothing to other layers.
    /// </summary>
    public Func<int, IReadOnlyList<Layer>>? Layers { get; init; }

    /// <summary>The shape that a row's columns are read as, in order, the last axis fastest; null (the default) for a vector.</summary>
    public Shape? InputShape { get; init; }

    /// <summary>The optimiser; null for Adam with Keras' defaults (learning rate 0.001).</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>The most epochs, at least 1. Default 100.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Rows a step, at least 1. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The fraction of the training rows that is held out of the training and evaluated after every epoch, in [0, 1). The rows of a group are on one side: of groups, one of
    /// 1 / fraction parts is held out, at most a half. A table too small for one such row, or with a single group for every genre, is learnt from whole. Default 0.
    /// </summary>
    public double ValidationFraction { get; init; }

    /// <summary>After how many epochs without a smaller validation loss (training loss without validation) to stop, with the best weights restored; 0 never stops early. Default 0.</summary>
    public int Patience { get; init; }

    /// <summary>Changes each training row each time it is used (shifts, noise), after the preprocessing; null leaves them as they are. Held-out rows are never changed.</summary>
    public SampleAugmentation? Augmentation { get; init; }

    /// <summary>The network that the trainer would train, with its first weights.</summary>
    /// <param name="inputs">The number of features.</param>
    /// <param name="genres">The number of genres.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or <see cref="InputShape"/> has another size than <paramref name="inputs"/>.</exception>
    public Sequential Build(int inputs, int genres)
    {
        Validate();
        Shape shape = InputShape ?? new Shape(inputs);
        return shape.Size == inputs
            ? new Sequential(shape, Seed, Layers is null ? DenseLayers(genres) : Layers(genres))
            : throw new ArgumentException($"{nameof(InputShape)} {shape} has {shape.Size} numbers; there are {inputs} features.", nameof(inputs));
    }

    /// <summary>The layers, their output shapes and parameter counts, as Keras prints them.</summary>
    /// <param name="inputs">The number of features.</param>
    /// <param name="genres">The number of genres.</param>
    public string Summary(int inputs, int genres) => Build(inputs, genres).Summary();

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(HiddenUnits.All(static u => u >= 1), nameof(HiddenUnits), string.Join(", ", HiddenUnits), "at least 1 each");
        Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "at least 0 and below 1");
        Require(L2Regularization >= 0 && double.IsFinite(L2Regularization), nameof(L2Regularization), L2Regularization, "finite and at least 0");
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        Require(ValidationFraction is >= 0 and < 1, nameof(ValidationFraction), ValidationFraction, "at least 0 and below 1");
        Require(Patience >= 0, nameof(Patience), Patience, "at least 0");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        Sequential network = Build(training.ColumnCount, training.GenreCount);
        double fraction = ValidationFraction * training.RowCount >= 1 ? ValidationFraction : 0;
        InnerSplit split = InnerSplit.Of(training.Table);
        (int[] rows, int[] held) = fraction > 0 && split.IsGrouped ? split.HoldOutGroups(fraction, Seed) : ([.. Enumerable.Range(0, training.RowCount)], []);
        TrainingHistory history = network.Fit(
            (sample, target) => training.Row(rows[sample]).CopyTo(target),
            rows.Select(i => training.Labels[i]).ToArray(),
            new TrainingOptions
            {
                Epochs = Epochs,
                BatchSize = Math.Min(BatchSize, rows.Length),
                Optimizer = Optimizer ?? new Adam(),
                ValidationFraction = split.IsGrouped ? 0 : fraction,
                ValidationReader = held.Length == 0 ? null : (sample, target) => training.Row(held[sample]).CopyTo(target),
                ValidationLabels = held.Select(i => training.Labels[i]).ToArray(),
                Patience = Patience,
                Seed = Seed,
                Augmentation = Augmentation,
                SampleWeights = rows.Select(i => (float)training.Weights[i]).ToArray(),

                // A dense net takes a step in less time than two threads need to meet.
                MaxDegreeOfParallelism = Layers is null ? 1 : context.MaxDegreeOfParallelism,
            },
            context.Progress,
            context.CancellationToken);
        context.Checkpoint();
        return Net.Create(network, history);
    }

    private List<Layer> DenseLayers(int genres)
    {
        List<Layer> layers = [];
        foreach (int units in HiddenUnits)
        {
            layers.Add(new Dense(units, Activation, L2Regularization));
            if (Dropout > 0)
            {
                layers.Add(new Dropout(Dropout));
            }
        }

        layers.Add(new Dense(genres, ActivationFunction.Softmax, L2Regularization));
        return layers;
    }

    internal sealed class Net : Classifier, IHasTrainingHistory
    {
        public const string KindName = "dense-net";
        private readonly Sequential _network;

        private Net(Sequential network, TrainingHistory? history)
            : base(network.InputShape.Size, network.OutputShape.Size)
        {
            _network = network;
            History = history;
        }

        public override string Kind => KindName;

        public TrainingHistory? History { get; }

        public Sequential Network => _network;

        /// <summary>A classifier of a trained network.</summary>
        /// <exception cref="ArithmeticException">Its weights are so large that a row could make it overflow.</exception>
        public static Net Create(Sequential network, TrainingHistory? history) => NetworkRange.Problem(network) is { } problem
            ? throw new ArithmeticException($"The training diverged: {problem} Try a smaller learning rate.")
            : new Net(network, history);

        protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
        {
            Span<float> outputs = GenreCount <= 256 ? stackalloc float[GenreCount] : new float[GenreCount];
            _network.Predict(row, outputs);
            for (int g = 0; g < outputs.Length; g++)
            {
                weights[g] = outputs[g];
            }
        }

        public override void Write(ModelWriter writer)
        {
            using MemoryStream stream = new();
            using (BinaryWriter binary = new(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            {
                _network.Save(binary);
            }

            writer.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
        }

        public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
        {
            Sequential network;
            try
            {
                network = Sequential.Load(reader.ReadBytes("the network").Span);
            }
            catch (NetworkFormatException error)
            {
                throw reader.Error(error.Message);
            }

            if (NetworkRange.Problem(network) is { } problem)
            {
                throw reader.Error(problem);
            }

            // Any other end gives numbers that are no probabilities.
            if (network.Layers[^1] is not (Dense { Activation: ActivationFunction.Softmax } or Activation { Function: ActivationFunction.Softmax }))
            {
                throw reader.Error("the network does not end in a softmax.");
            }

            return network.InputShape.Size == featureCount && network.OutputShape.Size == genreCount
                ? new Net(network, history: null)
                : throw reader.Error($"the network maps {network.InputShape} to {network.OutputShape}; {featureCount} features and {genreCount} genres were expected.");
        }
    }
}
