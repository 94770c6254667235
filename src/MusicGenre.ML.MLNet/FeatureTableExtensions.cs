using Microsoft.ML;
using MusicGenre.ML.MLNet.Data;

namespace MusicGenre.ML.MLNet;

/// <summary>Feature tables as ML.NET's data, and back.</summary>
/// <remarks>
/// <c>FeatureTable.FromDataView(data)</c> is a static extension member and needs C# 14 and <c>using MusicGenre.ML.MLNet</c>; older compilers and other languages call
/// <c>FeatureTableExtensions.FromDataView(data)</c>.
/// </remarks>
public static class FeatureTableExtensions
{
    /// <summary>
    /// The table as ML.NET's data. Nothing is copied: values are read from the table when a getter requests them.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="mlContext">The context that the view is used in; a view can be used in several.</param>
    /// <param name="options">Further columns; null for those below alone.</param>
    /// <returns>
    /// A view of <see cref="FeatureTable.RowCount"/> rows, in the table's order, with the columns
    /// <c>Features</c> (vector of <see cref="FeatureTable.ColumnCount"/> floats; its slot names are the features' names), <c>Label</c> (text; empty if the genre is not known, which is
    /// how ML.NET writes a missing text), <c>FileName</c> and <c>Group</c> (text); and, where the options ask for them, <c>Fold</c> and a float column a feature.
    /// It can be shuffled, and read by several threads at once. The table's feature set is an annotation of <c>Features</c>; its lengths are not in the view.
    /// </returns>
    /// <exception cref="ArgumentException">The folds of the options don't test every row once, a feature is called like a column of the view, or the rows have weights.</exception>
    /// <example>
    /// <code>
    /// IDataView data = FeatureCsv.Read("features.csv").ToDataView(mlContext);
    /// var model = mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false)
    ///     .Append(mlContext.Transforms.Conversion.MapValueToKey("Label"))
    ///     .Append(mlContext.MulticlassClassification.Trainers.LightGbm())
    ///     .Fit(data);
    /// </code>
    /// </example>
    public static IDataView ToDataView(this FeatureTable table, MLContext mlContext, FeatureTableViewOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(mlContext);
        if (table.Weights is not null)
        {
            throw new ArgumentException($"The table's rows have weights, which the view can't hold: {nameof(FeatureTable.WithWeights)}(null) drops them.", nameof(table));
        }

        return new FeatureTableView(table, options ?? new FeatureTableViewOptions());
    }

    extension(FeatureTable)
    {
        /// <summary>A table of ML.NET's data, with the features in one vector column. The whole view is read, once, in its order.</summary>
        /// <param name="data">The data, from any loader or transformer.</param>
        /// <param name="featureColumnName">
        /// The features: a float vector of known size. They are called as its slot names say, and <c>f1</c>, <c>f2</c>, ... where it has none.
        /// </param>
        /// <param name="labelColumnName">The genre: text, or a key (what <c>MapValueToKey</c> gives), called as the key's value; a missing one is not a genre.</param>
        /// <param name="fileNameColumnName">The file name, text; without one rows are called "row 1", "row 2", ...</param>
        /// <param name="groupColumnName">What must not be split between train and test, text or key; without one the tracks that the file names tell.</param>
        /// <returns>
        /// The table. Its feature set is known where the view comes of a table that has one or of a folder of audio, and no transform has touched the features since; its lengths never are.
        /// </returns>
        /// <remarks>
        /// A label, file name or group column that is called as it is by default may be missing; one that is called otherwise must be there. Null leaves it out. A column that
        /// happens to be called <c>FileName</c> or <c>Group</c> and is neither text nor key is not read.
        /// Of a table's own view (<see cref="ToDataView"/>) comes the same table: names, labels, file names, groups, and every feature to the bit.
        /// </remarks>
        /// <exception cref="ArgumentException">
        /// A column is missing or of another type, the slot names are not distinct, or a feature is NaN or infinite: the message names row and column.
        /// </exception>
        public static FeatureTable FromDataView(
            IDataView data,
            string featureColumnName = "Features",
            string? labelColumnName = "Label",
            string? fileNameColumnName = "FileName",
            string? groupColumnName = "Group")
        {
            ArgumentNullException.ThrowIfNull(data);
            ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
            return new DataViewReader(data, labelColumnName, fileNameColumnName, groupColumnName).ReadVector(featureColumnName);
        }

        /// <summary>A table of ML.NET's data, with the features in columns of their own. The whole view is read, once, in its order.</summary>
        /// <param name="data">The data, from any loader or transformer.</param>
        /// <param name="featureColumnNames">The features: float columns, in the order that the table shall have them in; they keep their names.</param>
        /// <param name="labelColumnName">The genre: text, or a key (what <c>MapValueToKey</c> gives), called as the key's value; a missing one is not a genre.</param>
        /// <param name="fileNameColumnName">The file name, text; without one rows are called "row 1", "row 2", ...</param>
        /// <param name="groupColumnName">What must not be split between train and test, text or key; without one the tracks that the file names tell.</param>
        /// <returns>The table; neither lengths nor a feature set are known (<see cref="FeatureTable.WithFeatureSet"/> adds one).</returns>
        /// <remarks>
        /// A label, file name or group column that is called as it is by default may be missing; one that is called otherwise must be there. Null leaves it out. A column that
        /// happens to be called <c>FileName</c> or <c>Group</c> and is neither text nor key is not read.
        /// </remarks>
        /// <exception cref="ArgumentException">
        /// A column is missing or of another type, a name occurs twice, or a feature is NaN or infinite: the message names row and column.
        /// </exception>
        public static FeatureTable FromDataView(
            IDataView data,
            IReadOnlyList<string> featureColumnNames,
            string? labelColumnName = "Label",
            string? fileNameColumnName = "FileName",
            string? groupColumnName = "Group")
        {
            ArgumentNullException.ThrowIfNull(data);
            ArgumentNullException.ThrowIfNull(featureColumnNames);
            return new DataViewReader(data, labelColumnName, fileNameColumnName, groupColumnName).ReadScalars(featureColumnNames);
        }
    }
}
