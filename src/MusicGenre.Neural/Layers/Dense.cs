using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// A fully connected layer: output = f(input · kernel + bias), with kernel (inputs, units). Weights start as in Keras: the kernel Glorot-uniform, the bias zero.
/// Input <c>(features)</c>, output <c>(units)</c>.
/// </summary>
public sealed class Dense : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="units">The number of outputs, at least 1.</param>
    /// <param name="activation">What is applied to the sums.</param>
    /// <param name="l2">The factor of the sum of the kernel's squares that training adds to the loss (Keras' <c>kernel_regularizer=l2</c>), at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Dense(int units, ActivationFunction activation = ActivationFunction.Linear, double l2 = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ActivationKernels.Check(activation, nameof(activation));
        Ranges.CheckL2(l2, nameof(l2));
        Units = units;
        Activation = activation;
        L2 = l2;
    }

    /// <summary>The number of outputs.</summary>
    public int Units { get; }

    /// <summary>What is applied to the sums.</summary>
    public ActivationFunction Activation { get; }

    /// <summary>The factor of the sum of the kernel's squares in the training loss.</summary>
    public double L2 { get; }

    /// <inheritdoc/>
    public override string TypeName => "Dense";

    internal override string Prefix => "dense";

    internal override LayerKind Kind => LayerKind.Dense;

    internal Parameter Kernel => Parameters[0];

    internal Parameter Bias => Parameters[1];

    internal override Shape Infer(Shape input) => input.Rank == 1 ? new Shape(Units) : throw Refuse(input, "vectors (put a Flatten before it)");

    internal override long CountParameters(Shape input) => ((long)input.Size * Units) + Units;

    internal override void WriteSettings(NetworkWriter writer)
    {
        writer.Write(Units);
        writer.Write((int)Activation);
        writer.Write(L2);
    }

    internal static Dense ReadSettings(ref NetworkReader reader) => new(
        reader.ReadInt32("a dense layer's number of units", 1, Shape.MaximumSize),
        (ActivationFunction)reader.ReadInt32("an activation", 0, (int)ActivationFunction.Softmax),
        reader.ReadDouble("a layer's L2", 0, float.MaxValue));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new DenseState(this, batch, training, team);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) =>
        [new Parameter("kernel", true, L2, input.Size, Units), new Parameter("bias", true, 0, Units)];

    private protected override void Initialize(SeededRandom random) => Initializers.GlorotUniform(Kernel.Values, InputShape.Size, Units, random);
}
