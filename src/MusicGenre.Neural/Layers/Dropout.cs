using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// While training, sets each number to 0 with probability <see cref="Rate"/> and divides the others by 1 - rate, so that the mean stays; otherwise it
/// does nothing (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 2014). Any shape.
/// </summary>
public sealed class Dropout : Layer
{
    /// <summary>Creates the layer.</summary>
    /// <param name="rate">The fraction that is dropped, 0 or more and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is outside its range.</exception>
    public Dropout(double rate)
    {
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(rate), rate, $"A dropout rate is at least 0 and below 1, not {rate}.");
        }

        Rate = rate;
    }

    /// <summary>The fraction that is dropped.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override string TypeName => "Dropout";

    internal override string Prefix => "dropout";

    internal override LayerKind Kind => LayerKind.Dropout;

    internal override Shape Infer(Shape input) => input;

    internal override long CountParameters(Shape input) => 0;

    internal override void WriteSettings(NetworkWriter writer) => writer.Write(Rate);

    internal static Dropout ReadSettings(ref NetworkReader reader) => new(reader.ReadDouble("a dropout rate", 0, Math.BitDecrement(1)));

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new DropoutState(this, batch, training);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) => [];

    private protected override void Initialize(SeededRandom random)
    {
    }
}
