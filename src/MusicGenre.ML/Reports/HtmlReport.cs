using MusicGenre.Neural;

namespace MusicGenre.ML.Reports;

/// <summary>Writes the page: the figures first, then the charts, then the settings.</summary>
internal sealed class HtmlReport(ReportData data, ReportOptions options)
{
    private const int BestCount = 3;

    private readonly HtmlWriter _html = new();

    private CrossValidationResult Best => data.Ranked[0];

    private int Count => data.Ranked.Count;

    /// <summary>The figure that ranks, and the other one.</summary>
    private (string Name, Func<CrossValidationResult, FoldStatistic> Figure)[] RankingFigures { get; } = data.Ranking.IsByMacroF1
        ? [("Macro-F1", static r => r.MacroF1), ("Accuracy", static r => r.Accuracy)]
        : [("Accuracy", static r => r.Accuracy), ("Macro-F1", static r => r.MacroF1)];

    public string Write()
    {
        _html.OpenPage(options.Title, "default-src 'none'; style-src 'unsafe-inline'");
        WriteHead();
        WriteFigures();
        WriteBoxPlots();
        WriteGenres();
        WriteSureness();
        WriteImportances();
        WriteTrackCurves();
        WriteLearningCurves();
        WriteRun();
        return _html.ClosePage();
    }

    private static string MeanAndDeviation(FoldStatistic statistic) =>
        statistic.Count > 1 ? $"{Format.Share(statistic.Mean)} ± {Format.Share(statistic.StandardDeviation)}" : Format.Share(statistic.Mean);

    private void WriteHead()
    {
        _html.Element("h1", options.Title);
        string table = options.TableName is null ? "" : $"{options.TableName}: ";
        _html.Element(
            "p",
            $"{table}{Format.Plural(data.Table.RowCount, "row")}, {Format.Plural(data.Table.ColumnCount, "feature")}, {Format.Plural(data.Table.Genres.Count, "genre")}; "
            + $"{data.Folds.Description}; {Format.Plural(Count, "trainer")}.",
            ("class", "lead"));
        _html.Open("div", ("class", "tiles")).Raw("\n");
        _html.Tile(Count > 1 ? "Best trainer" : "Trainer", Best.TrainerName, $"{Format.Seconds(Best.FitSeconds)} s a fit");
        foreach ((string name, Func<CrossValidationResult, FoldStatistic> figure) in RankingFigures)
        {
            _html.Tile(name, Format.Share(figure(Best).Mean), Spread(figure(Best)));
        }

        _html.Tile("Top-3 accuracy", Format.Share(Best.Top3Accuracy.Mean), Spread(Best.Top3Accuracy));
        _html.Close();
        foreach (string warning in data.Warnings(options))
        {
            WriteWarning(warning);
        }

        foreach (string note in options.Notes)
        {
            _html.Element("p", note);
        }
    }

    private static string Spread(FoldStatistic statistic) => statistic.Count > 1
        ? $"± {Format.Share(statistic.StandardDeviation)} over {Format.Count(statistic.Count)} folds"
        : "on one fold";

    private void WriteWarning(string text) =>
        _html.Open("p", ("class", "warning")).Element("b", "Note: ").Text(text).Close();

    private void WriteFigures()
    {
        _html.Element("h2", Count > 1 ? "All trainers, best first" : "Figures");
        _html.Open("div", ("class", "wide")).Open("table", ("class", "figures")).Open("thead").Open("tr");
        string[] heads =
        [
            "Trainer", RankingFigures[0].Name + " ↑", "95 % interval of the mean", RankingFigures[1].Name + " ↑", "Log-loss ↓", "Top‑3 ↑", "Calib. error ↓", "Macro prec. ↑", "Macro recall ↑", "Fit s", "Predict s",
        ];
        foreach (string head in heads)
        {
            _html.Element("th", head.Replace(" ↑", "\u00A0↑", StringComparison.Ordinal).Replace(" ↓", "\u00A0↓", StringComparison.Ordinal).Replace("95 %", "95\u00A0%", StringComparison.Ordinal), ("scope", "col"));
        }

        _html.Close().Close().Open("tbody").Raw("\n");
        for (int i = 0; i < Count; i++)
        {
            CrossValidationResult r = data.Ranked[i];
            _html.Open("tr").Open("th", ("scope", "row")).Element("span", Format.Count(i + 1), ("class", "rank")).Text(r.TrainerName).Close();
            WriteStatistic(RankingFigures[0].Figure, r, true, withDeviation: true);
            _html.Element("td", Format.Interval(data.Ranking.Figure(r)) + (data.Ranking.IsTied(i) ? " *" : ""));
            WriteStatistic(RankingFigures[1].Figure, r, true, withDeviation: true);
            WriteStatistic(static x => x.LogLoss, r, false, withDeviation: true);
            WriteStatistic(static x => x.Top3Accuracy, r, true, withDeviation: false);
            WriteStatistic(static x => x.ExpectedCalibrationError, r, false, withDeviation: false);
            WriteStatistic(static x => x.MacroPrecision, r, true, withDeviation: false);
            WriteStatistic(static x => x.MacroRecall, r, true, withDeviation: false);
            _html.Element("td", Format.Seconds(r.FitSeconds)).Element("td", Format.Seconds(r.PredictSeconds)).Close();
        }

        _html.Close().Close().Close();
        string folds = data.Folds.Count > 1
            ? $"Mean ± standard deviation over the folds. {FoldStatistic.Legend} "
            : "One fold, so there is no spread to show. ";
        string best = Count > 1 ? $"{data.Ranking.Description} The best of a column is underlined. " : "";
        _html.Element(
            "p",
            $"{folds}{best}Log-loss in nats: guessing evenly gets {Format.Share(Math.Log(data.Table.Genres.Count))}. Calibration error: how far the stated probability lies from "
            + "the fraction that is right, in ten bins. Seconds: a fit, and the prediction of all test rows of a fold; mean over the folds, on one thread, while other folds run.",
            ("class", "caption"));
    }

    private void WriteStatistic(Func<CrossValidationResult, FoldStatistic> figure, CrossValidationResult result, bool isMoreBetter, bool withDeviation)
    {
        FoldStatistic own = figure(result);
        double[] all = [.. data.Ranked.Select(r => figure(r).Mean).Where(double.IsFinite)];

        // What reads alike is marked alike.
        string text = Format.Share(own.Mean);
        bool isBest = Count > 1 && all.Length > 0 && text == Format.Share(isMoreBetter ? all.Max() : all.Min());
        _html.Open("td");
        if (isBest)
        {
            _html.Element("span", text, ("class", "best"));
        }
        else
        {
            _html.Text(text);
        }

        if (withDeviation && own.Count > 1 && double.IsFinite(own.Mean))
        {
            _html.Element("span", $" ± {Format.Share(own.StandardDeviation)}", ("class", "sd"));
        }

        _html.Close();
    }

    private void WriteBoxPlots()
    {
        // One trainer's one fold is a figure, no chart.
        if (Count == 1 && data.Folds.Count == 1)
        {
            return;
        }

        _html.Open("section", ("class", "together")).Element("h2", "Accuracy, fold by fold");
        _html.Element(
            "p",
            data.Folds.Count >= BoxPlotChart.MinimumForBox
                ? "A dot is a fold. The box holds the middle half of the folds, the thick line is their median, the diamond their mean; "
                    + "the whiskers reach to the farthest fold within one and a half box lengths."
                : "A dot is a fold, the diamond their mean.",
            ("class", "caption"));
        _html.Open("figure").Raw("\n");
        BoxPlotChart.Write(_html, data.Ranked);
        _html.Close().Close();
    }

    private void WriteGenres()
    {
        IReadOnlyList<GenreMetrics> genres = Best.Pooled.PerGenre;
        int[] order = [.. Enumerable.Range(0, genres.Count).OrderByDescending(g => genres[g].F1)];
        int shown = Math.Min(BestCount, Count);
        _html.Element("h2", shown > 1 ? $"Genre by genre: the best {(shown == 2 ? "two" : "three")}" : "Genre by genre");
        _html.Open("p", ("class", "caption"));
        _html.Text("The test rows of all folds together. Each cell counts the rows of the true genre (line) that were taken for the predicted one (column); it is shaded by its fraction of the line: ");
        _html.Open("span", ("class", "keep")).Text("0").Open("span", ("class", "ramp"), ("aria-hidden", "true"));
        for (int shade = 0; shade <= 10; shade++)
        {
            _html.Element("span", "", ("class", $"q{Format.Count(shade)}"));
        }

        _html.Close().Text("1").Close().Text(". Framed cells are right. ");
        if (Best.Pooled.RowCount > Best.Results.SelectMany(static r => r.Predictions).Select(static p => p.Row).Distinct().Count())
        {
            _html.Text("Rows that several folds test count as often. ");
        }

        _html.Text($"Genres are in the order of {Best.TrainerName}’s F1.").Close();
        foreach (CrossValidationResult result in data.Ranked.Take(shown))
        {
            _html.Open("section", ("class", "together"));
            _html.Element("h3", $"{result.TrainerName}: accuracy {MeanAndDeviation(result.Accuracy)}, macro-F1 {MeanAndDeviation(result.MacroF1)}");
            _html.Open("figure", ("class", "wide")).Raw("\n");
            GenreChart.Write(_html, result, order);
            _html.Close().Close();
        }
    }

    private void WriteSureness()
    {
        // Whatever learns elsewhere may have no probabilities.
        RowPrediction[] rows = [.. Best.Results.SelectMany(static r => r.Predictions)];
        if (rows.Any(static r => r.Probabilities.Count == 0))
        {
            return;
        }

        ReliabilityDiagram reliability = ReliabilityDiagram.Compute(rows);
        RiskCoverageCurve curve = RiskCoverageCurve.Compute(rows);
        _html.Open("section", ("class", "together")).Element("h2", $"{Best.TrainerName}: how sure it is");
        _html.Element(
            "p",
            "The test rows of all folds together. First chart: in ten bins of stated probability, the fraction that is right; on the dashed line the model means what it says, below it is too sure of itself "
            + $"(expected calibration error {Format.Share(reliability.ExpectedCalibrationError)}, at most {Format.Share(reliability.MaximumCalibrationError)} in a bin). "
            + "Second chart: how often it is wrong if it answers only the rows that it is surest of, and says “unknown” of the others (predict --reject-below).",
            ("class", "caption"));
        _html.Open("div", ("class", "pair")).Raw("\n");
        _html.Open("figure").Element("figcaption", "Fraction right");
        ReliabilityChart.Write(_html, Best.TrainerName, reliability);
        _html.Close().Open("figure").Element("figcaption", "Fraction wrong among the answered (risk)");
        RiskCoverageChart.Write(_html, Best.TrainerName, curve);
        _html.Close().Close();
        _html.Open("div", ("class", "wide")).Open("table").Open("thead").Open("tr");
        foreach (string head in (IEnumerable<string>)["If it answers only when sure of at least", "it answers", "rows", "and is right in"])
        {
            _html.Element("th", head, ("scope", "col"));
        }

        _html.Close().Close().Open("tbody").Raw("\n");
        foreach (RiskCoveragePoint point in RiskCoverageChart.Bounds.Prepend(0).Select(curve.At))
        {
            _html.Open("tr").Element("th", point.RejectBelow > 0 ? Format.Number(point.RejectBelow, "0.00") : "0 (always)", ("scope", "row"));
            _html.Element("td", Format.Share(point.Coverage)).Element("td", Format.Count(point.Count)).Element("td", Format.Share(point.Accuracy)).Close();
        }

        _html.Close().Close().Close().Close();
    }

    private void WriteImportances()
    {
        foreach (PermutationImportance importance in options.Importances)
        {
            _html.Open("section", ("class", "together")).Element("h2", $"{importance.TrainerName}: which descriptors matter");
            _html.Element(
                "p",
                "How much accuracy is lost on the test rows of the folds when a family’s columns are permuted among them "
                + $"(mean of {Format.Plural(importance.Repeats, "permutation")} a fold; the line is the 95 % interval of the mean). Nothing permuted: {MeanAndDeviation(importance.Accuracy)}. "
                + "It says what this model relies on: of two families that tell the same, each may be lost without harm.",
                ("class", "caption"));
            _html.Open("figure", ("class", "wide")).Raw("\n");
            ImportanceChart.Write(_html, importance);
            _html.Close().Close();
        }
    }

    private void WriteTrackCurves()
    {
        foreach (LearningCurve curve in options.LearningCurves)
        {
            _html.Open("section", ("class", "together")).Element("h2", $"{curve.TrainerName}: would more tracks help?");
            _html.Element(
                "p",
                "Figures on all test rows of the folds, learnt from some of the training tracks of each genre, drawn at random. The axis of tracks is logarithmic; the line is the 95 % interval of the mean accuracy. "
                + "A curve that rises at its end asks for more tracks.",
                ("class", "caption"));
            _html.Open("figure", ("class", "wide")).Raw("\n");
            TrackCurveChart.Write(_html, curve);
            _html.Close().Close();
        }
    }

    private void WriteLearningCurves()
    {
        foreach (CrossValidationResult result in data.Ranked)
        {
            TrainingHistory[] histories = [.. result.Results.Select(static r => r.History).OfType<TrainingHistory>().Where(static h => h.Epochs.Count > 0)];
            if (histories.Length == 0)
            {
                continue;
            }

            bool hasValidation = histories.Any(static h => h.ValidationLoss.Any(double.IsFinite));
            _html.Open("section", ("class", "together")).Element("h2", $"{result.TrainerName}: how it learnt");
            string lines = histories.Length > 1 ? "Thin lines are the folds, the thick one is their mean, as far as all of them went. " : "";
            string validation = hasValidation
                ? "Validation (dashed, square) is on the fraction of the training rows that was held out. "
                : "No validation rows were held out of the training (ValidationFraction 0), so there are training curves alone. ";
            int stoppedCount = histories.Count(static h => h.StoppedEarly);
            int firstBest = histories.Min(static h => h.BestEpoch);
            int lastBest = histories.Max(static h => h.BestEpoch);
            string best = firstBest == lastBest ? $"best epoch {Format.Count(firstBest)}" : $"best epochs {Format.Count(firstBest)} to {Format.Count(lastBest)}";
            string stopped = stoppedCount > 0 ? $"{Format.Count(stoppedCount)} of {Format.Plural(histories.Length, "fit")} stopped early; {best}. " : "";
            _html.Element("p", $"{lines}{validation}{stopped}Training figures are measured while the weights move, with dropout at work.", ("class", "caption"));
            _html.Open("div", ("class", "pair")).Raw("\n");
            _html.Open("figure").Element("figcaption", "Loss (cross-entropy, nats)");
            LearningCurveChart.Write(_html, "Loss", histories, static h => h.Loss, static h => h.ValidationLoss);
            _html.Close().Open("figure").Element("figcaption", "Accuracy");
            LearningCurveChart.Write(_html, "Accuracy", histories, static h => h.Accuracy, static h => h.ValidationAccuracy);
            _html.Close().Close().Close();
        }
    }

    private void WriteRun()
    {
        FeatureTable table = data.Table;
        _html.Element("h2", "What was run");
        _html.Open("dl", ("class", "facts")).Raw("\n");
        if (options.CommandLine is not null)
        {
            _html.Element("dt", "Command").Open("dd").Element("code", options.CommandLine).Close();
        }

        if (options.TableName is not null)
        {
            WriteFact("Table", options.TableName);
        }

        WriteFact("Size", $"{Format.Plural(table.RowCount, "row")}, {Format.Plural(table.ColumnCount, "feature")}");
        string ends = table.ColumnCount > 4 ? $"{table.FeatureNames[0]}, {table.FeatureNames[1]}, …, {table.FeatureNames[^1]}" : string.Join(", ", table.FeatureNames);
        WriteFact("Features", ends);
        WriteFact("Genres", string.Join(", ", table.Genres.Select((g, i) => $"{g} {Format.Count(data.GenreCounts[i])}")));
        WriteFact("Folds", data.Folds.Description);
        WriteFact("Seed of the split", data.Folds.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        _html.Close();
        WriteFoldCounts();

        _html.Element("h3", "Settings of the trainers");
        _html.Element("p", "“default” leaves the choice to the trainer; its documentation says what that is.", ("class", "caption"));
        _html.Open("div", ("class", "wide")).Open("table", ("class", "settings")).Open("tbody").Raw("\n");
        foreach (CrossValidationResult result in data.Ranked)
        {
            _html.Open("tr").Element("th", result.TrainerName, ("scope", "row")).Open("td");
            foreach ((string name, string value) in TrainerSettings.Of(result.Trainer))
            {
                _html.Open("span", ("class", "setting")).Element("span", name, ("class", "soft")).Text($" {value}").Close().Text(" ");
            }

            _html.Close().Close();
        }

        _html.Close().Close().Close();
    }

    private void WriteFact(string name, string value) => _html.Element("dt", name).Element("dd", value);

    private void WriteFoldCounts()
    {
        _html.Element("h3", "Rows of each genre that each fold tests");
        _html.Open("div", ("class", "wide")).Open("table").Open("thead").Open("tr").Element("th", "Fold", ("scope", "col"));
        foreach (string head in (IEnumerable<string>)["train", "test", .. data.Table.Genres])
        {
            _html.Element("th", head, ("scope", "col"));
        }

        _html.Close().Close().Open("tbody").Raw("\n");
        for (int f = 0; f < data.Folds.Count; f++)
        {
            _html.Open("tr").Element("th", data.Folds[f].Name, ("scope", "row"));
            _html.Element("td", Format.Count(data.Folds[f].Train.Count), ("class", "soft")).Element("td", Format.Count(data.Folds[f].Test.Count), ("class", "soft"));
            foreach (int rows in data.Folds.TestCounts[f])
            {
                _html.Element("td", Format.Count(rows));
            }

            _html.Close();
        }

        _html.Close().Close().Close();
    }
}
