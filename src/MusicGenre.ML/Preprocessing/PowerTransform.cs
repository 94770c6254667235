using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// Makes every column as normal as a power can, then standardises it (Yeo and Johnson, Biometrika 2000; scikit-learn's <c>PowerTransformer</c>). Variances and energies are
/// skewed: distances between rows mean more when a few loud tracks do not dominate a column.
/// </summary>
/// <remarks>
/// Of a column x: x' = ((1 + x)^λ - 1) / λ where x is at least 0, -((1 - x)^(2 - λ) - 1) / (2 - λ) below, with the λ for which x' is most likely a sample of a normal distribution.
/// λ = 1 leaves a column as it is. The 1 in the formula is large or small next to a column's values: on columns of very different scales <c>[new StandardScaler(), new PowerTransform()]</c> is usually better.
/// </remarks>
public sealed record PowerTransform : PreprocessingStep
{
    internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context) => YeoJohnson.Fit(rows, context);
}
