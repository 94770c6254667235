using System.Diagnostics;
using Microsoft.ML;
using MusicGenre.ML.MLNet.Data;

namespace MusicGenre.ML.MLNet;

/// <summary>Cross-validation of any ML.NET pipeline on stratified, grouped or given folds, which <c>mlContext.MulticlassClassification.CrossValidate</c> alone does not have.</summary>
public static class StratifiedCrossValidation
{
    /// <summary>
    /// Fits a pipeline on each fold's training rows and judges it on the fold's test rows, which no part of the pipeline has seen. The figures and reports are MusicGenre.ML's own,
    /// so that a pipeline can be compared with every other trainer.
    /// </summary>
    /// <param name="catalog">The catalogue <c>mlContext.MulticlassClassification</c>.</param>
    /// <param name="data">The rows: any columns that the pipeline requests, and the label.</param>
    /// <param name="estimator">The pipeline. It gives <c>PredictedLabel</c> (a key with names, or text) and <c>Score</c> (a vector, a slot a label).</param>
    /// <param name="folds">Splits of the same rows in the same order (<c>FeatureTable.FromDataView</c> makes the table that folds are made from).</param>
    /// <param name="name">What the pipeline is called in tables and reports.</param>
    /// <param name="table">
    /// The same rows as a table, if it is at hand: its labels are the truth, its file names are in the report. Null reads both from the columns <c>Label</c> (text, or a key of text
    /// values) and <c>FileName</c>, and the features from <c>Features</c> where they are all there and finite.
    /// </param>
    /// <param name="progress">Takes each fold when it is done.</param>
    /// <param name="cancellationToken">Cancels the work between two folds.</param>
    /// <returns>The figures. If the scores of any fold are no probabilities (numbers in [0, 1] that sum to 1 within 0.001), log-loss, top-3 accuracy and calibration error are NaN for all folds, which reports print as a dash.</returns>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="ArgumentException">The folds are not of these rows, or the pipeline does not give the two columns.</exception>
    /// <remarks>Every fold walks the data again: data that are costly to make (audio) are best cached first, <c>mlContext.Data.Cache</c>. Folds run one after the other, as an <c>MLContext</c> draws its random numbers for all of them.</remarks>
    /// <example><code>
    /// FeatureTable table = Gtzan.LoadFeatures();
    /// Folds folds = Folds.Stratified(table, count: 10, seed: 1);
    /// CrossValidationResult result = mlContext.MulticlassClassification.CrossValidate(table.ToDataView(mlContext), pipeline, folds, "LightGbm");
    /// Report.SaveHtml("report.html", result);
    /// </code></example>
    public static CrossValidationResult CrossValidate(
        this MulticlassClassificationCatalog catalog,
        IDataView data,
        IEstimator<ITransformer> estimator,
        Folds folds,
        string name = "Pipeline",
        FeatureTable? table = null,
        IProgress<FoldResult>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(folds);
        FeatureTable truth = table ?? DataViewReader.ReadTruth(data);
        return CrossValidation.Run(
            truth,
            name,
            folds,
            fold =>
            {
                long start = Stopwatch.GetTimestamp();
                ITransformer model = estimator.Fit(new SelectedRows(data, truth.RowCount, fold.Train));
                double fitSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

                start = Stopwatch.GetTimestamp();
                IDataView scored = model.Transform(new SelectedRows(data, truth.RowCount, fold.Test));
                RowPrediction[] rows = ScoredRows.Read(scored, truth, fold.Test);
                return new FoldPredictions(rows, fitSeconds, Stopwatch.GetElapsedTime(start).TotalSeconds);
            },
            progress,
            cancellationToken);
    }
}
