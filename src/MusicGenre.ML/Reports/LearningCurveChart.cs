using System.Text;
using MusicGenre.Neural;

namespace MusicGenre.ML.Reports;

/// <summary>Loss or accuracy over the epochs: a thin line a fold, the mean of the folds above them; training solid, validation dashed.</summary>
internal static class LearningCurveChart
{
    private const double Width = 468, Height = 290;
    private const double Left = 44, Right = 78, Top = 10, Bottom = 44;
    private const double LabelDistance = 15;

    public static void Write(
        HtmlWriter html,
        string figure,
        IReadOnlyList<TrainingHistory> histories,
        Func<TrainingHistory, IReadOnlyList<double>> training,
        Func<TrainingHistory, IReadOnlyList<double>> validation)
    {
        double[][] train = [.. histories.Select(h => training(h).ToArray())];
        double[][] valid = [.. histories.Select(h => validation(h).ToArray()).Where(static v => v.Any(double.IsFinite))];
        double[] finite = [.. train.Concat(valid).SelectMany(static v => v).Where(double.IsFinite)];
        int epochs = train.Max(static v => v.Length);
        if (finite.Length == 0 || epochs == 0)
        {
            return;
        }

        // Both figures are read against 0: a loss can't be smaller, and accuracies are compared over the whole range.
        Axis vertical = new(0, finite.Max(), Height - Bottom, Top, 5);
        Axis horizontal = new(epochs > 1 ? 1 : 0, epochs, Left, Width - Right, 5);
        EpochScale scale = new(epochs, Left, Width - Right);
        html.OpenChart(Width, Height, $"{figure} over the epochs, {(valid.Length > 0 ? "training and validation" : "training")}, {Format.Plural(histories.Count, "fold")}");
        foreach (double tick in vertical.Ticks)
        {
            html.Line(Left, vertical[tick], Width - Right, vertical[tick], "grid");
            html.Label(Left - 8, vertical[tick] + 4, vertical.Label(tick), "tick end");
        }

        foreach (double tick in horizontal.Ticks.Select(static t => Math.Max(t, 1)).Where(t => t <= epochs && t == Math.Round(t)).Distinct())
        {
            html.Line(scale[tick], Height - Bottom, scale[tick], Height - Bottom + 4, "whisker");
            html.Label(scale[tick], Height - Bottom + 18, Format.Number(tick, "0"), "tick mid");
        }

        html.Label((Left + Width - Right) / 2, Height - 6, "epoch", "tick mid");
        double? trainEnd = WriteCurves(html, train, scale, vertical, "train");
        double? validEnd = WriteCurves(html, valid, scale, vertical, "valid");
        WriteEnds(html, trainEnd, validEnd);
        html.Close();
    }

    /// <summary>The mean over the folds, for as many epochs as every fold has: beyond them the mean would jump as folds drop out.</summary>
    internal static double[] Mean(double[][] curves)
    {
        int length = curves.Length == 0 ? 0 : curves.Min(static c => c.Length);
        return [.. Enumerable.Range(0, length).Select(e => curves.Average(c => c[e]))];
    }

    private static double? WriteCurves(HtmlWriter html, double[][] curves, EpochScale scale, Axis vertical, string style)
    {
        if (curves.Length == 0)
        {
            return null;
        }

        if (curves.Length > 1)
        {
            foreach (double[] curve in curves)
            {
                html.Empty("path", ("d", PathOf(curve, scale, vertical)), ("class", $"thin {style}"));
            }
        }

        double[] mean = Mean(curves);
        html.Empty("path", ("d", PathOf(mean, scale, vertical)), ("class", $"thick {style}"));
        int last = Array.FindLastIndex(mean, double.IsFinite);
        if (last < 0)
        {
            return null;
        }

        double x = scale[last + 1];
        double y = vertical[mean[last]];
        if (style == "train")
        {
            html.Empty("circle", ("cx", Format.Pixel(x)), ("cy", Format.Pixel(y)), ("r", "4"), ("class", $"end-{style}"));
        }
        else
        {
            html.Empty("rect", ("x", Format.Pixel(x - 4)), ("y", Format.Pixel(y - 4)), ("width", "8"), ("height", "8"), ("class", $"end-{style}"));
        }

        return y;
    }

    // The curves are named where they end, apart from each other.
    private static void WriteEnds(HtmlWriter html, double? train, double? valid)
    {
        double x = Width - Right + 10;
        double trainY = train ?? 0;
        double validY = valid ?? 0;
        if (train is not null && valid is not null && Math.Abs(trainY - validY) < LabelDistance)
        {
            double middle = (trainY + validY) / 2;
            double half = trainY <= validY ? LabelDistance / 2 : -LabelDistance / 2;
            trainY = middle - half;
            validY = middle + half;
        }

        if (train is not null)
        {
            html.Label(x, trainY + 4, "training", "name train-name");
        }

        if (valid is not null)
        {
            html.Label(x, validY + 4, "validation", "name valid-name");
        }
    }

    private static string PathOf(double[] curve, EpochScale scale, Axis vertical)
    {
        StringBuilder path = new();
        bool isDrawing = false;
        for (int e = 0; e < curve.Length; e++)
        {
            if (double.IsFinite(curve[e]))
            {
                path.Append(isDrawing ? 'L' : 'M').Append(Format.Pixel(scale[e + 1])).Append(' ').Append(Format.Pixel(vertical[curve[e]]));
            }

            isDrawing = double.IsFinite(curve[e]);
        }

        return path.ToString();
    }

    /// <summary>Epochs from 1 to pixels; unlike an <see cref="Axis"/> it ends at the last epoch.</summary>
    private readonly record struct EpochScale(int Epochs, double From, double To)
    {
        public double this[double epoch] => Epochs == 1 ? (From + To) / 2 : From + ((epoch - 1) / (Epochs - 1) * (To - From));
    }
}
