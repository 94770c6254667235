using MusicGenre.ML;

namespace MusicGenre.Tool.Output;

/// <summary>What <c>predict</c> says of a track, or of a row of a table.</summary>
/// <param name="Name">The file, or the row's file name.</param>
/// <param name="Label">The genre that the folder, the name or the table tells; may be empty.</param>
/// <param name="Prediction">The prediction.</param>
/// <param name="Windows">The windows; none for a row of a table.</param>
/// <param name="IsRow">Whether it is a row of a table.</param>
internal sealed record PredictedTrack(string Name, string Label, GenrePrediction Prediction, IReadOnlyList<WindowPrediction> Windows, bool IsRow);
