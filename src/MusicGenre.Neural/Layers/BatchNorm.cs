using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015) over the last axis: y = gamma (x - mean) / sqrt(variance + epsilon) + beta. Training takes mean and
/// (population) variance of the batch, all other axes together, and keeps moving ones, the variance corrected by n / (n - 1); prediction takes the moving ones. Any shape.
/// </summary>
public sealed class BatchNorm : Layer
{
    /// <summary>Creates the layer with Keras' defaults.</summary>
    /// <param name="momentum">The fraction of the moving mean and variance that a step keeps, at least 0 and below 1.</param>
    /// <param name="epsilon">Added to the variance, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public BatchNorm(double momentum = 0.99, double epsilon = 1e-3)
    {
        if (!(momentum >= 0 && momentum < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, $"A momentum is at least 0 and below 1, not {momentum}.");
        }

        if (!(epsilon > 0 && epsilon <= float.MaxValue))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"Epsilon is a finite number above 0, not {epsilon}.");
        }

        Momentum = momentum;
        Epsilon = epsilon;
    }

    /// <summary>The fraction of the moving mean and variance that a step keeps.</summary>
    public double Momentum { get; }

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override string TypeName => "BatchNormalization";

    internal override string Prefix => "batch_normalization";

    internal override LayerKind Kind => LayerKind.BatchNorm;

    internal override Shape Infer(Shape input) => input;

    internal override long CountParameters(Shape input) => 4L * input[input.Rank - 1];

    internal override void WriteSettings(NetworkWriter writer)
    {
        writer.Write(Momentum);
        writer.Write(Epsilon);
    }

    internal static BatchNorm ReadSettings(ref NetworkReader reader) => new(
        reader.ReadDouble("a batch normalisation's momentum", 0, Math.BitDecrement(1)),
        reader.ReadDouble("a batch normalisation's epsilon", double.Epsilon, float.MaxValue));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new BatchNormState(this, batch, training);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input)
    {
        int channels = input[input.Rank - 1];
        return
        [
            new Parameter("gamma", true, 0, channels),
            new Parameter("beta", true, 0, channels),
            new Parameter("moving_mean", false, 0, channels),
            new Parameter("moving_variance", false, 0, channels) { Minimum = 0 },
        ];
    }

    private protected override void Initialize(SeededRandom random)
    {
        Parameters[0].Values.Fill(1);
        Parameters[3].Values.Fill(1);
    }
}
