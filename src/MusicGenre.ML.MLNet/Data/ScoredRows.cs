using Microsoft.ML;
using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>What a multiclass pipeline says of some rows.</summary>
internal static class ScoredRows
{
    private const string PredictedLabel = "PredictedLabel";
    private const string Score = "Score";

    // Single-precision probabilities of some ten genres sum to 1 within much less.
    private const double SumTolerance = 1e-3;

    /// <summary>Reads predictions.</summary>
    /// <param name="scored">The scored rows.</param>
    /// <param name="table">The table that the rows are of.</param>
    /// <param name="rows">Which rows of the table they are, in their order.</param>
    public static RowPrediction[] Read(IDataView scored, FeatureTable table, IReadOnlyList<int> rows)
    {
        DataViewSchema.Column predicted = Column(scored.Schema, PredictedLabel);
        DataViewSchema.Column score = Column(scored.Schema, Score);
        if (score.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw new ArgumentException($"The column '{Score}' is {score.Type}; expected was a vector of Single of known size, a slot a label.", nameof(scored));
        }

        int[] genres = [.. LabelNames(predicted, score, vector.Size).Select(name => IndexOf(table.Genres, name))];
        using DataViewRowCursor cursor = scored.GetRowCursor([predicted, score]);
        Func<string> genre = GenreGetter(cursor, predicted);
        ValueGetter<VBuffer<float>> getScore = cursor.GetGetter<VBuffer<float>>(score);
        List<RowPrediction> predictions = [];
        VBuffer<float> values = default;
        bool areProbabilities = true;
        while (cursor.MoveNext() && predictions.Count < rows.Count)
        {
            int row = rows[predictions.Count];
            getScore(ref values);
            double[] probabilities = new double[table.Genres.Count];
            int slot = 0;
            foreach (float value in values.DenseValues())
            {
                int g = genres[slot++];
                if (g >= 0)
                {
                    probabilities[g] = value;
                }
            }

            areProbabilities &= Array.TrueForAll(probabilities, static p => p is >= 0 and <= 1) && Math.Abs(probabilities.Sum() - 1) <= SumTolerance;
            string name = genre();
            int index = IndexOf(table.Genres, name);
            predictions.Add(index >= 0
                ? new RowPrediction(row, table.GenreIndices[row], index, probabilities)
                : throw new ArgumentException($"'{name}' was predicted, which is no genre of the table; they are {string.Join(", ", table.Genres)}.", nameof(scored)));
        }

        return areProbabilities ? [.. predictions] : [.. predictions.Select(static p => p with { Probabilities = [] })];
    }

    private static DataViewSchema.Column Column(DataViewSchema schema, string name) =>
        schema.GetColumnOrNull(name) ?? throw new ArgumentException($"The pipeline gives no column '{name}'; it gives {string.Join(", ", schema.Select(static c => c.Name))}.", nameof(schema));

    // ML.NET's trainers name the slots of their scores; a model of ours that was loaded has the names on its predicted label alone.
    private static string[] LabelNames(DataViewSchema.Column predicted, DataViewSchema.Column score, int size) =>
        (ColumnNames.OfSlots(score) ?? ColumnNames.OfKeys(predicted)) is { } names && names.Length == size
            ? names
            : throw new ArgumentException($"Neither '{Score}' nor '{PredictedLabel}' says what the {size} slots of '{Score}' stand for.", nameof(score));

    private static Func<string> GenreGetter(DataViewRowCursor cursor, DataViewSchema.Column predicted)
    {
        if (predicted.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> getText = cursor.GetGetter<ReadOnlyMemory<char>>(predicted);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                getText(ref text);
                return text.ToString();
            };
        }

        string[] labels = ColumnNames.OfKeys(predicted)
            ?? throw new ArgumentException($"The column '{PredictedLabel}' is {predicted.Type}; expected was text, or a key whose values are text.", nameof(predicted));
        ValueGetter<uint> getKey = cursor.GetGetter<uint>(predicted);
        uint key = 0;
        return () =>
        {
            getKey(ref key);
            return key == 0 ? "" : labels[key - 1];
        };
    }

    private static int IndexOf(IReadOnlyList<string> genres, string name)
    {
        for (int g = 0; g < genres.Count; g++)
        {
            if (genres[g] == name)
            {
                return g;
            }
        }

        return -1;
    }
}
