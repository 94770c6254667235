using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// Scales columns to [0, 1]: (x - minimum) / (maximum - minimum) of the training rows, as scikit-learn's <c>MinMaxScaler</c>. A constant column becomes 0. Rows not seen in training
/// may lie outside of [0, 1].
/// </summary>
public sealed record MinMaxScaler : PreprocessingStep
{
    internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context)
    {
        double[] minima = [.. rows[0]];
        double[] ranges = [.. rows[0]];
        foreach (double[] row in rows)
        {
            context.Checkpoint();
            for (int c = 0; c < minima.Length; c++)
            {
                minima[c] = Math.Min(minima[c], row[c]);
                ranges[c] = Math.Max(ranges[c], row[c]);
            }
        }

        for (int c = 0; c < ranges.Length; c++)
        {
            ranges[c] = ranges[c] > minima[c] ? ranges[c] - minima[c] : 1;
        }

        return new Scaling(minima, ranges);
    }
}
