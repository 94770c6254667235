using MusicGenre.ML.Models;

namespace MusicGenre.ML;

/// <summary>How well predictions fit the truth. All fractions lie in [0, 1].</summary>
public sealed class Metrics
{
    /// <summary>A probability is never taken to be smaller than this in the log-loss, so that one confident error does not make it infinite (scikit-learn's bound for float64).</summary>
    public const double MinimumProbability = 2.220446049250313e-16;

    private const int CalibrationBins = 10;

    private Metrics(IReadOnlyList<string> genres, int[,] confusion, double logLoss, double top3, double calibrationError)
    {
        LogLoss = logLoss;
        Top3Accuracy = top3;
        ExpectedCalibrationError = calibrationError;

        int count = genres.Count;
        ConfusionMatrix = [.. Enumerable.Range(0, count).Select(label => (IReadOnlyList<int>)[.. Enumerable.Range(0, count).Select(guess => confusion[label, guess])])];
        GenreMetrics[] perGenre = new GenreMetrics[count];
        int right = 0;
        int present = 0;
        for (int g = 0; g < count; g++)
        {
            int support = 0;
            int predicted = 0;
            for (int other = 0; other < count; other++)
            {
                support += confusion[g, other];
                predicted += confusion[other, g];
            }

            int hits = confusion[g, g];
            right += hits;
            RowCount += support;
            present += support > 0 || predicted > 0 ? 1 : 0;
            double precision = predicted > 0 ? (double)hits / predicted : 0;
            double recall = support > 0 ? (double)hits / support : 0;
            perGenre[g] = new GenreMetrics(genres[g], support, precision, recall, hits > 0 ? 2 * precision * recall / (precision + recall) : 0);
        }

        PerGenre = perGenre;
        Accuracy = (double)right / RowCount;
        MacroPrecision = perGenre.Sum(static g => g.Precision) / present;
        MacroRecall = perGenre.Sum(static g => g.Recall) / present;
        MacroF1 = perGenre.Sum(static g => g.F1) / present;
    }

    /// <summary>The number of rows evaluated.</summary>
    public int RowCount { get; }

    /// <summary>The fraction of the rows whose genre was predicted.</summary>
    public double Accuracy { get; }

    /// <summary>The mean over the genres of the precision. Genres that neither occur nor were predicted do not count, as in scikit-learn.</summary>
    public double MacroPrecision { get; }

    /// <summary>The mean over the genres of the recall.</summary>
    public double MacroRecall { get; }

    /// <summary>The mean over the genres of F1: unlike accuracy it gives a rare genre the weight of a common one.</summary>
    public double MacroF1 { get; }

    /// <summary>The mean of -ln p(true genre), in nats: 0 is perfect, ln(number of genres) is what even guessing gets. NaN if there are no probabilities.</summary>
    public double LogLoss { get; }

    /// <summary>The fraction of the rows whose genre is among the three most probable. Ties for the last place share it. NaN if there are no probabilities.</summary>
    public double Top3Accuracy { get; }

    /// <summary>
    /// The expected calibration error: the predictions are put into ten equal bins by the probability of the predicted genre; the mean over the rows of
    /// |share right - mean probability| of their bin (Naeini, Cooper and Hauskrecht, AAAI 2015). NaN if there are no probabilities.
    /// </summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>Counts of rows, [true genre][predicted genre], in the order of the genres.</summary>
    public IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; }

    /// <summary>Precision, recall and F1 of each genre.</summary>
    public IReadOnlyList<GenreMetrics> PerGenre { get; }

    /// <summary>Judges predictions.</summary>
    /// <param name="genres">The genres; labels and predictions are indices into them.</param>
    /// <param name="labels">The true genre of each row.</param>
    /// <param name="predicted">The predicted genre of each row.</param>
    /// <param name="probabilities">For each row a probability per genre; null if the model gives none.</param>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or an index or a probability is out of range.</exception>
    public static Metrics Compute(IReadOnlyList<string> genres, IReadOnlyList<int> labels, IReadOnlyList<int> predicted, IReadOnlyList<IReadOnlyList<double>>? probabilities)
    {
        ArgumentNullException.ThrowIfNull(genres);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(predicted);
        if (labels.Count == 0 || predicted.Count != labels.Count || (probabilities is not null && probabilities.Count != labels.Count))
        {
            throw new ArgumentException(
                $"Labels, predictions and probabilities must be of one length, at least 1; got {labels.Count}, {predicted.Count}, {probabilities?.Count ?? labels.Count}.", nameof(labels));
        }

        int[,] confusion = new int[genres.Count, genres.Count];
        double logLoss = 0;
        double top3 = 0;
        double[] binConfidence = new double[CalibrationBins];
        int[] binRight = new int[CalibrationBins];
        for (int i = 0; i < labels.Count; i++)
        {
            int label = CheckGenre(labels[i], genres, i, nameof(labels));
            int guess = CheckGenre(predicted[i], genres, i, nameof(predicted));
            confusion[label, guess]++;
            if (probabilities is null)
            {
                continue;
            }

            IReadOnlyList<double>? p = probabilities[i];
            if (p is null || p.Count != genres.Count || !p.All(Probabilities.IsProbability))
            {
                throw new ArgumentException($"Row {i}: {genres.Count} probabilities in [0, 1] were expected; got {string.Join(", ", p ?? [])}.", nameof(probabilities));
            }

            logLoss -= Math.Log(Math.Clamp(p[label], MinimumProbability, 1));
            top3 += ShareAmongTop(p, label, 3);

            int bin = ReliabilityDiagram.BinOf(p[guess], CalibrationBins);
            binConfidence[bin] += p[guess];
            binRight[bin] += label == guess ? 1 : 0;
        }

        if (probabilities is null)
        {
            return new Metrics(genres, confusion, double.NaN, double.NaN, double.NaN);
        }

        double calibration = 0;
        for (int b = 0; b < CalibrationBins; b++)
        {
            calibration += Math.Abs(binRight[b] - binConfidence[b]);
        }

        return new Metrics(genres, confusion, logLoss / labels.Count, top3 / labels.Count, calibration / labels.Count);
    }

    /// <summary>Evaluates predictions of rows, with or without probabilities.</summary>
    /// <param name="genres">The genres; labels and predictions are indices into them.</param>
    /// <param name="rows">What was predicted for each row.</param>
    /// <exception cref="ArgumentException">There are no rows, an index or a probability is out of range, or only some rows have probabilities.</exception>
    public static Metrics Compute(IReadOnlyList<string> genres, IReadOnlyList<RowPrediction> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        bool none = rows.All(static r => r.Probabilities.Count == 0);
        return Compute(genres, [.. rows.Select(static r => r.Label)], [.. rows.Select(static r => r.Predicted)], none ? null : [.. rows.Select(static r => r.Probabilities)]);
    }

    /// <summary>Accuracy, macro-F1, log-loss and the rest in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"accuracy {Accuracy:0.000}, macro F1 {MacroF1:0.000}, log-loss {LogLoss:0.000}, top-3 {Top3Accuracy:0.000}, calibration error {ExpectedCalibrationError:0.000} ({RowCount} rows)");

    // Ties are shared out: a model that gives every genre the same probability gets 3 of 10, not 10 of 10.
    private static double ShareAmongTop(IReadOnlyList<double> probabilities, int label, int count)
    {
        int above = 0;
        int equal = 0;
        foreach (double p in probabilities)
        {
            above += p > probabilities[label] ? 1 : 0;
            equal += p == probabilities[label] ? 1 : 0;
        }

        return Math.Clamp((double)(count - above) / equal, 0, 1);
    }

    private static int CheckGenre(int index, IReadOnlyList<string> genres, int row, string parameter) =>
        index >= 0 && index < genres.Count
            ? index
            : throw new ArgumentException($"Row {row}: genre index {index} lies outside 0..{genres.Count - 1}.", parameter);
}
