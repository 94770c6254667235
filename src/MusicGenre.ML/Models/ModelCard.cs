using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MusicGenre.Features;
using MusicGenre.ML.Reports;

namespace MusicGenre.ML;

/// <summary>
/// Where a model comes from: the table, the trainer and its settings, the date, the cross-validated figures. It travels in the model's file (<see cref="GenreModel.WithCard"/>), and nothing is predicted
/// by it. Source: Mitchell and others, "Model cards for model reporting", FAT* 2019.
/// </summary>
public sealed record ModelCard
{
    private const int MostEntries = 1 << 16;
    private const int DigitsOfHash = 2 * SHA256.HashSizeInBytes;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" };

    /// <summary>The version of this library itself.</summary>
    internal static string OwnLibraryVersion { get; } = typeof(ModelCard).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The trainer's name.</summary>
    public string Trainer { get; init; } = "";

    /// <summary>The trainer's settings, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init => field = [.. value]; } = [];

    /// <summary>The name of the feature set; empty if it is not known.</summary>
    public string FeatureSet { get; init; } = "";

    /// <summary>The number of features.</summary>
    public int FeatureCount { get; init; }

    /// <summary>The number of rows learnt from.</summary>
    public int RowCount { get; init; }

    /// <summary>The number of tracks that the rows are of; null if it is not known.</summary>
    public int? TrackCount { get; init; }

    /// <summary>The number of groups of rows.</summary>
    public int GroupCount { get; init; }

    /// <summary>What the groups are, in words: <see cref="FeatureTable.DescribeGroups"/>.</summary>
    public string Groups { get; init; } = "";

    /// <summary>The number of rows of each genre.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> GenreCounts { get; init => field = [.. value]; } = [];

    /// <summary>The SHA-256 of the table, in 64 hexadecimal digits: <see cref="FeatureTable.ComputeSha256"/>.</summary>
    public string TableSha256 { get; init; } = "";

    /// <summary>The version of this library.</summary>
    public string LibraryVersion { get; init; } = "";

    /// <summary>When the model was made; null if it is not said. Without it, models of the same table and settings have the same bytes.</summary>
    public DateTimeOffset? Created { get; init => field = value?.ToUniversalTime(); }

    /// <summary>The cross-validated figures; null if there was no evaluation.</summary>
    public ModelEvaluation? Evaluation { get; init; }

    /// <summary>The card of a model that a trainer learns from a table: everything but the date and the figures.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="table">The table.</param>
    public static ModelCard Of(ITrainer trainer, FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(table);
        return new ModelCard
        {
            Trainer = trainer.Name,
            Settings = [.. TrainerSettings.Of(trainer).Select(static s => KeyValuePair.Create(s.Name, s.Value))],
            FeatureSet = table.FeatureSet?.Name ?? "",
            FeatureCount = table.ColumnCount,
            RowCount = table.RowCount,
            GroupCount = table.Groups.Distinct(StringComparer.Ordinal).Count(),
            Groups = table.DescribeGroups(),
            GenreCounts = [.. table.Genres.Zip(table.GenreCounts(), KeyValuePair.Create)],
            TableSha256 = table.ComputeSha256(),
            LibraryVersion = OwnLibraryVersion,
        };
    }

    /// <summary>The card as JSON, in a fixed order.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, Json))
        {
            WriteTo(json);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes the card as a JSON object, with the names of <see cref="ToJson"/>.</summary>
    /// <param name="json">Where to.</param>
    public void WriteTo(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("trainer", Trainer);
        WriteList(json, "settings", Settings, static (j, s) =>
        {
            j.WriteString("name", s.Key);
            j.WriteString("value", s.Value);
        });
        json.WriteString("featureSet", FeatureSet);
        json.WriteNumber("features", FeatureCount);
        json.WriteNumber("rows", RowCount);
        if (TrackCount is int tracks)
        {
            json.WriteNumber("tracks", tracks);
        }

        json.WriteNumber("groups", GroupCount);
        json.WriteString("groupsAre", Groups);
        WriteList(json, "genres", GenreCounts, static (j, g) =>
        {
            j.WriteString("genre", g.Key);
            j.WriteNumber("rows", g.Value);
        });
        json.WriteString("tableSha256", TableSha256);
        json.WriteString("libraryVersion", LibraryVersion);
        if (Created is { } created)
        {
            json.WriteString("created", created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }

        if (Evaluation is { } figures)
        {
            json.WriteStartObject("evaluation");
            json.WriteString("protocol", figures.Protocol);
            json.WriteNumber("folds", figures.FoldCount);
            json.WriteNumber("accuracy", figures.Accuracy);
            json.WriteNumber("accuracyDeviation", figures.AccuracyDeviation);
            json.WriteNumber("macroF1", figures.MacroF1);
            json.WriteNumber("macroF1Deviation", figures.MacroF1Deviation);
            WriteList(json, "confusedPairs", figures.ConfusedPairs, static (j, p) =>
            {
                j.WriteString("first", p.First);
                j.WriteString("second", p.Second);
                j.WriteNumber("firstAsSecond", p.FirstAsSecond);
                j.WriteNumber("secondAsFirst", p.SecondAsFirst);
            });
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FeatureFormatException">The text is no card; the message names the field.</exception>
    public static ModelCard FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            return new JsonReader(document.RootElement, "the card", path: null).Guard(Read);
        }
        catch (JsonException notJson)
        {
            throw new FeatureFormatException($"the card is no JSON: {notJson.Message}", path: null, innerException: notJson);
        }
    }

    /// <summary>The card in words, a line for each thing.</summary>
    public override string ToString()
    {
        List<string> lines =
        [
            $"trainer      {Trainer}{(Settings.Count > 0 ? $" ({string.Join(", ", Settings.Select(static s => $"{s.Key} {s.Value}"))})" : "")}",
            FormattableString.Invariant($"features     {FeatureCount}{(FeatureSet.Length > 0 ? $" ({FeatureSet})" : "")}"),
            FormattableString.Invariant($"rows         {RowCount}{(TrackCount is int tracks ? $" of {tracks} tracks" : "")}"),
            $"genres       {string.Join(", ", GenreCounts.Select(static g => FormattableString.Invariant($"{g.Key} {g.Value}")))}",
            FormattableString.Invariant($"groups       {GroupCount} ({Groups})"),
            $"table        SHA-256 {TableSha256}",
            $"figures      {(Evaluation is null ? "none: the model was not evaluated" : Evaluation.ToString().Replace("\n", "\n             ", StringComparison.Ordinal))}",
            $"made         {(Created is { } created ? created.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) + ", " : "")}MusicGenre.ML {LibraryVersion}",
        ];
        return string.Join('\n', lines);
    }

    private static ModelCard Read(JsonReader card)
    {
        string hash = card.Text("tableSha256");
        if (hash.Length != DigitsOfHash || !hash.All(char.IsAsciiHexDigit))
        {
            throw card.Error("tableSha256", $"is no SHA-256; {DigitsOfHash} hexadecimal digits were expected");
        }

        return new ModelCard
        {
            Trainer = card.Text("trainer"),
            Settings = [.. card.Items("settings", MostEntries).Select(static s => KeyValuePair.Create(s.Text("name"), s.Text("value")))],
            FeatureSet = card.Text("featureSet"),
            FeatureCount = Count(card, "features"),
            RowCount = Count(card, "rows"),
            TrackCount = card.Has("tracks") ? Count(card, "tracks") : null,
            GroupCount = Count(card, "groups"),
            Groups = card.Text("groupsAre"),
            GenreCounts = [.. card.Items("genres", MostEntries).Select(static g => KeyValuePair.Create(g.Text("genre"), Count(g, "rows")))],
            TableSha256 = hash,
            LibraryVersion = card.Text("libraryVersion"),
            Created = !card.Has("created") ? null
                : DateTimeOffset.TryParseExact(card.Text("created"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset created) ? created
                : throw card.Error("created", "is no date such as 2026-01-31T12:00:00Z"),
            Evaluation = card.Has("evaluation") ? ReadEvaluation(card.Object("evaluation")) : null,
        };
    }

    private static ModelEvaluation ReadEvaluation(JsonReader figures)
    {
        return new ModelEvaluation(
            figures.Text("protocol"), Count(figures, "folds"), Figure("accuracy"), Figure("accuracyDeviation"), Figure("macroF1"), Figure("macroF1Deviation"),
            [.. figures.Items("confusedPairs", MostEntries).Select(static p => new ConfusedPair(p.Text("first"), p.Text("second"), Count(p, "firstAsSecond"), Count(p, "secondAsFirst")))]);

        double Figure(string name) => figures.OptionalNumber(name) is { } value and >= 0 and <= 1 ? value : throw figures.Error(name, "is no number from 0 to 1");
    }

    private static int Count(JsonReader reader, string field) => reader.Integer(field, otherwise: null) is int count and >= 0 ? count : throw reader.Error(field, "is negative; a count was expected");

    private static void WriteList<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
