namespace MusicGenre.ML.Trainers.Trees;

/// <summary>A node of a tree: if the feature is at most the threshold its first child follows, else the second, which stands right after the first.</summary>
/// <param name="Feature">The feature; -1 for a leaf.</param>
/// <param name="Threshold">What the feature is compared with; 0 for a leaf.</param>
/// <param name="Child">The place of the first child; a leaf's number for a leaf.</param>
internal readonly record struct TreeNode(int Feature, float Threshold, int Child);
