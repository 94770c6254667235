using MusicGenre.Numerics;

namespace MusicGenre.ML.Trainers.Trees;

/// <summary>Grows the trees of a forest, on one or more threads.</summary>
internal static class ForestGrower
{
    /// <summary>Grows all trees, each with a stream of random numbers of its own, so that the number of threads does not matter.</summary>
    public static ForestClassifier Grow(TrainingSet set, ForestSettings settings, long seed, FitContext context)
    {
        // There are no more bins than rows.
        bool isByte = Math.Min(settings.MaximumBins, set.RowCount) <= BinnedColumns<byte>.MaximumBins;
        return set.Weights.ContainsAnyExcept(1.0)
            ? (isByte ? Grow<byte, double>(set, settings, seed, context) : Grow<ushort, double>(set, settings, seed, context))
            : (isByte ? Grow<byte, long>(set, settings, seed, context) : Grow<ushort, long>(set, settings, seed, context));
    }

    private static ForestClassifier Grow<TBin, TWeight>(TrainingSet set, ForestSettings settings, long seed, FitContext context)
        where TBin : unmanaged, System.Numerics.IBinaryInteger<TBin>, System.Numerics.IMinMaxValue<TBin>
        where TWeight : unmanaged, System.Numerics.INumber<TWeight>
    {
        ForestRows<TBin> rows = new(set, settings.MaximumBins, context);
        int genres = set.GenreCount;
        (TreeNode[] Nodes, float[] Leaves)[] grown = new (TreeNode[], float[])[settings.NumberOfTrees];
        Parallel.For(0, grown.Length, context.Parallel, () => new ForestTreeGrower<TBin, TWeight>(rows, settings, context), (t, _, grower) =>
        {
            grown[t] = grower.Grow(new SeededRandom(seed, t));
            return grower;
        }, static _ => { });

        // Every tree numbers its leaves from 0. Trees have many leaves in common, so the forest keeps each once.
        LeafTable leaves = new(genres);
        foreach ((TreeNode[] nodes, float[] ofTree) in grown)
        {
            context.Checkpoint();
            int[] places = new int[ofTree.Length / genres];
            for (int leaf = 0; leaf < places.Length; leaf++)
            {
                places[leaf] = leaves.Add(ofTree.AsSpan(leaf * genres, genres));
            }

            foreach (ref TreeNode node in nodes.AsSpan())
            {
                node = node.Feature < 0 ? node with { Child = places[node.Child] } : node;
            }
        }

        return new ForestClassifier(set.ColumnCount, genres, new TreeEnsemble(grown.Select(static g => g.Nodes)), leaves.Values.ToArray());
    }
}
