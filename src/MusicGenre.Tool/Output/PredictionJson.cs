using System.Text.Encodings.Web;
using System.Text.Json;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Tool.Output;

/// <summary>Predictions as JSON: the model, then each track and its windows.</summary>
internal static class PredictionJson
{
    // The file is never embedded in a page, so names need no escaping.
    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, GenreModel model, IReadOnlyList<PredictedTrack> tracks, double rejectBelow) => AtomicFile.Write(path, stream =>
    {
        using Utf8JsonWriter json = new(stream, Options);
        json.WriteStartObject();
        json.WriteString("trainer", model.TrainerName);
        json.WriteStartArray("genres");
        foreach (string genre in model.Genres)
        {
            json.WriteStringValue(genre);
        }

        json.WriteEndArray();
        if (model.Window is { } seconds)
        {
            json.WriteNumber("window", seconds);
        }
        else
        {
            json.WriteNull("window");
        }

        json.WriteNumber("rejectBelow", rejectBelow);
        json.WriteStartArray("tracks");
        foreach (PredictedTrack track in tracks)
        {
            json.WriteStartObject();
            json.WriteString("file", track.Name);
            WritePrediction(json, track.Prediction, rejectBelow);
            json.WriteStartArray("windows");
            foreach (WindowPrediction window in track.Windows)
            {
                json.WriteStartObject();
                json.WriteNumber("start", window.Start);
                json.WriteNumber("duration", window.Duration);
                WritePrediction(json, window.Prediction, rejectBelow);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WritePrediction(Utf8JsonWriter json, GenrePrediction prediction, double rejectBelow)
    {
        json.WriteString("predicted", prediction.GenreOrUnknown(rejectBelow));
        json.WriteStartArray("probabilities");
        foreach (double probability in prediction.RawProbabilities)
        {
            json.WriteNumberValue(probability);
        }

        json.WriteEndArray();
    }
}
