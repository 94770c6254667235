using System.Text;
using MusicGenre.ML.Reports;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Writes the results of a cross-validation: as one HTML file for people (no script, nothing fetched; SVG charts; light, dark and print), and as JSON for programs.
/// Trainers come best first: by mean accuracy, then macro-F1, then log-loss. The same results give the same bytes.
/// </summary>
public static class Report
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes the HTML report; the file is written atomically.</summary>
    /// <param name="path">The file; its folder is created where it is missing.</param>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    /// <exception cref="ArgumentException">There are no results, or they are of different tables or folds.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveHtml(string path, params IReadOnlyList<CrossValidationResult> results) => SaveHtml(path, new ReportOptions(), results);

    /// <inheritdoc cref="SaveHtml(string, IReadOnlyList{CrossValidationResult})"/>
    /// <param name="path">The file; its folder is created where it is missing.</param>
    /// <param name="options">Title, notes, warnings, command line.</param>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    public static void SaveHtml(string path, ReportOptions options, params IReadOnlyList<CrossValidationResult> results) => Save(path, ToHtml(options, results));

    /// <summary>The HTML report; it is well-formed XML too.</summary>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    /// <exception cref="ArgumentException">There are no results, or they are of different tables or folds.</exception>
    public static string ToHtml(params IReadOnlyList<CrossValidationResult> results) => ToHtml(new ReportOptions(), results);

    /// <inheritdoc cref="ToHtml(IReadOnlyList{CrossValidationResult})"/>
    /// <param name="options">Title, notes, warnings, command line.</param>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    public static string ToHtml(ReportOptions options, params IReadOnlyList<CrossValidationResult> results)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new HtmlReport(new ReportData(results, nameof(results)), options).Write();
    }

    /// <summary>Writes the results as JSON; the file is written atomically.</summary>
    /// <param name="path">The file; its folder is created where it is missing.</param>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    /// <exception cref="ArgumentException">There are no results, or they are of different tables or folds.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void SaveJson(string path, params IReadOnlyList<CrossValidationResult> results) => SaveJson(path, new ReportOptions(), results);

    /// <inheritdoc cref="SaveJson(string, IReadOnlyList{CrossValidationResult})"/>
    /// <param name="path">The file; its folder is created where it is missing.</param>
    /// <param name="options">The table's name, notes, warnings, command line.</param>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    public static void SaveJson(string path, ReportOptions options, params IReadOnlyList<CrossValidationResult> results) => Save(path, ToJson(options, results));

    /// <summary>
    /// The results as JSON: <c>{table, seed, folds, interval95, tiedWithBest, trainers: [{name, accuracy: {mean, std}, macroF1: {mean, std}, logLoss: {mean, std}, fitSeconds, predictSeconds,
    /// folds: [...], predictions: [{file, fold, label, predicted, probabilities}]}]}</c> and every other figure there is; from the second trainer on, how far its accuracy lies from the
    /// best and whether it is <c>tiedWithBest</c> (<see cref="FoldStatistic"/>). <c>fold</c> counts from 0;
    /// probabilities are in the order of <c>genres</c>; a figure that is not a number (the interval of one fold) is null.
    /// </summary>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    /// <exception cref="ArgumentException">There are no results, or they are of different tables or folds.</exception>
    public static string ToJson(params IReadOnlyList<CrossValidationResult> results) => ToJson(new ReportOptions(), results);

    /// <inheritdoc cref="ToJson(IReadOnlyList{CrossValidationResult})"/>
    /// <param name="options">The table's name, notes, warnings, command line.</param>
    /// <param name="results">The results, at least one, all of one table and the same folds.</param>
    public static string ToJson(ReportOptions options, params IReadOnlyList<CrossValidationResult> results)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JsonReport.Write(new ReportData(results, nameof(results)), options);
    }

    private static void Save(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Utf8.GetBytes(text)));
}
