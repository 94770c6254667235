namespace MusicGenre.ML.Trainers.Trees;

/// <summary>How a boosted tree grows.</summary>
internal readonly record struct BoostingSettings(double LearningRate, int NumberOfLeaves, double MinimumChildWeight, double L2Regularization, double FeatureFraction, double SubsampleFraction);
