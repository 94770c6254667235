using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MusicGenre.Neural.Layers;
using MusicGenre.Neural.Training;
using MusicGenre.Numerics;

namespace MusicGenre.Neural;

/// <summary>
/// A network of layers one after another that sorts samples into classes: the last layer ends in a softmax, the loss is the cross-entropy.
/// </summary>
/// <remarks>
/// Networks share nothing, so several may be trained at once on different threads. One network may predict on several threads at once, but not while it is trained.
/// <example>
/// <code>
/// Sequential net = new(new Shape(26), seed: 1, new Dense(256, ActivationFunction.ReLU), new Dense(10, ActivationFunction.Softmax));
/// TrainingHistory history = net.Fit(inputs, labels, new TrainingOptions { Epochs = 20, BatchSize = 128 });
/// float[] probabilities = net.Predict(row);
/// </code>
/// </example>
/// </remarks>
public sealed class Sequential
{
    private const int Magic = 0x4E4E474D; // "MGNN"
    private const int Version = 1;
    private const int MaximumLayers = 1000;
    private const int HashLength = 32;

    // Of one sample and all layers, in a file: 256 MB. A net over spectrograms of 128 x 1292 has a tenth.
    private const long MaximumOutputs = 1 << 26;

    private readonly Layer[] _layers;
    private Execution? _spare;

    /// <summary>Builds a network and draws its first weights.</summary>
    /// <param name="input">The shape of one sample.</param>
    /// <param name="seed">The seed of the weights: the same seed gives the same bits.</param>
    /// <param name="layers">The layers, first to last, at least one; each is taken over by this network.</param>
    /// <exception cref="ArgumentException">A layer does not accept what the one before it gives, or belongs to a network already.</exception>
    public Sequential(Shape input, long seed, params IReadOnlyList<Layer> layers)
        : this(input, new SeededRandom(seed), layers)
    {
    }

    private Sequential(Shape input, SeededRandom? random, IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        if (input.Rank == 0)
        {
            throw new ArgumentException("The shape of the input has no axes; give it its lengths.", nameof(input));
        }

        if (layers.Count is < 1 or > MaximumLayers)
        {
            throw new ArgumentException($"A network has 1 to {MaximumLayers} layers, not {layers.Count}.", nameof(layers));
        }

        InputShape = input;
        _layers = [.. layers];
        Dictionary<string, int> numbers = [];
        Shape shape = input;
        foreach (Layer layer in _layers)
        {
            ArgumentNullException.ThrowIfNull(layer, nameof(layers));
            int number = numbers.GetValueOrDefault(layer.Prefix);
            numbers[layer.Prefix] = number + 1;
            layer.Attach(number == 0 ? layer.Prefix : string.Create(CultureInfo.InvariantCulture, $"{layer.Prefix}_{number}"), shape, random);
            shape = layer.OutputShape;
        }

        OutputShape = shape;
    }

    /// <summary>The shape of one sample that enters.</summary>
    public Shape InputShape { get; }

    /// <summary>The output shape: for a classifier, the number of classes.</summary>
    public Shape OutputShape { get; }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The parameter count, as Keras computes it.</summary>
    public long ParameterCount => _layers.Sum(l => l.ParameterCount);

    /// <summary>The number of trainable parameters.</summary>
    public long TrainableParameterCount => _layers.Sum(l => l.Parameters.Where(p => p.IsTrainable).Sum(p => (long)p.Values.Length));

    /// <summary>The batch size of predictions: 256 of a small network, fewer where a sample's activations are large.</summary>
    internal int PredictionBatch
    {
        get
        {
            long numbers = InputShape.Size;
            for (int i = 0; i < _layers.Length;)
            {
                int stage = SampleStage.Count(_layers, i);
                numbers += stage > 0 ? SampleStage.KeptNumbers(_layers, i, stage) : _layers[i].OutputShape.Size;
                i += Math.Max(stage, 1);
            }

            return (int)Math.Clamp((16L << 20) / numbers, 1, 256);
        }
    }

    /// <summary>Trains the network.</summary>
    /// <param name="inputs">The samples one after another, each <see cref="Shape.Size"/> of <see cref="InputShape"/> finite numbers.</param>
    /// <param name="labels">The class of each sample: 0 to the number of outputs - 1.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Takes each epoch when it is done, on the training thread.</param>
    /// <param name="cancellationToken">Cancels the training after the current step; the network then holds the weights of that step.</param>
    /// <returns>Loss and accuracy of each epoch.</returns>
    /// <exception cref="ArgumentException">Data or options are outside their ranges; a number is NaN or infinite; the network does not end in a softmax over a vector.</exception>
    /// <exception cref="ArithmeticException">The loss became infinite or NaN; the weights are of no use then.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public TrainingHistory Fit(ReadOnlyMemory<float> inputs, ReadOnlyMemory<int> labels, TrainingOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckClassifier();
        CheckData(inputs.Span, labels.Span, nameof(inputs), nameof(labels));
        return Train(Scoring.ReaderOf(inputs), labels, options, progress, cancellationToken);
    }

    /// <summary>Trains the network on samples that are requested one by one: large data need not be in memory as floats.</summary>
    /// <param name="inputs">Gives the sample of a number below that of the labels.</param>
    /// <param name="labels">The class of each sample: 0 to the number of outputs - 1.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Takes each epoch when it is done, on the training thread.</param>
    /// <param name="cancellationToken">Cancels the training after the current step; the network then holds the weights of that step.</param>
    /// <returns>Loss and accuracy of each epoch.</returns>
    /// <exception cref="ArgumentException">Labels or options are outside their ranges; a number is NaN or infinite; the network does not end in a softmax over a vector.</exception>
    /// <exception cref="ArithmeticException">The loss became infinite or NaN; the weights are of no use then.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public TrainingHistory Fit(SampleReader inputs, ReadOnlyMemory<int> labels, TrainingOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckClassifier();
        CheckLabels(labels.Span, labels.Length, nameof(labels));
        return Train(Checked(inputs, nameof(inputs)), labels, options, progress, cancellationToken);
    }

    /// <summary>Loss and accuracy on given data.</summary>
    /// <param name="inputs">The samples one after another.</param>
    /// <param name="labels">The class of each.</param>
    /// <exception cref="ArgumentException">The data are outside their ranges, or the network is not a classifier.</exception>
    public Evaluation Evaluate(ReadOnlyMemory<float> inputs, ReadOnlyMemory<int> labels)
    {
        CheckClassifier();
        CheckData(inputs.Span, labels.Span, nameof(inputs), nameof(labels));
        Execution execution = Rent();
        try
        {
            return Scoring.Evaluate(this, execution, Scoring.ReaderOf(inputs), labels.Span, default);
        }
        finally
        {
            Return(execution);
        }
    }

    /// <summary>The network's output for each sample: for a classifier, its probabilities.</summary>
    /// <param name="inputs">One sample or several, one after another; a sample's result does not depend on its neighbours.</param>
    /// <returns>The outputs one after another, each <see cref="Shape.Size"/> of <see cref="OutputShape"/> numbers.</returns>
    /// <exception cref="ArgumentException">The length is not a multiple of a sample's, or a number is NaN or infinite.</exception>
    public float[] Predict(ReadOnlySpan<float> inputs)
    {
        float[] outputs = new float[checked(inputs.Length / InputShape.Size * OutputShape.Size)];
        Predict(inputs, outputs);
        return outputs;
    }

    /// <summary>The network's output for each sample, into the caller's memory.</summary>
    /// <param name="inputs">One sample or several, one after another.</param>
    /// <param name="outputs">Takes the outputs; exactly as long as they are.</param>
    /// <exception cref="ArgumentException">A length does not fit, or a number is NaN or infinite.</exception>
    public unsafe void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int count = CheckInputs(inputs, nameof(inputs));
        int size = InputShape.Size;
        int width = OutputShape.Size;
        if (outputs.Length != (long)count * width)
        {
            throw new ArgumentException($"{count} samples have {(long)count * width} outputs; there is room for {outputs.Length}.", nameof(outputs));
        }

        Execution execution = Rent();
        try
        {
            for (int from = 0; from < count; from += execution.Batch)
            {
                int batch = Math.Min(execution.Batch, count - from);
                inputs.Slice(from * size, batch * size).CopyTo(execution.Input.Span);
                new ReadOnlySpan<float>(execution.Forward(batch), batch * width).CopyTo(outputs[(from * width)..]);
            }
        }
        finally
        {
            Return(execution);
        }
    }

    /// <summary>The network as Keras prints it: layer, output shape, number of parameters.</summary>
    public string Summary()
    {
        const int Width = 65;
        StringBuilder text = new();
        Line('_');
        text.Append(CultureInfo.InvariantCulture, $"{" Layer (type)",-29}{"Output Shape",-26}{"Param #",-10}").AppendLine();
        Line('=');
        foreach (Layer layer in _layers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{" " + layer.Name + " (" + layer.TypeName + ")",-29}{layer.OutputShape,-26}{layer.ParameterCount,-10}").AppendLine().AppendLine();
        }

        text.Length -= Environment.NewLine.Length;
        Line('=');
        long bytes = ParameterCount * sizeof(float);
        text.Append(CultureInfo.InvariantCulture, $"Total params: {ParameterCount:N0} ({Size(bytes)})").AppendLine();
        text.Append(CultureInfo.InvariantCulture, $"Trainable params: {TrainableParameterCount:N0} ({Size(TrainableParameterCount * sizeof(float))})").AppendLine();
        long fixedCount = ParameterCount - TrainableParameterCount;
        text.Append(CultureInfo.InvariantCulture, $"Non-trainable params: {fixedCount:N0} ({Size(fixedCount * sizeof(float))})").AppendLine();
        Line('_');
        return text.ToString();

        void Line(char c) => text.Append(c, Width).AppendLine();

        static string Size(long count) => count switch
        {
            < 1024 => string.Create(CultureInfo.InvariantCulture, $"{count}.00 Byte"),
            < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{count / 1024.0:0.00} KB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{count / (1024.0 * 1024.0):0.00} MB"),
        };
    }

    /// <summary>Writes layers and weights, with a SHA-256 over all of it at the end.</summary>
    /// <param name="writer">Receives the bytes at its current position.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using NetworkWriter target = new(writer);
        target.Write(Magic);
        target.Write(Version);
        target.Write(InputShape.Rank);
        for (int axis = 0; axis < InputShape.Rank; axis++)
        {
            target.Write(InputShape[axis]);
        }

        target.Write(_layers.Length);
        foreach (Layer layer in _layers)
        {
            target.Write((byte)layer.Kind);
            layer.WriteSettings(target);
        }

        foreach (Parameter parameter in _layers.SelectMany(l => l.Parameters))
        {
            target.Write(parameter.Values);
        }

        target.WriteHash();
    }

    /// <summary>Reads a network that <see cref="Save"/> wrote. Nothing but data is read; every length is checked before memory is allocated.</summary>
    /// <param name="data">Begins with the network; more may follow.</param>
    /// <param name="bytesRead">How long the network was.</param>
    /// <exception cref="NetworkFormatException">The bytes are no such network, or some were changed or are missing.</exception>
    public static Sequential Load(ReadOnlySpan<byte> data, out int bytesRead)
    {
        NetworkReader reader = new(data);
        int magic = reader.ReadInt32("the mark of a network");
        if (magic != Magic)
        {
            throw new NetworkFormatException($"expected the mark of a network, 'MGNN', not 0x{magic:X8}.", 0);
        }

        reader.ReadInt32("the version", Version, Version);
        Sequential network;
        try
        {
            Shape input = ReadShape(ref reader);
            int count = reader.ReadInt32("the number of layers", 1, MaximumLayers);
            Layer[] layers = new Layer[count];
            Shape shape = input;
            long parameters = 0;
            long outputs = input.Size;
            for (int i = 0; i < count; i++)
            {
                layers[i] = ReadLayer(ref reader);
                parameters = checked(parameters + layers[i].CountParameters(shape));
                shape = layers[i].Infer(shape);
                outputs += shape.Size;
            }

            // A layer of a few bytes can have a billion outputs, and there may be a thousand such layers.
            if (outputs > MaximumOutputs)
            {
                throw new NetworkFormatException($"the input and the outputs of the {count} layers are {outputs} numbers a sample; at most {MaximumOutputs} were expected.", reader.Position);
            }

            if (parameters * sizeof(float) > reader.Remaining - HashLength)
            {
                throw new NetworkFormatException($"the layers have {parameters} weights of 4 bytes and a hash of {HashLength}; {reader.Remaining} bytes are left.", reader.Position);
            }

            network = new Sequential(input, null, layers);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new NetworkFormatException($"the layers do not fit together: {error.Message}", reader.Position, error);
        }

        foreach (Layer layer in network._layers)
        {
            foreach (Parameter parameter in layer.Parameters)
            {
                reader.ReadSingles(parameter.Values, parameter.Minimum, $"{layer.Name}.{parameter.Name}");
            }
        }

        Span<byte> hash = stackalloc byte[HashLength];
        SHA256.HashData(data[..reader.Position], hash);
        int position = reader.Position;
        if (!reader.ReadBytes(HashLength, "the hash").SequenceEqual(hash))
        {
            throw new NetworkFormatException("the hash does not fit the bytes before it; some were changed.", position);
        }

        bytesRead = reader.Position;
        return network;
    }

    /// <summary>Reads a network that <see cref="Save"/> wrote.</summary>
    /// <param name="data">The network and nothing after it.</param>
    /// <exception cref="NetworkFormatException">The bytes are no such network, or some were changed, are missing or follow.</exception>
    public static Sequential Load(ReadOnlySpan<byte> data)
    {
        Sequential network = Load(data, out int bytesRead);
        return bytesRead == data.Length
            ? network
            : throw new NetworkFormatException($"the network ends here, but {data.Length - bytesRead} bytes follow.", bytesRead);
    }

    private static Shape ReadShape(ref NetworkReader reader)
    {
        int rank = reader.ReadInt32("the number of axes", 1, 3);
        Span<int> axes = stackalloc int[3];
        for (int axis = 0; axis < rank; axis++)
        {
            axes[axis] = reader.ReadInt32("the length of an axis", 1, Shape.MaximumSize);
        }

        return rank switch { 1 => new Shape(axes[0]), 2 => new Shape(axes[0], axes[1]), _ => new Shape(axes[0], axes[1], axes[2]) };
    }

    private static Layer ReadLayer(ref NetworkReader reader)
    {
        int position = reader.Position;
        byte kind = reader.ReadByte("the type of a layer");
        return (LayerKind)kind switch
        {
            LayerKind.Dense => Dense.ReadSettings(ref reader),
            LayerKind.Activation => Activation.ReadSettings(ref reader),
            LayerKind.Dropout => Dropout.ReadSettings(ref reader),
            LayerKind.Conv2D => Conv2D.ReadSettings(ref reader),
            LayerKind.MaxPool2D => MaxPool2D.ReadSettings(ref reader),
            LayerKind.Flatten => new Flatten(),
            LayerKind.Lstm => Lstm.ReadSettings(ref reader),
            LayerKind.BatchNorm => BatchNorm.ReadSettings(ref reader),
            _ => throw new NetworkFormatException($"there is no layer type {kind}.", position),
        };
    }

    private void CheckClassifier()
    {
        bool softmax = _layers[^1] switch
        {
            Dense dense => dense.Activation == ActivationFunction.Softmax,
            Activation activation => activation.Function == ActivationFunction.Softmax,
            _ => false,
        };
        if (!softmax || OutputShape.Rank != 1)
        {
            throw new ArgumentException($"The network ends in {_layers[^1].Name} with the output {OutputShape}; a classifier ends in a softmax over a vector.");
        }
    }

    private int CheckInputs(ReadOnlySpan<float> inputs, string parameter)
    {
        int size = InputShape.Size;
        if (inputs.Length % size != 0)
        {
            throw new ArgumentException($"A sample has {size} numbers; {inputs.Length} is no multiple of that.", parameter);
        }

        int bad = Finite.IndexOfNonFinite(inputs);
        if (bad >= 0)
        {
            throw new ArgumentException($"Sample {bad / size}, number {bad % size} is {inputs[bad]}; expected a finite number.", parameter);
        }

        return inputs.Length / size;
    }

    private void CheckData(ReadOnlySpan<float> inputs, ReadOnlySpan<int> labels, string inputsName, string labelsName)
    {
        int count = CheckInputs(inputs, inputsName);
        if (count == 0)
        {
            throw new ArgumentException("There are no samples.", inputsName);
        }

        CheckLabels(labels, count, labelsName);
    }

    private void CheckLabels(ReadOnlySpan<int> labels, int count, string parameter)
    {
        if (labels.IsEmpty || labels.Length != count)
        {
            throw new ArgumentException(labels.IsEmpty ? "There are no labels, so no samples." : $"There are {count} samples but {labels.Length} labels.", parameter);
        }

        int classes = OutputShape.Size;
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)classes)
            {
                throw new ArgumentOutOfRangeException(parameter, labels[i], $"The label of sample {i} is {labels[i]}; the network's classes are 0 to {classes - 1}.");
            }
        }
    }

    private TrainingHistory Train(SampleReader inputs, ReadOnlyMemory<int> labels, TrainingOptions? options, IProgress<EpochResult>? progress, CancellationToken cancellationToken)
    {
        options ??= new TrainingOptions();
        options.Check();
        SampleReader? validation = null;
        if (options.ValidationReader is not null && options.ValidationInputs.IsEmpty)
        {
            CheckLabels(options.ValidationLabels.Span, options.ValidationLabels.Length, nameof(options.ValidationLabels));
            validation = Checked(options.ValidationReader, nameof(options.ValidationReader));
        }
        else if (options.ValidationReader is not null)
        {
            throw new ArgumentException("Validation samples come from a reader or from memory, not from both.", nameof(options));
        }
        else if (options.ValidationLabels.Length > 0 || options.ValidationInputs.Length > 0)
        {
            CheckData(options.ValidationInputs.Span, options.ValidationLabels.Span, nameof(options.ValidationInputs), nameof(options.ValidationLabels));
            validation = Scoring.ReaderOf(options.ValidationInputs);
        }

        if (validation is not null && options.ValidationFraction > 0)
        {
            throw new ArgumentException("Give either a validation fraction or validation data, not both.", nameof(options));
        }

        using Trainer trainer = new(this, inputs, labels, options, validation);
        return trainer.Run(progress, cancellationToken);
    }

    /// <summary>A reader that checks its samples, as those in memory are checked.</summary>
    private static SampleReader Checked(SampleReader reader, string parameter) => (sample, target) =>
    {
        reader(sample, target);
        int bad = Finite.IndexOfNonFinite(target);
        if (bad >= 0)
        {
            throw new ArgumentException($"Sample {sample}, number {bad} is {target[bad]}; expected a finite number.", parameter);
        }
    };

    private Execution Rent() => Interlocked.Exchange(ref _spare, null) ?? new Execution(this, PredictionBatch, false, 1);

    private void Return(Execution execution) => Interlocked.CompareExchange(ref _spare, execution, null);
}
