namespace MusicGenre.ML.Trainers.Trees;

/// <summary>How a boosted tree grows.</summary>
internal readonly record struct BoostingSettings(double LearningRate, int MaxLeaves, double MinCurvaturePerLeaf, double L2, double FeatureShare, double RowShare);
