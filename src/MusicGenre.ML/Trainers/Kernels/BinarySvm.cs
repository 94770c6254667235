namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>
/// The C-SVC dual for two classes, min 1/2 a'Qa - e'a with 0 &lt;= a_i &lt;= C_i and y'a = 0, by sequential minimal optimisation with second-order
/// choice of the working set (Fan, Chen and Lin, "Working set selection using second order information for training support vector machines", JMLR 2005).
/// </summary>
internal static class BinarySvm
{
    // Where two rows coincide the quadratic term vanishes; this keeps the step finite (Fan, Chen and Lin, section 2).
    private const double SmallestCurvature = 1e-12;

    /// <summary>Coefficients y_i a_i and the bias of the decision sum_i coefficient_i K(x_i, x) + bias; whether the optimality conditions hold within the tolerance.</summary>
    public readonly record struct Solution(double[] Coefficients, double Bias, bool HasConverged);

    /// <param name="cache">The kernel between the rows of the problem that <paramref name="rows"/> picks from.</param>
    /// <param name="rows">The rows to learn from, as places in the cache.</param>
    /// <param name="isPositive">For every place in the cache, whether it is of the first class.</param>
    /// <param name="bounds">For every place in the cache, the bound C of its row.</param>
    /// <param name="tolerance">How far the optimality conditions may be violated.</param>
    /// <param name="limit">The most steps; null for LIBSVM's 10^7, or 100 a row if that is more.</param>
    /// <param name="context">Stops the work.</param>
    public static Solution Solve(
        KernelCache cache, ReadOnlySpan<int> rows, ReadOnlySpan<bool> isPositive, ReadOnlySpan<double> bounds, double tolerance, long? limit, FitContext context)
    {
        int n = rows.Length;
        double[] alpha = new double[n];
        double[] gradient = new double[n];
        double[] c = new double[n];
        sbyte[] y = new sbyte[n];
        for (int i = 0; i < n; i++)
        {
            gradient[i] = -1;
            (y[i], c[i]) = (isPositive[rows[i]] ? (sbyte)1 : (sbyte)-1, bounds[rows[i]]);
        }

        long left = limit ?? Math.Max(10_000_000L, 100L * n);
        bool hasConverged;
        while (true)
        {
            context.Checkpoint();
            hasConverged = !Select(cache, rows, alpha, gradient, y, c, tolerance, out int i, out int j);
            if (hasConverged || left-- == 0)
            {
                break;
            }

            Update(cache, rows, alpha, gradient, y, c, i, j);
        }

        double bias = -Rho(alpha, gradient, y, c);
        double[] coefficients = new double[n];
        for (int i = 0; i < n; i++)
        {
            coefficients[i] = y[i] * alpha[i];
        }

        return new Solution(coefficients, bias, hasConverged);
    }

    private static bool Select(
        KernelCache cache, ReadOnlySpan<int> rows, double[] alpha, double[] gradient, sbyte[] y, double[] c, double tolerance, out int i, out int j)
    {
        i = -1;
        j = -1;
        double up = double.NegativeInfinity;
        for (int t = 0; t < rows.Length; t++)
        {
            bool canRise = y[t] > 0 ? alpha[t] < c[t] : alpha[t] > 0;
            double value = -y[t] * gradient[t];
            if (canRise && value > up)
            {
                (up, i) = (value, t);
            }
        }

        if (i < 0)
        {
            return false;
        }

        ReadOnlySpan<float> row = cache.Row(rows[i]);
        double low = double.PositiveInfinity;
        double bestGain = 0;
        for (int t = 0; t < rows.Length; t++)
        {
            bool canFall = y[t] > 0 ? alpha[t] > 0 : alpha[t] < c[t];
            if (!canFall)
            {
                continue;
            }

            double value = -y[t] * gradient[t];
            low = Math.Min(low, value);
            double difference = up - value;
            if (difference > 0)
            {
                // K(x, x) = 1 for the radial kernel.
                double curvature = Math.Max(2 - (2 * row[rows[t]]), SmallestCurvature);
                double gain = difference * difference / curvature;
                if (gain > bestGain)
                {
                    (bestGain, j) = (gain, t);
                }
            }
        }

        return j >= 0 && up - low >= tolerance;
    }

    private static void Update(KernelCache cache, ReadOnlySpan<int> rows, double[] alpha, double[] gradient, sbyte[] y, double[] c, int i, int j)
    {
        ReadOnlySpan<float> ki = cache.Row(rows[i]);
        ReadOnlySpan<float> kj = cache.Row(rows[j]);
        double curvature = Math.Max(2 - (2 * ki[rows[j]]), SmallestCurvature);

        // Along y'a = 0 the pair moves by (y_i t, -y_j t); the unconstrained optimum is split back to the box.
        double t = ((-y[i] * gradient[i]) - (-y[j] * gradient[j])) / curvature;
        double roomOfI = y[i] > 0 ? c[i] - alpha[i] : alpha[i];
        double roomOfJ = y[j] > 0 ? alpha[j] : c[j] - alpha[j];
        t = Math.Min(t, Math.Min(roomOfI, roomOfJ));

        // At the bounds the values are set, not summed up, so that rounding leaves no row almost at its bound.
        alpha[i] = t == roomOfI ? (y[i] > 0 ? c[i] : 0) : alpha[i] + (y[i] * t);
        alpha[j] = t == roomOfJ ? (y[j] > 0 ? 0 : c[j]) : alpha[j] - (y[j] * t);
        for (int k = 0; k < rows.Length; k++)
        {
            gradient[k] += y[k] * t * (ki[rows[k]] - (double)kj[rows[k]]);
        }
    }

    private static double Rho(double[] alpha, double[] gradient, sbyte[] y, double[] c)
    {
        double upper = double.PositiveInfinity;
        double lower = double.NegativeInfinity;
        double sum = 0;
        int free = 0;
        for (int i = 0; i < alpha.Length; i++)
        {
            double value = y[i] * gradient[i];
            if (alpha[i] > 0 && alpha[i] < c[i])
            {
                sum += value;
                free++;
            }
            else if (alpha[i] <= 0 == y[i] > 0)
            {
                upper = Math.Min(upper, value);
            }
            else
            {
                lower = Math.Max(lower, value);
            }
        }

        return free > 0 ? sum / free : (upper + lower) / 2;
    }
}
