using System.Numerics.Tensors;
using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// The coordinates of a row along the directions in which the training rows vary most, the largest variance first (principal component analysis; scikit-learn's <c>PCA</c>, ML.NET's
/// <c>ProjectToPrincipalComponents</c>). The direction's largest coefficient is positive.
/// </summary>
/// <remarks>
/// Columns are centred, not scaled: on features of different units write <c>[new StandardScaler(), new PrincipalComponents()]</c>. Directions whose standard deviation is below a millionth of the
/// largest are rounding and left out, so that there are never more components than training rows less one; where no column varies, a single column of 0 is left.
/// </remarks>
public sealed record PrincipalComponents : PreprocessingStep
{
    // Next to the largest: below it is rounding.
    private const double RankTolerance = 1e-6;

    // Values so near to each other that their reciprocals would leave the range of double precision soon.
    private const double SmallestSpread = 1e-60;

    /// <summary>The most components, at least 1; null for as many as there are.</summary>
    public int? NumberOfComponents { get; init; }

    /// <summary>The fraction of the variance to keep, above 0 and at most 1: the fewest components that together exceed it. Default 1, all of it.</summary>
    public double VarianceFraction { get; init; } = 1;

    /// <summary>Whether every component is divided by its standard deviation (n - 1) over the training rows. Default false.</summary>
    public bool Whiten { get; init; }

    private protected override string Settings => string.Join(
        ", ",
        ((string[])[NumberOfComponents is { } count ? FormattableString.Invariant($"NumberOfComponents {count}") : "", VarianceFraction < 1 ? FormattableString.Invariant($"VarianceFraction {VarianceFraction}") : "", Whiten ? "Whiten" : ""])
            .Where(static s => s.Length > 0));

    internal override void Validate()
    {
        Trainer.Require(NumberOfComponents is null or >= 1, nameof(NumberOfComponents), NumberOfComponents ?? 0, "null, or at least 1");
        Trainer.Require(VarianceFraction is > 0 and <= 1, nameof(VarianceFraction), VarianceFraction, "above 0 and at most 1");
    }

    internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context)
    {
        double[] means = new double[names.Count];
        foreach (double[] row in rows)
        {
            context.Checkpoint();
            TensorPrimitives.Add(means, row, means);
        }

        TensorPrimitives.Divide(means, rows.Length, means);
        double[][] centred = new double[rows.Length][];
        double largest = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            context.Checkpoint();
            centred[i] = new double[means.Length];
            TensorPrimitives.Subtract(rows[i], means, centred[i]);
            largest = Math.Max(largest, Math.Abs(TensorPrimitives.MaxMagnitude<double>(centred[i])));
        }

        if (largest < SmallestSpread)
        {
            return new Projection(means, new double[means.Length]);
        }

        foreach (double[] row in centred)
        {
            TensorPrimitives.Divide(row, largest, row);
        }

        Directions directions = Directions.Of(centred, Math.Max(1, rows.Length - 1), context);
        int[] order = [.. Enumerable.Range(0, directions.Count).OrderByDescending(k => directions.Deviation(k))];
        double least = RankTolerance * directions.Deviation(order[0]);
        double total = order.Sum(k => directions.Deviation(k) * directions.Deviation(k));
        double kept = 0;
        List<double> weights = [];
        foreach (int k in order.Take(NumberOfComponents ?? order.Length))
        {
            context.Checkpoint();
            double deviation = directions.Deviation(k);
            if (deviation <= least || (VarianceFraction < 1 && kept > VarianceFraction * total))
            {
                break;
            }

            kept += deviation * deviation;
            double[] direction = directions[k];
            double divisor = (direction[TensorPrimitives.IndexOfMaxMagnitude<double>(direction)] < 0 ? -1 : 1) * (Whiten ? deviation * largest : 1);
            TensorPrimitives.Divide(direction, divisor, direction);
            weights.AddRange(direction);
        }

        return weights.Count == 0 ? new Projection(means, new double[means.Length]) : new Projection(means, [.. weights]);
    }
}
