namespace MusicGenre.ML.MLNet;

/// <summary>Which columns a table has as an <see cref="Microsoft.ML.IDataView"/>, next to <c>Features</c>, <c>Label</c>, <c>FileName</c> and <c>Group</c>.</summary>
public sealed class FeatureTableViewOptions
{
    /// <summary>
    /// Whether every feature also is a float column of its own, called like the feature; for transforms that work on named columns. Off by default: nothing is computed for a
    /// column that is not requested, but a preview of 57 columns is hard to read.
    /// </summary>
    public bool FeatureColumns { get; init; }

    /// <summary>
    /// Folds of this table to be added as the float column <c>Fold</c>, each row's value being the index of the fold that tests it (0 to k - 1); null for no such column.
    /// Every row must be tested exactly once: stratified or grouped k-fold without repeats, not a hold-out.
    /// </summary>
    /// <remarks>
    /// Given as <c>samplingKeyColumnName</c> together with <c>numberOfFolds</c> = k to ML.NET's <c>CrossValidate</c> or <c>CrossValidationSplit</c>, the column reproduces
    /// exactly these folds, in this order: ML.NET scales a float key to [0, 1], so that fold i of k is at i / (k - 1), and takes for its fold i what lies from i / k to (i + 1) / k,
    /// both included; i / (k - 1) lies in that range and in no other one. It does so only while the whole table is in the view: filter the rows afterwards and the scale may change.
    /// </remarks>
    /// <example>
    /// <code>
    /// Folds folds = Folds.Stratified(table, count: 10, seed: 1);
    /// IDataView data = table.ToDataView(mlContext, new FeatureTableViewOptions { Folds = folds });
    /// var results = mlContext.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: folds.Count, samplingKeyColumnName: "Fold");
    /// </code>
    /// </example>
    public Folds? Folds { get; init; }
}
