using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// Standardises columns: z = (x - mean) / standard deviation (population), as scikit-learn's <c>StandardScaler</c> and ML.NET's <c>NormalizeMeanVariance</c> with <c>fixZero: false</c>. A constant
/// column becomes 0.
/// </summary>
public sealed record StandardScaler : PreprocessingStep
{
    internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context) => Scaling.Standardization(rows, context);
}
