using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>
/// Keeps the first slots of a vector. A custom mapping that was loaded can only give vectors of a length written in its source, and trainers ask for vectors of
/// known length: so mappings give vectors of <see cref="Longest"/> slots, sparse, and this truncates them to their length.
/// </summary>
internal sealed class FirstSlots : IEstimator<ITransformer>
{
    /// <summary>The most slots that there may be.</summary>
    public const int Longest = 1 << 14;

    private static readonly int[] Indices = [.. Enumerable.Range(0, Longest)];

    private readonly CountFeatureSelectingEstimator _selection;
    private readonly ITransformer _cut;

    /// <summary>Prepares the truncation.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="output">The column that is made.</param>
    /// <param name="input">The column that is truncated.</param>
    /// <param name="count">How many slots are kept, 1 to <see cref="Longest"/>.</param>
    public FirstSlots(MLContext mlContext, string output, string input, int count)
    {
        if (count is < 1 or > Longest)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"A column of 1 to {Longest} slots can be made.");
        }

        // The selection keeps slots that are not zero in enough of its training rows: one made row says which.
        float[] kept = new float[Longest];
        Array.Fill(kept, 1, 0, count);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Values)].ColumnName = input;
        _selection = mlContext.Transforms.FeatureSelection.SelectFeaturesBasedOnCount(output, input, count: 1);
        _cut = _selection.Fit(mlContext.Data.LoadFromEnumerable([new Row { Values = kept }], schema));
    }

    /// <summary>A vector of the longest length that begins with some values.</summary>
    /// <param name="values">At most <see cref="Longest"/> values; kept, not copied.</param>
    public static VBuffer<float> Pad(float[] values) => new(Longest, values.Length, values, Indices);

    /// <summary>The annotation that names the first slots, and leaves the others without names.</summary>
    /// <param name="column">The padded column.</param>
    /// <param name="names">The names.</param>
    public static void Name(SchemaDefinition.Column column, IReadOnlyList<string> names) => column.AddAnnotation(
        "SlotNames",
        new VBuffer<ReadOnlyMemory<char>>(Longest, names.Count, [.. names.Select(static n => n.AsMemory())], Indices),
        new VectorDataViewType(TextDataViewType.Instance, Longest));

    public ITransformer Fit(IDataView input) => _cut;

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _selection.GetOutputSchema(inputSchema);

    private sealed class Row
    {
        [VectorType(Longest)]
        public float[] Values { get; set; } = [];
    }
}
