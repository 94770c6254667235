namespace MusicGenre.ML.MLNet.Data;

/// <summary>The order in which rows are given.</summary>
internal static class RowOrder
{
    /// <summary>A random order (Fisher and Yates'), drawn with <see cref="Random.Next(int)"/> alone, so that a generator gives the same order on every runtime.</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="random">The generator; null for none.</param>
    /// <returns>Null if the rows keep their order.</returns>
    public static int[]? Shuffled(int count, Random? random)
    {
        if (random is null)
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }
}
