namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>
/// p(positive | decision d) = 1 / (1 + exp(A d + B)), fitted by Newton's method to held-out decisions
/// (Lin, Lin and Weng, "A note on Platt's probabilistic outputs for support vector machines", Machine Learning 2007).
/// </summary>
internal static class PlattScaling
{
    private const int MaximumIterations = 100;
    private const double SmallestStep = 1e-10;
    private const double Ridge = 1e-12;
    private const double GradientTolerance = 1e-5;

    public static (double A, double B) Fit(ReadOnlySpan<double> decisions, ReadOnlySpan<bool> isPositive, FitContext context)
    {
        int positives = 0;
        foreach (bool positive in isPositive)
        {
            positives += positive ? 1 : 0;
        }

        int negatives = isPositive.Length - positives;
        double high = (positives + 1.0) / (positives + 2.0);
        double low = 1 / (negatives + 2.0);
        double[] targets = new double[isPositive.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            targets[i] = isPositive[i] ? high : low;
        }

        double a = 0;
        double b = Math.Log((negatives + 1.0) / (positives + 1.0));
        double value = Loss(decisions, targets, a, b);
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            context.Checkpoint();
            double h11 = Ridge, h22 = Ridge, h21 = 0, g1 = 0, g2 = 0;
            for (int i = 0; i < targets.Length; i++)
            {
                double p = Probability(decisions[i], a, b);
                double weight = p * (1 - p);
                h11 += decisions[i] * decisions[i] * weight;
                h22 += weight;
                h21 += decisions[i] * weight;
                double difference = targets[i] - p;
                g1 += decisions[i] * difference;
                g2 += difference;
            }

            if (Math.Abs(g1) < GradientTolerance && Math.Abs(g2) < GradientTolerance)
            {
                break;
            }

            double determinant = (h11 * h22) - (h21 * h21);
            double stepA = -((h22 * g1) - (h21 * g2)) / determinant;
            double stepB = -((h11 * g2) - (h21 * g1)) / determinant;
            double slope = (g1 * stepA) + (g2 * stepB);
            double size = 1;
            for (; size >= SmallestStep; size /= 2)
            {
                context.Checkpoint();
                double next = Loss(decisions, targets, a + (size * stepA), b + (size * stepB));
                if (next < value + (1e-4 * size * slope))
                {
                    a += size * stepA;
                    b += size * stepB;
                    value = next;
                    break;
                }
            }

            if (size < SmallestStep)
            {
                break;
            }
        }

        return (a, b);
    }

    public static double Probability(double decision, double a, double b)
    {
        double x = (a * decision) + b;
        return x >= 0 ? Math.Exp(-x) / (1 + Math.Exp(-x)) : 1 / (1 + Math.Exp(x));
    }

    private static double Loss(ReadOnlySpan<double> decisions, double[] targets, double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < targets.Length; i++)
        {
            double x = (a * decisions[i]) + b;
            sum += x >= 0 ? (targets[i] * x) + Math.Log(1 + Math.Exp(-x)) : ((targets[i] - 1) * x) + Math.Log(1 + Math.Exp(x));
        }

        return sum;
    }
}
