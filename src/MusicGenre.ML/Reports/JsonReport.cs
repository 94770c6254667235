using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MusicGenre.ML.Reports;

/// <summary>The results as JSON: every figure, in a fixed order, in the shortest form that reads back to the same bits.</summary>
internal static class JsonReport
{
    // The file is never embedded in a page, so names need no escaping.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, Func<Metrics, double> Of)[] Figures =
    [
        ("accuracy", static m => m.Accuracy),
        ("macroF1", static m => m.MacroF1),
        ("logLoss", static m => m.LogLoss),
        ("top3Accuracy", static m => m.Top3Accuracy),
        ("expectedCalibrationError", static m => m.ExpectedCalibrationError),
        ("macroPrecision", static m => m.MacroPrecision),
        ("macroRecall", static m => m.MacroRecall),
    ];

    public static string Write(ReportData data, ReportOptions options)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("table", options.TableName ?? data.Table.ToString());
            json.WriteNumber("seed", data.Folds.Seed);
            json.WriteNumber("folds", data.Folds.Count);
            json.WriteString("interval95", FoldStatistic.Interval);
            json.WriteString("tiedWithBest", FoldStatistic.Test);
            json.WriteString("rankedBy", data.Ranking.IsByMacroF1 ? "macroF1" : "accuracy");
            WriteRun(json, data, options);
            json.WriteStartArray("trainers");
            for (int i = 0; i < data.Ranked.Count; i++)
            {
                WriteTrainer(json, data, i);
            }

            json.WriteEndArray();
            WriteExplanations(json, options);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteRun(Utf8JsonWriter json, ReportData data, ReportOptions options)
    {
        json.WriteString("title", options.Title);
        if (options.CommandLine is not null)
        {
            json.WriteString("commandLine", options.CommandLine);
        }

        json.WriteNumber("rows", data.Table.RowCount);
        json.WriteNumber("columns", data.Table.ColumnCount);
        WriteStrings(json, "features", data.Table.FeatureNames);
        WriteStrings(json, "genres", data.Table.Genres);
        WriteInts(json, "genreCounts", data.GenreCounts);
        json.WriteString("split", data.Folds.Description);
        json.WriteStartArray("splits");
        for (int f = 0; f < data.Folds.Count; f++)
        {
            json.WriteStartObject();
            json.WriteString("name", data.Folds[f].Name);
            json.WriteNumber("train", data.Folds[f].Train.Count);
            json.WriteNumber("test", data.Folds[f].Test.Count);
            WriteInts(json, "trainCounts", data.Folds.TrainCounts[f]);
            WriteInts(json, "testCounts", data.Folds.TestCounts[f]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteStrings(json, "notes", options.Notes);
        WriteStrings(json, "warnings", [.. data.Warnings(options)]);
    }

    private static void WriteTrainer(Utf8JsonWriter json, ReportData data, int place)
    {
        CrossValidationResult result = data.Ranked[place];
        json.WriteStartObject();
        json.WriteString("name", result.TrainerName);
        WriteStatistic(json, Figures[0].Name, result.Accuracy);
        if (place > 0)
        {
            json.WriteStartObject("differenceToBest");
            WriteNumber(json, "mean", data.Ranking.DifferenceToBest(place).Mean);
            WriteNumber(json, "interval95", data.Ranking.DifferenceToBest(place).Interval95);
            WriteNumber(json, "pValue", data.Ranking.DifferenceToBest(place).PValue);
            json.WriteEndObject();
            json.WriteBoolean("tiedWithBest", data.Ranking.IsTied(place));
        }

        foreach ((string name, Func<Metrics, double> figure) in Figures[1..])
        {
            WriteStatistic(json, name, result.Over(figure));
        }

        WriteNumber(json, "clusteredStandardError", result.ClusteredStandardError);
        WriteNumber(json, "fitSeconds", result.FitSeconds);
        WriteNumber(json, "predictSeconds", result.PredictSeconds);

        json.WriteStartObject("settings");
        foreach ((string name, string value) in TrainerSettings.Of(result.Trainer))
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteStartObject("pooled");
        WriteMetrics(json, result.Pooled);
        json.WriteEndObject();

        WriteSureness(json, [.. result.Results.SelectMany(static r => r.Predictions)]);
        json.WriteStartArray("folds");
        foreach (FoldResult fold in result.Results)
        {
            WriteFold(json, fold);
        }

        json.WriteEndArray();
        json.WriteStartArray("predictions");
        foreach (FoldResult fold in result.Results)
        {
            foreach (RowPrediction row in fold.Predictions)
            {
                json.WriteStartObject();
                json.WriteString("file", result.Table.FileNames[row.Row]);
                json.WriteNumber("fold", fold.Index);
                json.WriteString("label", result.Table.Genres[row.Label]);
                json.WriteString("predicted", result.Table.Genres[row.Predicted]);
                json.WriteNumber("row", row.Row);
                json.WriteStartArray("probabilities");
                foreach (double probability in row.Probabilities)
                {
                    json.WriteNumberValue(probability);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSureness(Utf8JsonWriter json, RowPrediction[] rows)
    {
        if (rows.Any(static r => r.Probabilities.Count == 0))
        {
            return;
        }

        json.WriteStartArray("reliability");
        foreach (ReliabilityBin bin in ReliabilityDiagram.Compute(rows).Bins)
        {
            json.WriteStartObject();
            WriteNumber(json, "from", bin.From);
            WriteNumber(json, "to", bin.To);
            json.WriteNumber("rows", bin.Count);
            WriteNumber(json, "confidence", bin.Confidence);
            WriteNumber(json, "accuracy", bin.Accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        RiskCoverageCurve curve = RiskCoverageCurve.Compute(rows);
        json.WriteStartObject("riskCoverage");
        WriteNumber(json, "area", curve.Area);
        json.WriteStartArray("points");
        foreach (RiskCoveragePoint point in RiskCoverageChart.Bounds.Prepend(0).Select(curve.At))
        {
            json.WriteStartObject();
            WriteNumber(json, "rejectBelow", point.RejectBelow);
            json.WriteNumber("rows", point.Count);
            WriteNumber(json, "coverage", point.Coverage);
            WriteNumber(json, "accuracy", point.Accuracy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteExplanations(Utf8JsonWriter json, ReportOptions options)
    {
        json.WriteStartArray("importances");
        foreach (PermutationImportance importance in options.Importances)
        {
            json.WriteStartObject();
            json.WriteString("trainer", importance.TrainerName);
            json.WriteNumber("repeats", importance.Repeats);
            json.WriteStartArray("families");
            foreach (FamilyImportance family in importance.Families)
            {
                json.WriteStartObject();
                json.WriteString("name", family.Name);
                json.WriteNumber("columns", family.ColumnCount);
                WriteStatistic(json, "accuracyDrop", family.AccuracyDrop);
                WriteStatistic(json, "logLossIncrease", family.LogLossIncrease);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("learningCurves");
        foreach (LearningCurve curve in options.LearningCurves)
        {
            json.WriteStartObject();
            json.WriteString("trainer", curve.TrainerName);
            json.WriteStartArray("points");
            foreach (LearningCurvePoint point in curve.Points)
            {
                json.WriteStartObject();
                json.WriteNumber("tracksPerGenre", point.TracksPerGenre);
                WriteNumber(json, "trainingRows", point.TrainingRows);
                WriteStatistic(json, "accuracy", point.Accuracy);
                WriteStatistic(json, "macroF1", point.MacroF1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFold(Utf8JsonWriter json, FoldResult fold)
    {
        json.WriteStartObject();
        json.WriteNumber("fold", fold.Index);
        json.WriteString("name", fold.Fold.Name);
        WriteMetrics(json, fold.Metrics);
        WriteNumber(json, "fitSeconds", fold.FitSeconds);
        WriteNumber(json, "predictSeconds", fold.PredictSeconds);
        if (fold.History is { } history)
        {
            json.WriteStartObject("history");
            json.WriteNumber("bestEpoch", history.BestEpoch);
            json.WriteBoolean("stoppedEarly", history.StoppedEarly);
            json.WriteBoolean("weightsRestored", history.WeightsRestored);
            WriteNumbers(json, "loss", history.Loss);
            WriteNumbers(json, "accuracy", history.Accuracy);
            WriteNumbers(json, "validationLoss", history.ValidationLoss);
            WriteNumbers(json, "validationAccuracy", history.ValidationAccuracy);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, Metrics metrics)
    {
        json.WriteNumber("rows", metrics.RowCount);
        foreach ((string name, Func<Metrics, double> figure) in Figures)
        {
            WriteNumber(json, name, figure(metrics));
        }

        json.WriteStartArray("perGenre");
        foreach (GenreMetrics genre in metrics.PerGenre)
        {
            json.WriteStartObject();
            json.WriteString("genre", genre.Genre);
            json.WriteNumber("support", genre.Support);
            WriteNumber(json, "precision", genre.Precision);
            WriteNumber(json, "recall", genre.Recall);
            WriteNumber(json, "f1", genre.F1);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("confusionMatrix");
        for (int label = 0; label < metrics.PerGenre.Count; label++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < metrics.PerGenre.Count; predicted++)
            {
                json.WriteNumberValue(metrics.ConfusionMatrix[label][predicted]);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void WriteStatistic(Utf8JsonWriter json, string name, FoldStatistic statistic)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "mean", statistic.Mean);
        WriteNumber(json, "std", statistic.StandardDeviation);
        WriteNumber(json, "interval95", statistic.Interval95);
        json.WriteEndObject();
    }

    // JSON has no NaN.
    private static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> values) => WriteArray(json, name, values, value =>
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    });

    private static void WriteInts(Utf8JsonWriter json, string name, IReadOnlyList<int> values) => WriteArray(json, name, values, json.WriteNumberValue);

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values) => WriteArray(json, name, values, json.WriteStringValue);

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T value in values)
        {
            write(value);
        }

        json.WriteEndArray();
    }
}
