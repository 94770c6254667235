namespace MusicGenre.ML;

/// <summary>A row, or a track, whose genre looks wrong.</summary>
/// <param name="Row">The row of the table, from 0; the first of a track's.</param>
/// <param name="FileName">Its file name, or the track.</param>
/// <param name="Given">Its genre in the table.</param>
/// <param name="Suggested">The genre that models of the other rows find instead.</param>
/// <param name="GivenProbability">The probability of the given genre, by models that have not seen the row.</param>
/// <param name="SuggestedProbability">The probability of the suggested genre, by the same models.</param>
public sealed record LabelIssue(int Row, string FileName, string Given, string Suggested, double GivenProbability, double SuggestedProbability);
