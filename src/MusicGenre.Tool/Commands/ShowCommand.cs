using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MusicGenre.ML;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre show</c>: what a model file holds, and where it comes from.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("MODEL") { Description = "The model file." };
        Option<bool> json = new("--json") { Description = "Print it as JSON." };
        Command command = new("show", "Show what a model predicts from, and its card: what it was trained on, how, when, and its cross-validated figures.") { file, json };
        command.SetAction((parsed, _) =>
        {
            FileInfo path = parsed.GetRequiredValue(file);
            GenreModel model = GenreModel.Load(path.ToString());
            if (parsed.GetValue(json))
            {
                Terminal.Line(ToJson(model));
            }
            else
            {
                Print(path, model);
            }

            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("musicgenre show my.model", "musicgenre show my.model --json");
    }

    private static void Print(FileInfo path, GenreModel model)
    {
        Terminal.Line(FormattableString.Invariant($"{path} ({path.Length:N0} bytes): {model.TrainerName}, {model.FeatureNames.Count} features, {model.Genres.Count} genres"));
        Terminal.Line(PredictsFrom(model));
        Terminal.Line(model.Card?.ToString() ?? $"genres       {string.Join(", ", model.Genres)}\nIt has no card: the program that made it did not say what it was trained on.");
    }

    /// <summary>What the model predicts from, in words.</summary>
    public static string PredictsFrom(GenreModel model) => model.FeatureSet is { } set
        ? string.Create(CultureInfo.InvariantCulture, $"It predicts from audio: {set.Name}, {set.SampleRate} Hz, {set.Frames.Padding} padding{(model.Window is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", windows of {seconds:0.#} s") : "")}.")
        : "It predicts from tables only: the table's feature set is not known.";

    private static string ToJson(GenreModel model)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteString("trainer", model.TrainerName);
            writer.WriteString("featureSet", model.FeatureSet?.Name);
            if (model.Window is { } window)
            {
                writer.WriteNumber("window", window);
            }

            writer.WriteStartArray("features");
            foreach (string feature in model.FeatureNames)
            {
                writer.WriteStringValue(feature);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("genres");
            foreach (string genre in model.Genres)
            {
                writer.WriteStringValue(genre);
            }

            writer.WriteEndArray();
            writer.WritePropertyName("card");
            if (model.Card is { } card)
            {
                card.WriteTo(writer);
            }
            else
            {
                writer.WriteNullValue();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
