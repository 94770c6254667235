using System.Globalization;
using MusicGenre.Features.Batch;
using MusicGenre.ML;

namespace MusicGenre.Tool.Output;

/// <summary>Predictions as a table: <c>filename,predicted,</c> and one probability per genre.</summary>
internal static class PredictionCsv
{
    public static void Write(string path, GenreModel model, IReadOnlyList<string> names, IReadOnlyList<GenrePrediction> predictions) => CsvFormat.WriteFile(path, forPeople: true, csv =>
    {
        csv.WriteRecord(["filename", "predicted", .. model.Genres]);
        for (int i = 0; i < predictions.Count; i++)
        {
            csv.WriteRecord([names[i], predictions[i].Genre, .. predictions[i].RawProbabilities.ToArray().Select(static p => p.ToString("R", CultureInfo.InvariantCulture))]);
        }
    });
}
