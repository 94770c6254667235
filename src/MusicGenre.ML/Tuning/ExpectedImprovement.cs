using MathNet.Numerics;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tuning;

/// <summary>The next settings of a Bayesian search: those with the largest expected improvement under a Gaussian process.</summary>
internal static class ExpectedImprovement
{
    private const int CandidatesPerAxis = 150, MostCandidates = 900;
    private const int Parents = 4, ChildrenPerParent = 20, Refinements = 80;

    /// <summary>
    /// The trial whose settings the Gaussian process thinks best.
    /// </summary>
    public static Trial BestByModel(IReadOnlyList<Trial> trials)
    {
        GaussianProcess process = Learn(trials);
        return trials.MaxBy(t => process.Predict(t.Settings.Unit()).Mean)!;
    }

    /// <summary>Settings that were not tried yet, or null if none were found.</summary>
    public static TrialSettings? Propose(SearchSpace space, IReadOnlyList<Trial> trials, SeededRandom random)
    {
        GaussianProcess process = Learn(trials);
        HashSet<string> tried = [.. trials.Select(static t => Key(t.Settings))];
        double[][] places = [.. trials.Select(static t => t.Settings.Unit())];
        double[] means = [.. places.Select(p => process.Predict(p).Mean)];

        // Against the highest mean, not the highest score: a score may be luck.
        double goal = means.Max();
        TrialSettings? best = null;
        double[]? bestPlace = null;
        double highest = double.NegativeInfinity;

        void Consider(double[] place)
        {
            TrialSettings settings = space.At(place);
            double[] snapped = settings.Unit();
            (double mean, double deviation) = process.Predict(snapped);
            double value = LogImprovement(mean, deviation, goal);
            if (value > highest && !tried.Contains(Key(settings)))
            {
                highest = value;
                best = settings;
                bestPlace = snapped;
            }
        }

        int candidates = Math.Min(CandidatesPerAxis * space.Count, MostCandidates);
        for (int i = 0; i < candidates; i++)
        {
            Consider([.. Enumerable.Range(0, space.Count).Select(_ => random.NextDouble())]);
        }

        foreach (int parent in Enumerable.Range(0, places.Length).OrderByDescending(i => means[i]).Take(Parents))
        {
            for (int i = 0; i < ChildrenPerParent; i++)
            {
                Consider(Near(space, places[parent], 0.15 * Math.Pow(0.8, i), random));
            }
        }

        for (int i = 0; bestPlace is not null && i < Refinements; i++)
        {
            Consider(Near(space, bestPlace, 0.1 * Math.Pow(0.95, i), random));
        }

        return best;
    }

    /// <summary>What distinguishes settings, exactly.</summary>
    public static string Key(TrialSettings settings) => string.Join(',', Enumerable.Range(0, settings.Space.Count).Select(settings.Text));

    /// <summary>
    /// The logarithm of d (z Φ(z) + φ(z)) with z = (mean - goal) / d; far below the goal by the asymptote φ(z) / z², so that there is an order even where the improvement
    /// itself is 0 in double precision.
    /// </summary>
    private static double LogImprovement(double mean, double deviation, double goal)
    {
        double z = (mean - goal) / deviation;
        double logDensity = (-0.5 * z * z) - (0.5 * Math.Log(2 * Math.PI));
        return Math.Log(deviation) + (z > -6
            ? Math.Log((z * 0.5 * SpecialFunctions.Erfc(-z / Math.Sqrt(2))) + Math.Exp(logDensity))
            : logDensity - (2 * Math.Log(-z)));
    }

    private static double[] Near(SearchSpace space, double[] place, double width, SeededRandom random)
    {
        double[] result = new double[place.Length];
        for (int i = 0; i < result.Length; i++)
        {
            bool isName = space[i].Kind == SearchRangeKind.Categorical;
            result[i] = isName
                ? random.NextDouble() < width ? random.NextDouble() : place[i]
                : Math.Clamp(place[i] + (width * random.NextNormal()), 0, 1);
        }

        return result;
    }

    private static GaussianProcess Learn(IReadOnlyList<Trial> trials)
    {
        // A failed training is as bad as the worst that was seen.
        double worst = trials.Where(static t => !double.IsNaN(t.Score)).Select(static t => t.Score).DefaultIfEmpty(0).Min();
        return new GaussianProcess(
            [.. trials.Select(static t => t.Settings.Unit())],
            [.. trials[0].Settings.Space.Select(static r => r.Kind == SearchRangeKind.Categorical)],
            [.. trials.Select(t => double.IsNaN(t.Score) ? worst : t.Score)]);
    }
}
