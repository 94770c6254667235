using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MusicGenre.Features.Statistics;

/// <summary>Count, mean, central moments and range of values, from which those of a joined series follow (Pébay, SAND2008-6212).</summary>
internal struct Moments
{
    // Eight sums regardless of the processor, so that the bits are the same everywhere.
    private const int Lanes = 8;

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
    /// <param name="range">Whether the smallest and the largest value are wanted.</param>
    public static Moments Of(ReadOnlySpan<float> values, bool higher = false, bool range = false)
    {
        Moments result = new();
        if (values.IsEmpty)
        {
            return result;
        }

        double mean = Total(values) / values.Length;
        result.Count = values.Length;
        result.Mean = mean;
        result._m2 = Squares(values, mean);
        if (range)
        {
            result.Minimum = TensorPrimitives.Min(values);
            result.Maximum = TensorPrimitives.Max(values);
        }

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

    /// <summary>The sum of all values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Total(ReadOnlySpan<float> values)
    {
        Vector512<double> total = Vector512<double>.Zero;
        int i = 0;
        fixed (float* from = values)
        {
            for (; i <= values.Length - Lanes; i += Lanes)
            {
                total += Widen(from + i);
            }
        }

        Span<double> sums = stackalloc double[Lanes];
        total.CopyTo(sums);
        for (int k = 0; i < values.Length; i++, k++)
        {
            sums[k] += values[i];
        }

        return Sum(sums);
    }

    /// <summary>The sum of the squared distances from the mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Squares(ReadOnlySpan<float> values, double mean)
    {
        Vector512<double> total = Vector512<double>.Zero;
        Vector512<double> means = Vector512.Create(mean);
        int i = 0;
        fixed (float* from = values)
        {
            for (; i <= values.Length - Lanes; i += Lanes)
            {
                Vector512<double> d = Widen(from + i) - means;
                total += d * d;
            }
        }

        Span<double> sums = stackalloc double[Lanes];
        total.CopyTo(sums);
        for (int k = 0; i < values.Length; i++, k++)
        {
            double d = values[i] - mean;
            sums[k] += d * d;
        }

        return Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector512<double> Widen(float* values)
    {
        Vector256<float> x = Vector256.Load(values);
        return Avx512F.IsSupported ? Avx512F.ConvertToVector512Double(x) : Vector512.Create(Vector256.WidenLower(x), Vector256.WidenUpper(x));
    }

    private static double Sum(ReadOnlySpan<double> sums)
        => sums[0] + sums[1] + (sums[2] + sums[3]) + (sums[4] + sums[5] + (sums[6] + sums[7]));
}
