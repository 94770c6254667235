using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// A convolution (strictly, a cross-correlation, as everywhere in the field) over images: output(y, x, f) = activation(bias(f) + sum over ky, kx, c of
/// input(y·stride + ky, x·stride + kx, c) · kernel(ky, kx, c, f)). Weights start as in Keras: the kernel Glorot-uniform, the bias zero.
/// Input <c>(height, width, channels)</c>, output <c>(height', width', filters)</c>.
/// </summary>
public sealed class Conv2D : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="filters">The number of outputs a pixel, at least 1.</param>
    /// <param name="kernelSize">The kernel's height and width, 1 to 1024.</param>
    /// <param name="activation">What is applied to the sums.</param>
    /// <param name="padding">What is done at the edges.</param>
    /// <param name="stride">By how many pixels the kernel moves on, in both directions, 1 to 1024.</param>
    /// <param name="l2">The factor of the sum of the kernel's squares that training adds to the loss, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Conv2D(int filters, int kernelSize, ActivationFunction activation = ActivationFunction.Linear, ConvolutionPadding padding = ConvolutionPadding.Valid, int stride = 1, double l2 = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(filters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(kernelSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(kernelSize, Ranges.MaximumWindow);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stride, Ranges.MaximumWindow);
        ActivationKernels.Check(activation, nameof(activation));
        if (!Enum.IsDefined(padding))
        {
            throw new ArgumentOutOfRangeException(nameof(padding), padding, "The padding is Valid or Same.");
        }

        Ranges.CheckL2(l2, nameof(l2));
        Filters = filters;
        KernelSize = kernelSize;
        Activation = activation;
        Padding = padding;
        Stride = stride;
        L2 = l2;
    }

    /// <summary>The number of outputs a pixel.</summary>
    public int Filters { get; }

    /// <summary>The kernel's height and width.</summary>
    public int KernelSize { get; }

    /// <summary>What is applied to the sums.</summary>
    public ActivationFunction Activation { get; }

    /// <summary>What is done at the edges.</summary>
    public ConvolutionPadding Padding { get; }

    /// <summary>By how many pixels the kernel moves on.</summary>
    public int Stride { get; }

    /// <summary>The factor of the sum of the kernel's squares in the training loss.</summary>
    public double L2 { get; }

    /// <inheritdoc/>
    public override string TypeName => "Conv2D";

    internal override string Prefix => "conv2d";

    internal override LayerKind Kind => LayerKind.Conv2D;

    internal Parameter Kernel => Parameters[0];

    internal Parameter Bias => Parameters[1];

    internal override Shape Infer(Shape input)
    {
        if (input.Rank != 3)
        {
            throw Refuse(input, "images (height, width, channels)");
        }

        if (Padding == ConvolutionPadding.Valid && (input[0] < KernelSize || input[1] < KernelSize))
        {
            throw Refuse(input, $"images of at least {KernelSize} x {KernelSize}, the size of its kernel,");
        }

        return new Shape(Outputs(input[0]), Outputs(input[1]), Filters);
    }

    /// <summary>How many zeros go before and, in all, around a side of the input.</summary>
    internal (int Before, int Total) Zeros(int length)
    {
        if (Padding == ConvolutionPadding.Valid)
        {
            return (0, 0);
        }

        int total = Math.Max(((Outputs(length) - 1) * Stride) + KernelSize - length, 0);
        return (total / 2, total);
    }

    internal override long CountParameters(Shape input) =>
        checked(((long)KernelSize * KernelSize * (input.Rank == 3 ? input[2] : 1) * Filters) + Filters);

    internal override void WriteSettings(NetworkWriter writer)
    {
        writer.Write(Filters);
        writer.Write(KernelSize);
        writer.Write((int)Activation);
        writer.Write((int)Padding);
        writer.Write(Stride);
        writer.Write(L2);
    }

    internal static Conv2D ReadSettings(ref NetworkReader reader) => new(
        reader.ReadInt32("a convolution's number of filters", 1, Shape.MaximumSize),
        reader.ReadInt32("a convolution's kernel size", 1, Ranges.MaximumWindow),
        (ActivationFunction)reader.ReadInt32("an activation", 0, (int)ActivationFunction.Softmax),
        (ConvolutionPadding)reader.ReadInt32("a padding", 0, 1),
        reader.ReadInt32("a stride", 1, Ranges.MaximumWindow),
        reader.ReadDouble("a layer's L2", 0, float.MaxValue));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new SampleStage([this], batch, training, team);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) =>
        [new Parameter("kernel", true, L2, KernelSize, KernelSize, input[2], Filters), new Parameter("bias", true, 0, Filters)];

    private protected override void Initialize(SeededRandom random)
    {
        long window = (long)KernelSize * KernelSize;
        Initializers.GlorotUniform(Kernel.Values, window * InputShape[2], window * Filters, random);
    }

    private int Outputs(int length) =>
        Padding == ConvolutionPadding.Same ? ((length - 1) / Stride) + 1 : ((length - KernelSize) / Stride) + 1;
}
