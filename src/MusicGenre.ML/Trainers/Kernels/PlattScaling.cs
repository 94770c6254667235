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

    // What the slope of all pairs weighs against the rows of one. Of 0, 1, 3, 10, 30 and 100, chosen in accuracy and log-loss on folds of scikit-learn's, other than those of the figures in
    // docs/evaluation.md; 10 to 100 are nearly as good.
    private const double PriorStrength = 30;

    /// <summary>The slope A of one sigmoid without offset for all pairs.</summary>
    /// <param name="decisions">Held-out decisions of all pairs.</param>
    /// <param name="isPositive">Whether each is of the first genre of its pair.</param>
    /// <param name="context">Stops the work.</param>
    public static double FitSlope(ReadOnlySpan<double> decisions, ReadOnlySpan<bool> isPositive, FitContext context)
    {
        // Each row from both sides: which genre of a pair comes first must not matter.
        int count = decisions.Length;
        double[] both = new double[2 * count];
        bool[] isFirst = new bool[2 * count];
        for (int i = 0; i < count; i++)
        {
            (both[i], both[count + i]) = (decisions[i], -decisions[i]);
            (isFirst[i], isFirst[count + i]) = (isPositive[i], !isPositive[i]);
        }

        return Fit(both, isFirst, prior: null, context).A;
    }

    /// <summary>The sigmoid of one pair.</summary>
    /// <param name="decisions">Held-out decisions.</param>
    /// <param name="isPositive">Whether each is of the first genre.</param>
    /// <param name="prior">The slope A0 of all pairs, below 0: the log-loss has a penalty of 30 / 2 ((A / A0 - 1)^2 + B^2), so that a pair of few rows keeps near it; null for none.</param>
    /// <param name="context">Stops the work.</param>
    public static (double A, double B) Fit(ReadOnlySpan<double> decisions, ReadOnlySpan<bool> isPositive, double? prior, FitContext context)
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

        double strength = prior is null ? 0 : PriorStrength;
        double expected = prior ?? -1;
        double a = prior ?? 0;
        double b = prior is null ? Math.Log((negatives + 1.0) / (positives + 1.0)) : 0;
        double value = Penalised(decisions, a, b);
        for (int iteration = 0; iteration < MaximumIterations; iteration++)
        {
            context.Checkpoint();
            double h11 = Ridge + (strength / (expected * expected)), h22 = Ridge + strength, h21 = 0;
            double g1 = strength * ((a / expected) - 1) / expected, g2 = strength * b;
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
                double next = Penalised(decisions, a + (size * stepA), b + (size * stepB));
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

        double Penalised(ReadOnlySpan<double> held, double slope, double offset)
        {
            double distance = (slope / expected) - 1;
            return Loss(held, targets, slope, offset) + (strength / 2 * ((distance * distance) + (offset * offset)));
        }
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
