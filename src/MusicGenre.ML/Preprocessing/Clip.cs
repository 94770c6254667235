using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// Limits every column to [-<see cref="Magnitude"/>, <see cref="Magnitude"/>], so that no single value decides a distance or a mean. After a <see cref="StandardScaler"/> the magnitude is in standard deviations.
/// </summary>
public sealed record Clip : PreprocessingStep
{
    /// <summary>The largest magnitude that is left, finite and above 0. Default 8.</summary>
    public double Magnitude { get; init; } = 8;

    private protected override string Settings => Magnitude == 8 ? "" : FormattableString.Invariant($"Magnitude {Magnitude}");

    internal override void Validate() => Trainer.Require(double.IsFinite(Magnitude) && Magnitude > 0, nameof(Magnitude), Magnitude, "finite and above 0");

    internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context) => new Clipping(rows[0].Length, Magnitude);
}
