using MusicGenre.ML.Trainers.Networks;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>
/// A dense net: fully connected layers, dropout behind each hidden one, softmax over the genres, softmax cross-entropy. <see cref="DenseNet"/> has the nets of
/// the published projects ready-made.
/// </summary>
public sealed record DenseNetTrainer : Trainer
{
    /// <summary>The units of the hidden layers, each at least 1; empty for softmax regression. Default 256, 128.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [256, 128];

    /// <summary>The hidden layers' activation. Default ReLU.</summary>
    public ActivationFunction Activation { get; init; } = ActivationFunction.ReLU;

    /// <summary>The share of each hidden layer's outputs that is dropped in training, in [0, 1). Default 0.4.</summary>
    public double Dropout { get; init; } = 0.4;

    /// <summary>The weight of the penalty L2 |W|^2 on each layer's weights, at least 0. Default 0.</summary>
    public double L2 { get; init; }

    /// <summary>How the weights move; null for Adam with Keras' defaults (learning rate 0.001).</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>The most epochs, at least 1. Default 100.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>Rows a step, at least 1. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// The share of the training rows that is kept out of the training and judged after every epoch, in [0, 1). The rows of a group stand on one side: of groups, one of
    /// 1 / share parts is held out, at most a half. A table too small for one such row, or with a single group for every genre, is learnt from whole. Default 0.
    /// </summary>
    public double ValidationShare { get; init; }

    /// <summary>After how many epochs without a smaller validation loss (training loss without validation) to stop, with the best weights restored; 0 never stops early. Default 0.</summary>
    public int Patience { get; init; }

    /// <summary>The network that the trainer would train.</summary>
    /// <param name="inputs">The number of features.</param>
    /// <param name="genres">The number of genres.</param>
    public Sequential Build(int inputs, int genres)
    {
        Validate();
        List<Layer> layers = [];
        foreach (int units in HiddenUnits)
        {
            layers.Add(new Dense(units, Activation, L2));
            if (Dropout > 0)
            {
                layers.Add(new Dropout(Dropout));
            }
        }

        layers.Add(new Dense(genres, ActivationFunction.Softmax, L2));
        return new Sequential(new Shape(inputs), Seed, layers);
    }

    /// <summary>The layers, their output shapes and parameter counts, as Keras prints them.</summary>
    /// <param name="inputs">The number of features.</param>
    /// <param name="genres">The number of genres.</param>
    public string Summary(int inputs, int genres) => Build(inputs, genres).Summary();

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(HiddenUnits.All(static u => u >= 1), nameof(HiddenUnits), string.Join(", ", HiddenUnits), "at least 1 each");
        Require(Dropout is >= 0 and < 1, nameof(Dropout), Dropout, "at least 0 and below 1");
        Require(L2 >= 0 && double.IsFinite(L2), nameof(L2), L2, "finite and at least 0");
        Require(Epochs >= 1, nameof(Epochs), Epochs, "at least 1");
        Require(BatchSize >= 1, nameof(BatchSize), BatchSize, "at least 1");
        Require(ValidationShare is >= 0 and < 1, nameof(ValidationShare), ValidationShare, "at least 0 and below 1");
        Require(Patience >= 0, nameof(Patience), Patience, "at least 0");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        Sequential network = Build(training.ColumnCount, training.GenreCount);
        double share = ValidationShare * training.RowCount >= 1 ? ValidationShare : 0;
        InnerSplit split = InnerSplit.Of(training.Table);
        (int[] rows, int[] held) = share > 0 && split.IsGrouped ? split.HoldOutGroups(share, Seed) : ([.. Enumerable.Range(0, training.RowCount)], []);
        TrainingHistory history = network.Fit(
            (sample, target) => training.Row(rows[sample]).CopyTo(target),
            rows.Select(i => training.Labels[i]).ToArray(),
            new TrainingOptions
            {
                Epochs = Epochs,
                BatchSize = Math.Min(BatchSize, rows.Length),
                Optimizer = Optimizer ?? new Adam(),
                ValidationShare = split.IsGrouped ? 0 : share,
                ValidationReader = held.Length == 0 ? null : (sample, target) => training.Row(held[sample]).CopyTo(target),
                ValidationLabels = held.Select(i => training.Labels[i]).ToArray(),
                Patience = Patience,
                Seed = Seed,

                // A net of this size takes a step in less time than two threads need to meet.
                MaxDegreeOfParallelism = 1,
                OnEpoch = options.Epochs is null ? null : options.Epochs.Report,
            },
            options.Cancellation);
        options.Checkpoint();
        return Net.Create(network, history);
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
