namespace MusicGenre.ML;

/// <summary>How much a model relies on a family of columns.</summary>
/// <param name="Name">The family.</param>
/// <param name="ColumnCount">How many columns it has.</param>
/// <param name="AccuracyDrop">How much accuracy is lost when the family's columns are permuted, over the folds; about 0 for columns that the model does not use, below 0 where it is better off without them.</param>
/// <param name="LogLossIncrease">How much the log-loss grows, nats: it tells of a family that moves probabilities without changing answers.</param>
public sealed record FamilyImportance(string Name, int ColumnCount, FoldStatistic AccuracyDrop, FoldStatistic LogLossIncrease);
