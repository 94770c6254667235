using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// The largest number of each square of pixels, channel by channel; rows and columns that fill no square are dropped. The gradient goes to the first of
/// several equal ones. Input <c>(height, width, channels)</c>, output <c>(height / size, width / size, channels)</c>.
/// </summary>
public sealed class MaxPool2D : Layer
{
    /// <summary>The largest square: a position in it is kept in a byte.</summary>
    private const int MaximumPoolSize = 15;

    /// <summary>Creates the layer.</summary>
    /// <param name="poolSize">The side of the square and the step from one to the next, 1 to 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is outside its range.</exception>
    public MaxPool2D(int poolSize = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(poolSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(poolSize, MaximumPoolSize);
        PoolSize = poolSize;
    }

    /// <summary>The pool size and the stride.</summary>
    public int PoolSize { get; }

    /// <inheritdoc/>
    public override string TypeName => "MaxPooling2D";

    internal override string Prefix => "max_pooling2d";

    internal override LayerKind Kind => LayerKind.MaxPool2D;

    internal override Shape Infer(Shape input) => input.Rank == 3 && input[0] >= PoolSize && input[1] >= PoolSize
        ? new Shape(input[0] / PoolSize, input[1] / PoolSize, input[2])
        : throw Refuse(input, $"images (height, width, channels) of at least {PoolSize} x {PoolSize}");

    internal override long CountParameters(Shape input) => 0;

    internal override void WriteSettings(NetworkWriter writer) => writer.Write(PoolSize);

    internal static MaxPool2D ReadSettings(ref NetworkReader reader) => new(reader.ReadInt32("a pool's size", 1, MaximumPoolSize));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new SampleStage([this], batch, training, team);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) => [];

    private protected override void Initialize(SeededRandom random)
    {
    }
}
