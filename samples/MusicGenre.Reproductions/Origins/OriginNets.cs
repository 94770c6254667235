using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>The networks of the five public projects that this library began with, with the settings they were trained in.</summary>
public static class OriginNets
{
    /// <summary>Frames of a segment of 66,150 samples, hop 512.</summary>
    public const int SequenceFrames = 130;

    /// <summary>MFCC a frame.</summary>
    public const int SequenceCoefficients = 13;

    /// <summary>The side of a spectrogram image.</summary>
    public const int ImageSide = 350;

    /// <summary>dense-csv: 256-128-64 ReLU on 26 means, 20 epochs, batches of 128; 48,714 parameters for ten genres.</summary>
    /// <param name="seed">The seed of the training.</param>
    public static NeuralNetworkTrainer DenseCsv(long seed = 0) => Dense("dense-csv", [256, 128, 64], 20, 128, seed);

    /// <summary>dense-bottleneck: 128-64-32 ReLU, batches of 32.</summary>
    /// <param name="epochs">10, 15 or 20.</param>
    /// <param name="seed">The seed of the training.</param>
    public static NeuralNetworkTrainer Bottleneck(int epochs, long seed = 0) => Dense("dense-bottleneck", [128, 64, 32], epochs, 32, seed);

    /// <summary>dense-bottleneck's second net: 512-256-128-64 ReLU on 30 means, 10 epochs, batches of 100.</summary>
    /// <param name="seed">The seed of the training.</param>
    public static NeuralNetworkTrainer BottleneckWide(long seed = 0) => Dense("dense-bottleneck 2", [512, 256, 128, 64], 10, 100, seed);

    /// <summary>dense-grid: seven nets whose hidden layers shrink from the width of the input; some are linear.</summary>
    /// <param name="net">1 to 7.</param>
    /// <param name="epochs">100, 500 or 800.</param>
    /// <param name="batchSize">32, 200 or 300.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such net.</exception>
    public static NeuralNetworkTrainer Grid(int net, int epochs, int batchSize, long seed = 0)
    {
        (int[] units, string activations) = net switch
        {
            1 => ((int[])[30, 25, 20, 15], "rrll"),
            2 => ([42, 35, 24, 15], "rlrl"),
            3 => ([60, 50, 40, 30, 20], "rllrl"),
            4 => ([85, 75, 65, 55, 45, 35, 25], "rrlrlrr"),
            5 => ([87, 75, 65, 55, 45, 35, 25], "rrlrlrr"),
            6 or 7 => ([89, 79, 69, 59, 49, 39, 29], "rrlrlrr"),
            _ => throw new ArgumentOutOfRangeException(nameof(net), net, "The nets are 1 to 7."),
        };
        return new NeuralNetworkTrainer
        {
            Name = FormattableString.Invariant($"net {net}, {epochs} epochs, batch {batchSize}"),
            InputShape = new Shape(units[0]),
            Layers = genres =>
            [
                .. units.Select((u, i) => new Dense(u, activations[i] == 'r' ? ActivationFunction.ReLU : ActivationFunction.Linear)),
                new Dense(genres, ActivationFunction.Softmax),
            ],
            Epochs = epochs,
            BatchSize = batchSize,
            Seed = seed,
        };
    }

    /// <summary>
    /// lstm-mfcc: LSTM (sequences), LSTM, dense ReLU, dropout, on 130 frames of 13 MFCC; Adam 1e-4, a fifth of the training part for validation, 30 epochs, batches of 32.
    /// With 64 units, 57,802 parameters for ten genres; lstm-tuned found 224 and 224, 668,202 parameters.
    /// </summary>
    /// <param name="units">The units of both LSTM layers.</param>
    /// <param name="dense">The units of the dense layer.</param>
    /// <param name="dropout">The fraction that is dropped after it.</param>
    /// <param name="seed">The seed of the training.</param>
    public static NeuralNetworkTrainer Lstm(int units = 64, int dense = 64, double dropout = 0.3, long seed = 0) => new()
    {
        Name = "lstm-mfcc",
        InputShape = new Shape(SequenceFrames, SequenceCoefficients),
        Layers = genres => [new Lstm(units, returnSequences: true), new Lstm(units), new Dense(dense, ActivationFunction.ReLU), new Dropout(dropout), new Dense(genres, ActivationFunction.Softmax)],
        Epochs = 30,
        BatchSize = 32,
        Optimizer = new Adam(1e-4),
        ValidationFraction = 0.2,
        Seed = seed,
    };

    /// <summary>
    /// cnn-spectrogram: twice 32 filters of 3x3 ReLU and max-pooling, dense 200-150-100-50 ReLU, on grey images of 350x350; a fifth for validation, at most 100 epochs,
    /// batches of 50, patience 10; 47,394,978 parameters for ten genres.
    /// </summary>
    /// <param name="side">The side of the images; 350 in the origin.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="filters">The filters of both convolutions; 32 in the origin.</param>
    /// <param name="dropout">The fraction of the last feature maps that is dropped; none in the origin.</param>
    public static NeuralNetworkTrainer Cnn(int side = ImageSide, long seed = 0, int filters = 32, double dropout = 0) => new()
    {
        Name = "cnn-spectrogram",
        InputShape = new Shape(side, side, 1),
        Layers = genres =>
        [
            new Conv2D(filters, 3, ActivationFunction.ReLU), new MaxPool2D(2), new Conv2D(filters, 3, ActivationFunction.ReLU), new MaxPool2D(2), new Flatten(),
            .. dropout > 0 ? (Layer[])[new Dropout(dropout)] : [],
            new Dense(200, ActivationFunction.ReLU), new Dense(150, ActivationFunction.ReLU), new Dense(100, ActivationFunction.ReLU), new Dense(50, ActivationFunction.ReLU),
            new Dense(genres, ActivationFunction.Softmax),
        ],
        Epochs = 100,
        BatchSize = 50,
        ValidationFraction = 0.2,
        Patience = 10,
        Seed = seed,
    };

    private static NeuralNetworkTrainer Dense(string name, int[] units, int epochs, int batchSize, long seed) => new()
    {
        Name = name,
        HiddenUnits = units,
        Dropout = 0,
        Epochs = epochs,
        BatchSize = batchSize,
        Seed = seed,
    };
}
