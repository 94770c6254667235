using MusicGenre.Neural;

namespace MusicGenre.ML.Partitioning;

/// <summary>Deals the rows of each genre out like cards.</summary>
internal static class StratifiedPartition
{
    /// <summary>The fold of each row.</summary>
    public static int[] Assign(FeatureTable table, int count, long seed, int repeat)
    {
        SeededRandom random = new(seed, repeat);
        int[] fold = new int[table.RowCount];
        int next = 0;
        foreach (int[] rows in RowsByGenre(table))
        {
            random.Shuffle<int>(rows);
            foreach (int row in rows)
            {
                // Each genre goes on where the one before it stopped, so that the folds' sizes differ by at most one too.
                fold[row] = next;
                next = (next + 1) % count;
            }
        }

        return fold;
    }

    /// <summary>Whether each row is tested.</summary>
    public static bool[] HoldOut(FeatureTable table, double testShare, long seed, int repeat, bool stratified)
    {
        SeededRandom random = new(seed, repeat);
        bool[] isTest = new bool[table.RowCount];
        IEnumerable<int[]> strata = stratified ? RowsByGenre(table) : [[.. Enumerable.Range(0, table.RowCount)]];
        double owed = 0;
        foreach (int[] rows in strata)
        {
            random.Shuffle<int>(rows);

            // What rounding leaves over goes to the next genre, so that the whole keeps the share.
            double wanted = (rows.Length * testShare) + owed;
            int taken = Math.Clamp((int)Math.Round(wanted, MidpointRounding.AwayFromZero), 0, rows.Length);
            owed = wanted - taken;
            for (int i = 0; i < taken; i++)
            {
                isTest[rows[i]] = true;
            }
        }

        return isTest;
    }

    private static IEnumerable<int[]> RowsByGenre(FeatureTable table)
    {
        for (int g = 0; g < table.Genres.Count; g++)
        {
            int genre = g;
            yield return [.. Enumerable.Range(0, table.RowCount).Where(i => table.GenreIndices[i] == genre)];
        }
    }
}
