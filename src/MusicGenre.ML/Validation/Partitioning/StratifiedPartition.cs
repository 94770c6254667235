using MusicGenre.Numerics;

namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>Deals the rows of each genre out like cards.</summary>
internal static class StratifiedPartition
{
    /// <summary>The fold of each row.</summary>
    public static int[] Assign(FeatureTable table, int count, long seed, int repeat) =>
        Deal([.. table.GenreIndices], table.Genres.Count, count, new SeededRandom(seed, repeat));

    /// <summary>The fold of each row.</summary>
    /// <param name="labels">The genre of each row.</param>
    /// <param name="genres">The number of genres.</param>
    /// <param name="count">The number of folds.</param>
    /// <param name="random">Shuffles the rows of each genre; null deals them out in order, each genre from the first fold on.</param>
    public static int[] Deal(int[] labels, int genres, int count, SeededRandom? random)
    {
        int[] fold = new int[labels.Length];
        int next = 0;
        foreach (int[] rows in RowsByGenre(labels, genres))
        {
            // Shuffled, each genre goes on where the one before it stopped, so that the folds' sizes differ by at most one too.
            random?.Shuffle<int>(rows);
            next = random is null ? 0 : next;
            foreach (int row in rows)
            {
                fold[row] = next;
                next = (next + 1) % count;
            }
        }

        return fold;
    }

    /// <summary>Whether each row is tested.</summary>
    public static bool[] HoldOut(FeatureTable table, double testFraction, long seed, int repeat, bool stratified)
    {
        SeededRandom random = new(seed, repeat);
        bool[] isTest = new bool[table.RowCount];
        IEnumerable<int[]> strata = stratified ? RowsByGenre([.. table.GenreIndices], table.Genres.Count) : [[.. Enumerable.Range(0, table.RowCount)]];
        double owed = 0;
        foreach (int[] rows in strata)
        {
            random.Shuffle<int>(rows);

            // What rounding leaves over goes to the next genre, so that the whole keeps the fraction.
            double wanted = (rows.Length * testFraction) + owed;
            int taken = Math.Clamp((int)Math.Round(wanted, MidpointRounding.AwayFromZero), 0, rows.Length);
            owed = wanted - taken;
            for (int i = 0; i < taken; i++)
            {
                isTest[rows[i]] = true;
            }
        }

        return isTest;
    }

    private static IEnumerable<int[]> RowsByGenre(int[] labels, int genres)
    {
        for (int g = 0; g < genres; g++)
        {
            int genre = g;
            yield return [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == genre)];
        }
    }
}
