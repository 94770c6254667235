using System.Numerics.Tensors;
using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Trainers;

/// <summary>
/// softmax(slope * scores): one slope makes probabilities of scores that are none, without changing the genre that is predicted (Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural
/// networks", ICML 2017; the slope is one over their temperature). It minimises the log-loss of held-out scores.
/// </summary>
internal static class TemperatureScaling
{
    /// <summary>The slope where nothing can be held out: scores are about 1 for the right genre and 0 for others.</summary>
    public const double DefaultSlope = 4;

    private const int Folds = 5;
    private const double LeastLogarithm = -3;
    private const double LargestLogarithm = 5;
    private const double Tolerance = 1e-4;

    /// <summary>Fits the slope on inner folds, five of them; the rows of a group are held out together.</summary>
    /// <param name="training">The rows.</param>
    /// <param name="seed">Shuffles the rows or groups.</param>
    /// <param name="score">The scores (rows x genres) of the second rows by a model that learnt from the first.</param>
    /// <param name="context">Cancellation.</param>
    public static double Fit(TrainingSet training, long seed, Func<int[], int[], double[]> score, FitContext context)
    {
        int genres = training.GenreCount;
        int[] fold = InnerSplit.Of(training.Table).Assign(Folds, new SeededRandom(seed, 0));
        List<(double[] Scores, int Label, double Weight)> held = [];
        for (int f = 0; f < Folds; f++)
        {
            int[] train = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] != f)];
            HashSet<int> known = [.. train.Select(i => training.Labels[i])];

            // A row whose genre was not learnt says nothing about the slope.
            int[] test = [.. Enumerable.Range(0, fold.Length).Where(i => fold[i] == f && known.Contains(training.Labels[i]))];
            if (test.Length == 0 || known.Count < 2)
            {
                continue;
            }

            double[] scores = score(train, test);
            held.AddRange(test.Select((row, t) => (scores[(t * genres)..((t + 1) * genres)], training.Labels[row], training.Weights[row])));
        }

        return held.Count == 0 ? DefaultSlope : Math.Exp(GoldenSection.Minimize(Loss, LeastLogarithm, LargestLogarithm, Tolerance));

        double Loss(double logarithm)
        {
            // As Platt: no held-out row is quite sure, so that scores that separate all of them do not make the slope endless.
            double doubt = 1.0 / (held.Count + 2);
            context.Checkpoint();
            double slope = Math.Exp(logarithm);
            double sum = 0;
            Span<double> scaled = genres <= 256 ? stackalloc double[genres] : new double[genres];
            foreach ((double[] scores, int label, double weight) in held)
            {
                TensorPrimitives.Multiply(scores, slope, scaled);
                double largest = TensorPrimitives.Max<double>(scaled);
                double own = scaled[label];
                double others = genres > 1 ? (TensorPrimitives.Sum<double>(scaled) - own) / (genres - 1) : own;
                TensorPrimitives.Subtract(scaled, largest, scaled);
                TensorPrimitives.Exp<double>(scaled, scaled);
                sum += weight * (Math.Log(TensorPrimitives.Sum<double>(scaled)) + largest - ((1 - doubt) * own) - (doubt * others));
            }

            return sum;
        }
    }
}
