namespace MusicGenre.ML.Preprocessing;

/// <summary>Some of the columns: see <see cref="SelectColumns"/>.</summary>
/// <param name="inputCount">The number of columns.</param>
/// <param name="columns">The columns to keep, in their order.</param>
internal sealed class Selection(int inputCount, int[] columns) : FittedStep(inputCount, columns.Length)
{
    public const string KindName = "selection";

    public override string Kind => KindName;

    public ReadOnlySpan<int> Columns => columns;

    public override IReadOnlyList<string> OutputNames(IReadOnlyList<string> names) => [.. columns.Select(c => names[c])];

    public override void Transform(ReadOnlySpan<double> row, Span<double> transformed)
    {
        for (int c = 0; c < columns.Length; c++)
        {
            transformed[c] = row[columns[c]];
        }
    }

    public override void Write(ModelWriter writer) => writer.Write(columns);

    public static Selection Read(ModelReader reader, int columns)
    {
        int[] kept = reader.ReadInt32s(-1, 0, columns - 1, "the selected columns");
        return kept.Length > 0 && kept.Distinct().Count() == kept.Length
            ? new Selection(columns, kept)
            : throw reader.Error($"{kept.Length} columns are selected; at least one, and each once, were expected.");
    }
}
