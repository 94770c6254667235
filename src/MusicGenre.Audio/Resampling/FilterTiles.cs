using MusicGenre.Numerics.Memory;

namespace MusicGenre.Audio.Resampling;

/// <summary>
/// A <see cref="FilterBank"/> as matrices: the outputs of one period of the two rates are its columns, 32 to a matrix, and the rows are the input samples from the first that one of the
/// columns needs. Periods one after the other, each a row of input samples, times such a matrix are the outputs.
/// </summary>
internal sealed class FilterTiles
{
    public const int Columns = 32;

    // 8 MB. With more the rates are so far apart that a filter is long anyway.
    private const long LargestLength = 1 << 21;

    private FilterTiles(FilterBank bank, int repeats, int depth)
    {
        InputPeriod = bank.InputStep * repeats;
        OutputPeriod = bank.OutputStep * repeats;
        Depth = depth;
        Count = (OutputPeriod + Columns - 1) / Columns;
        Weights = new AlignedBuffer((long)Count * depth * Columns);
        for (int output = 0; output < OutputPeriod; output++)
        {
            long position = (long)output * bank.InputStep;
            int tile = output / Columns;
            int offset = (int)(position / bank.OutputStep) - FirstInput(bank, tile);
            ReadOnlySpan<float> row = bank.Coefficients.AsSpan((int)(position % bank.OutputStep) * bank.Length, bank.Length);
            Span<float> weights = Weights.Span.Slice(tile * depth * Columns, depth * Columns);
            for (int j = 0; j < row.Length; j++)
            {
                weights[((offset + j) * Columns) + (output % Columns)] = row[j];
            }
        }

        FirstInputs = [.. Enumerable.Range(0, Count).Select(tile => FirstInput(bank, tile))];
    }

    /// <summary>Input samples of a period.</summary>
    public int InputPeriod { get; }

    /// <summary>Output samples of a period.</summary>
    public int OutputPeriod { get; }

    /// <summary>Input samples that a matrix spans, its rows.</summary>
    public int Depth { get; }

    /// <summary>The number of matrices.</summary>
    public int Count { get; }

    /// <summary>[<see cref="Count"/>, <see cref="Depth"/>, <see cref="Columns"/>].</summary>
    public AlignedBuffer Weights { get; }

    /// <summary>How much later than the period's first the input samples of each matrix begin.</summary>
    public int[] FirstInputs { get; }

    /// <summary>The matrices; null where they would be too large, or where the bank has not a row for each output.</summary>
    public static FilterTiles? Create(FilterBank bank)
    {
        if (!bank.IsExact)
        {
            return null;
        }

        // As many periods together as fill the columns.
        int repeats = Math.Max(1, Columns / bank.OutputStep);
        long depth = bank.Length + ((((long)Columns - 1) * bank.InputStep) / bank.OutputStep) + 1;
        long tiles = (((long)bank.OutputStep * repeats) + Columns - 1) / Columns;
        return tiles * depth * Columns > LargestLength ? null : new FilterTiles(bank, repeats, (int)depth);
    }

    private static int FirstInput(FilterBank bank, int tile) => (int)((long)tile * Columns * bank.InputStep / bank.OutputStep);
}
