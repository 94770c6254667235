using MusicGenre.ML.Validation.Partitioning;
using MusicGenre.Numerics;

namespace MusicGenre.ML.MLNet.Scoring;

/// <summary>
/// Calibrates scores with one parameter: softmax(score / T), with the T of the lowest log-loss on rows that the scoring model has not seen
/// (Guo, Pleiss, Sun and Weinberger, ICML 2017). The order of the scores, and so the predicted genre, does not change.
/// </summary>
internal static class Temperature
{
    private const int FoldCount = 5;
    private const double SmallestLog = -5;
    private const double LargestLog = 10;
    private const double Tolerance = 1e-9;

    /// <summary>The temperature for a trainer's scores on a training set; 1 if a genre has too few rows (groups) to hold some out. The rows of a group are held out together.</summary>
    /// <param name="training">The rows.</param>
    /// <param name="train">Trains a model on some of the rows.</param>
    public static double Fit(TrainingSet training, Func<IReadOnlyList<int>, MLNetClassifier> train)
    {
        InnerSplit split = InnerSplit.Of(training.Table);
        if (split.GroupsOfGenres.Min() < FoldCount)
        {
            return 1;
        }

        int[] fold = split.Assign(FoldCount, random: null);
        double[][] scores = new double[training.RowCount][];
        for (int f = 0; f < FoldCount; f++)
        {
            int held = f;
            MLNetClassifier classifier = train([.. Enumerable.Range(0, training.RowCount).Where(i => fold[i] != held)]);
            for (int i = 0; i < training.RowCount; i++)
            {
                if (fold[i] == held)
                {
                    classifier.Score(training.Row(i), scores[i] = new double[training.GenreCount]);
                }
            }
        }

        // The log-loss is convex in 1/T and so has a single minimum in log T.
        return Math.Exp(GoldenSection.Minimize(log => LogLoss(scores, training.Labels, Math.Exp(log)), SmallestLog, LargestLog, Tolerance));
    }

    private static double LogLoss(double[][] scores, ReadOnlySpan<int> labels, double temperature)
    {
        double loss = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            double maximum = scores[i].Max();
            loss += ((maximum - scores[i][labels[i]]) / temperature) + Math.Log(scores[i].Sum(s => Math.Exp((s - maximum) / temperature)));
        }

        return loss;
    }
}
