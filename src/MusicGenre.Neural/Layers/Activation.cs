using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>An activation function as its own layer. Any shape; the softmax runs over the last axis.</summary>
public sealed class Activation : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="function">What is applied.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such function.</exception>
    public Activation(ActivationFunction function)
    {
        ActivationKernels.Check(function, nameof(function));
        Function = function;
    }

    /// <summary>What is applied.</summary>
    public ActivationFunction Function { get; }

    /// <inheritdoc/>
    public override string TypeName => "Activation";

    internal override string Prefix => "activation";

    internal override LayerKind Kind => LayerKind.Activation;

    internal override Shape Infer(Shape input) => input;

    internal override long CountParameters(Shape input) => 0;

    internal override void WriteSettings(NetworkWriter writer) => writer.Write((int)Function);

    internal static Activation ReadSettings(ref NetworkReader reader) =>
        new((ActivationFunction)reader.ReadInt32("an activation", 0, (int)ActivationFunction.Softmax));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new ActivationState(this, batch);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) => [];

    private protected override void Initialize(SeededRandom random)
    {
    }
}
