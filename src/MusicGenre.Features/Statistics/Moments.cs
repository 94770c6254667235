namespace MusicGenre.Features.Statistics;

/// <summary>Count, mean, central moments and range of values, from which those of a joined series follow (Pébay, SAND2008-6212).</summary>
internal struct Moments
{
    private double _m2;
    private double _m3;
    private double _m4;

    /// <summary>Of no values.</summary>
    public Moments()
    {
        Minimum = float.PositiveInfinity;
        Maximum = float.NegativeInfinity;
    }

    public long Count { get; private set; }

    public double Mean { get; private set; }

    public float Minimum { get; private set; }

    public float Maximum { get; private set; }

    public readonly double Variance => Count == 0 ? 0 : _m2 / Count;

    /// <summary>The moments of a block of values, in two passes.</summary>
    /// <param name="values">The values.</param>
    /// <param name="higher">Whether the third and the fourth moment are wanted.</param>
    public static Moments Of(ReadOnlySpan<float> values, bool higher)
    {
        Moments result = new();
        if (values.IsEmpty)
        {
            return result;
        }

        // Eight sums regardless of the processor, so that the bits are the same everywhere.
        Span<double> sums = stackalloc double[8];
        sums.Clear();
        int whole = values.Length & ~7;
        float minimum = values[0];
        float maximum = values[0];
        for (int i = 0; i < whole; i += 8)
        {
            ReadOnlySpan<float> part = values.Slice(i, 8);
            for (int k = 0; k < 8; k++)
            {
                sums[k] += part[k];
            }
        }

        for (int i = whole; i < values.Length; i++)
        {
            sums[i - whole] += values[i];
        }

        foreach (float value in values)
        {
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        result.Count = values.Length;
        result.Minimum = minimum;
        result.Maximum = maximum;
        double mean = Total(sums) / values.Length;
        result.Mean = mean;

        sums.Clear();
        for (int i = 0; i < whole; i += 8)
        {
            ReadOnlySpan<float> part = values.Slice(i, 8);
            for (int k = 0; k < 8; k++)
            {
                double d = part[k] - mean;
                sums[k] += d * d;
            }
        }

        for (int i = whole; i < values.Length; i++)
        {
            double d = values[i] - mean;
            sums[i - whole] += d * d;
        }

        result._m2 = Total(sums);
        if (higher)
        {
            foreach (float value in values)
            {
                double d = value - mean;
                result._m3 += d * d * d;
                result._m4 += d * d * d * d;
            }
        }

        return result;
    }

    /// <summary>Takes in the values of another.</summary>
    public void Join(in Moments other)
    {
        if (other.Count == 0)
        {
            return;
        }

        if (Count == 0)
        {
            this = other;
            return;
        }

        double n1 = Count;
        double n2 = other.Count;
        double n = n1 + n2;
        double d = other.Mean - Mean;
        double m4 = _m4 + other._m4
            + (d * d * d * d * n1 * n2 * ((n1 * n1) - (n1 * n2) + (n2 * n2)) / (n * n * n))
            + (6 * d * d * ((n1 * n1 * other._m2) + (n2 * n2 * _m2)) / (n * n))
            + (4 * d * ((n1 * other._m3) - (n2 * _m3)) / n);
        double m3 = _m3 + other._m3
            + (d * d * d * n1 * n2 * (n1 - n2) / (n * n))
            + (3 * d * ((n1 * other._m2) - (n2 * _m2)) / n);
        _m2 += other._m2 + (d * d * n1 * n2 / n);
        _m3 = m3;
        _m4 = m4;
        Mean += d * n2 / n;
        Count += other.Count;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>A statistic; not the median, which moments do not give.</summary>
    public readonly double Get(Statistic statistic) => statistic switch
    {
        Statistic.Mean => Mean,
        Statistic.Variance => Variance,
        Statistic.StandardDeviation => Math.Sqrt(Variance),
        Statistic.Minimum => Minimum,
        Statistic.Maximum => Maximum,
        Statistic.Skewness => _m2 > 0 ? Math.Sqrt(Count) * _m3 / Math.Pow(_m2, 1.5) : 0,
        Statistic.Kurtosis => _m2 > 0 ? (Count * _m4 / (_m2 * _m2)) - 3 : 0,
        _ => throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "There is no moment for this statistic."),
    };

    private static double Total(ReadOnlySpan<double> sums)
        => sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
}
