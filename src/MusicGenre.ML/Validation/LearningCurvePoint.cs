namespace MusicGenre.ML;

/// <summary>How good a trainer is with some tracks of each genre.</summary>
/// <param name="TracksPerGenre">The tracks of each genre that it learnt from; all of a genre that has fewer.</param>
/// <param name="TrainingRows">The mean number of training rows over the folds.</param>
/// <param name="Accuracy">The accuracy on all test rows, over the folds.</param>
/// <param name="MacroF1">The macro-averaged F1, over the folds.</param>
public sealed record LearningCurvePoint(int TracksPerGenre, double TrainingRows, FoldStatistic Accuracy, FoldStatistic MacroF1);
