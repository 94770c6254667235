namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>
/// Makes one distribution over k classes out of the probabilities r_ij = p(i | i or j) of all pairs: the minimiser of sum (r_ji p_i - r_ij p_j)^2
/// (Wu, Lin and Weng, "Probability estimates for multi-class classification by pairwise coupling", JMLR 2004, second method).
/// </summary>
internal static class PairwiseCoupling
{
    /// <summary>How far k classes may be from the minimum.</summary>
    public static double Tolerance(int k) => 0.005 / k;

    /// <summary>The most rounds of k classes.</summary>
    public static int MaximumIterations(int k) => Math.Max(100, k);

    /// <param name="pairwise">k x k, row-major; r_ij at [i, j], r_ji = 1 - r_ij.</param>
    /// <param name="probabilities">Receives k probabilities.</param>
    public static void Couple(ReadOnlySpan<double> pairwise, Span<double> probabilities)
    {
        int k = probabilities.Length;
        double[] q = new double[k * k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < k; j++)
            {
                if (j != i)
                {
                    double rji = pairwise[(j * k) + i];
                    q[(i * k) + i] += rji * rji;
                    q[(i * k) + j] = -rji * pairwise[(i * k) + j];
                }
            }
        }

        probabilities.Fill(1.0 / k);
        double[] qp = new double[k];
        double tolerance = Tolerance(k);
        int limit = MaximumIterations(k);
        for (int iteration = 0; iteration < limit; iteration++)
        {
            // qp and pQp are computed again in each round so that rounding does not add up.
            double pqp = 0;
            for (int i = 0; i < k; i++)
            {
                qp[i] = 0;
                for (int j = 0; j < k; j++)
                {
                    qp[i] += q[(i * k) + j] * probabilities[j];
                }

                pqp += probabilities[i] * qp[i];
            }

            double error = 0;
            for (int i = 0; i < k; i++)
            {
                error = Math.Max(error, Math.Abs(qp[i] - pqp));
            }

            if (error < tolerance)
            {
                break;
            }

            for (int i = 0; i < k; i++)
            {
                double step = (pqp - qp[i]) / q[(i * k) + i];
                probabilities[i] += step;
                double scale = 1 / (1 + step);
                pqp = (pqp + (step * ((step * q[(i * k) + i]) + (2 * qp[i])))) * scale * scale;
                for (int j = 0; j < k; j++)
                {
                    qp[j] = (qp[j] + (step * q[(i * k) + j])) * scale;
                    probabilities[j] *= scale;
                }
            }
        }
    }
}
