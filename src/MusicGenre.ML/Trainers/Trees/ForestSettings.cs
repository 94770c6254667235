namespace MusicGenre.ML.Trainers.Trees;

/// <summary>The settings in which the kinds of forest differ.</summary>
/// <param name="NumberOfTrees">How many trees.</param>
/// <param name="MaxFeatures">How many features are tried at each node.</param>
/// <param name="MinimumExampleCountPerLeaf">The least number of rows on either side of a split.</param>
/// <param name="Bootstrap">Whether each tree sees as many rows drawn with replacement, or all rows once.</param>
/// <param name="RandomThresholds">Whether a feature's threshold is drawn, or the best of all.</param>
internal readonly record struct ForestSettings(int NumberOfTrees, int MaxFeatures, int MinimumExampleCountPerLeaf, bool Bootstrap, bool RandomThresholds);
