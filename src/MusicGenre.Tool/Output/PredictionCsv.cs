using System.Globalization;
using MusicGenre.Features.Batch;
using MusicGenre.ML;

namespace MusicGenre.Tool.Output;

/// <summary>Predictions as a table: <c>filename,predicted,</c> and one probability per genre; with windows, <c>filename,start,duration,predicted,</c> and so on.</summary>
internal static class PredictionCsv
{
    public static void Write(string path, GenreModel model, IReadOnlyList<PredictedTrack> tracks, double rejectBelow, bool hasWindows) => CsvFormat.WriteFile(path, forPeople: true, csv =>
    {
        csv.WriteRecord(["filename", .. hasWindows ? ["start", "duration"] : Array.Empty<string>(), "predicted", .. model.Genres]);
        foreach (PredictedTrack track in tracks)
        {
            foreach (WindowPrediction window in hasWindows ? track.Windows : [])
            {
                Write([track.Name, Text(window.Start), Text(window.Duration)], window.Prediction);
            }

            if (!hasWindows || track.IsRow)
            {
                Write(hasWindows ? [track.Name, "", ""] : [track.Name], track.Prediction);
            }
        }

        void Write(string[] first, GenrePrediction prediction) => csv.WriteRecord([.. first, prediction.GenreOrUnknown(rejectBelow), .. prediction.RawProbabilities.ToArray().Select(Text)]);
    });

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
