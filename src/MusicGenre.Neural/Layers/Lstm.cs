using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// A long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), as Keras computes it: with
/// z = x_t · kernel + h_(t-1) · recurrent_kernel + bias split into i, f, g, o,
/// c_t = sigmoid(f) c_(t-1) + sigmoid(i) tanh(g) and h_t = sigmoid(o) tanh(c_t). Weights start as in Keras: kernel Glorot-uniform, recurrent kernel
/// orthogonal, bias zero but 1 for the forget gate.
/// Input <c>(time, features)</c>; output <c>(units)</c>, the last h, or <c>(time, units)</c>, all of them.
/// </summary>
public sealed class Lstm : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="units">The length of h and c, at least 1.</param>
    /// <param name="returnSequences">Whether every step's h leaves, not only the last one's.</param>
    /// <param name="l2">The factor of the sum of the kernel's squares (not of the recurrent kernel's) that training adds to the loss, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Lstm(int units, bool returnSequences = false, double l2 = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(units, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(units, MaximumUnits);
        Ranges.CheckL2(l2, nameof(l2));
        Units = units;
        ReturnSequences = returnSequences;
        L2 = l2;
    }

    /// <summary>The length of h and c.</summary>
    public int Units { get; }

    /// <summary>Whether every step's h leaves.</summary>
    public bool ReturnSequences { get; }

    /// <summary>The factor of the sum of the kernel's squares in the training loss.</summary>
    public double L2 { get; }

    /// <inheritdoc/>
    public override string TypeName => "LSTM";

    internal override string Prefix => "lstm";

    internal override LayerKind Kind => LayerKind.Lstm;

    internal Parameter Kernel => Parameters[0];

    internal Parameter RecurrentKernel => Parameters[1];

    internal Parameter Bias => Parameters[2];

    /// <summary>So that the four gates' recurrent kernel can be one array.</summary>
    private const int MaximumUnits = 8192;

    internal override Shape Infer(Shape input) => input.Rank != 2 ? throw Refuse(input, "sequences (time, features)")
        : ReturnSequences ? new Shape(input[0], Units)
        : new Shape(Units);

    internal override long CountParameters(Shape input) => 4L * Units * ((input.Rank == 2 ? input[1] : 0) + (long)Units + 1);

    internal override void WriteSettings(NetworkWriter writer)
    {
        writer.Write(Units);
        writer.Write(ReturnSequences ? 1 : 0);
        writer.Write(L2);
    }

    internal static Lstm ReadSettings(ref NetworkReader reader) => new(
        reader.ReadInt32("an LSTM's number of units", 1, MaximumUnits),
        reader.ReadBoolean("whether an LSTM gives sequences"),
        reader.ReadDouble("a layer's L2", 0, float.MaxValue));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new LstmState(this, batch, training, team);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) =>
    [
        new Parameter("kernel", true, L2, input[1], 4 * Units),
        new Parameter("recurrent_kernel", true, 0, Units, 4 * Units),
        new Parameter("bias", true, 0, 4 * Units),
    ];

    private protected override void Initialize(SeededRandom random)
    {
        Initializers.GlorotUniform(Kernel.Values, InputShape[1], 4L * Units, random);
        Initializers.Orthogonal(RecurrentKernel.Values, Units, 4 * Units, random);
        Bias.Values.Slice(Units, Units).Fill(1);
    }
}
