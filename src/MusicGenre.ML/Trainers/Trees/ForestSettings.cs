namespace MusicGenre.ML.Trainers.Trees;

/// <summary>How a forest grows.</summary>
/// <param name="NumberOfTrees">How many trees.</param>
/// <param name="MaxFeatures">How many features are tried at each node.</param>
/// <param name="MinimumExampleCountPerLeaf">The least number of rows on either side of a split.</param>
/// <param name="MaximumBins">The most bins of a column.</param>
/// <param name="Bootstrap">Whether each tree sees as many rows drawn with replacement, or all rows once.</param>
/// <param name="RandomThresholds">Whether a feature's threshold is drawn, or the best of all.</param>
internal readonly record struct ForestSettings(int NumberOfTrees, int MaxFeatures, int MinimumExampleCountPerLeaf, int MaximumBins, bool Bootstrap, bool RandomThresholds);
