using System.Text.Encodings.Web;
using System.Text.Json;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Tool.Output;

/// <summary>The findings of an audit as JSON. Names of members stay as they are; what is not known is null.</summary>
internal static class AuditJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>
    /// Writes <c>{source, tracks, seconds, clean, genres: [{genre, tracks, groups, tooSmall}], duplicates: [{kind, first, second, firstGenre, secondGenre, offset, start, seconds, bitErrorRate}],
    /// severalGenres: [{what, name, genres: {}}], files: [{file, kind, detail}], labels: {trainer, folds, accuracy, macroF1, estimatedNoise, thresholds: {}, confidentJoint: [[]],
    /// issues: [{file, given, suggested, givenProbability, suggestedProbability}]} | null, notes}</c>. The file is written atomically.
    /// </summary>
    public static void Write(string path, AuditFindings findings) => AtomicFile.Write(path, stream =>
    {
        using (Utf8JsonWriter json = new(stream, Options))
        {
            Write(json, findings);
        }

        stream.WriteByte((byte)'\n');
    });

    private static void Write(Utf8JsonWriter json, AuditFindings findings)
    {
        AuditResult audit = findings.Audit;
        json.WriteStartObject();
        json.WriteString("source", findings.Source);
        json.WriteNumber("tracks", audit.FileNames.Count);
        Number(json, "seconds", audit.Tracks.Count > 0 ? findings.Seconds : double.NaN);
        json.WriteBoolean("clean", audit.IsClean);
        Array(json, "genres", audit.GenreSizes, g =>
        {
            json.WriteString("genre", g.Genre);
            json.WriteNumber("tracks", g.Tracks);
            json.WriteNumber("groups", g.Groups);
            json.WriteBoolean("tooSmall", audit.SmallGenres.Contains(g));
        });
        Array(json, "duplicates", audit.Duplicates, pair =>
        {
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(pair.Kind.ToString()));
            json.WriteString("first", findings.NameOf(pair.First));
            json.WriteString("second", findings.NameOf(pair.Second));
            json.WriteString("firstGenre", audit.Genres[pair.First]);
            json.WriteString("secondGenre", audit.Genres[pair.Second]);
            Number(json, "offset", pair.Offset);
            Number(json, "start", pair.Start);
            Number(json, "seconds", pair.Seconds);
            Number(json, "bitErrorRate", pair.BitErrorRate);
        });
        Array(json, "severalGenres", audit.GenreConflicts, conflict =>
        {
            json.WriteString("what", conflict.What);
            json.WriteString("name", conflict.Name);
            json.WriteStartObject("genres");
            foreach ((string genre, int count) in conflict.Genres)
            {
                json.WriteNumber(genre, count);
            }

            json.WriteEndObject();
        });
        Array(json, "files", audit.TrackIssues, issue =>
        {
            json.WriteString("file", issue.FileName);
            json.WriteString("kind", JsonNamingPolicy.CamelCase.ConvertName(issue.Kind.ToString()));
            json.WriteString("detail", issue.Detail);
        });
        WriteLabels(json, audit.Labels);
        json.WriteStartArray("notes");
        foreach (string note in findings.Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter json, LabelAuditResult? labels)
    {
        if (labels is null)
        {
            json.WriteNull("labels");
            return;
        }

        CrossValidationResult evaluation = labels.Evaluation;
        json.WriteStartObject("labels");
        json.WriteString("trainer", evaluation.TrainerName);
        json.WriteString("folds", evaluation.Folds.Description);
        json.WriteNumber("judged", labels.JudgedCount);
        Number(json, "accuracy", evaluation.Accuracy.Mean);
        Number(json, "macroF1", evaluation.MacroF1.Mean);
        Number(json, "estimatedNoise", labels.EstimatedNoise);
        json.WriteStartObject("thresholds");
        foreach ((string genre, double threshold) in evaluation.Table.Genres.Zip(labels.Thresholds))
        {
            Number(json, genre, threshold);
        }

        json.WriteEndObject();
        json.WriteStartArray("confidentJoint");
        foreach (IReadOnlyList<int> line in labels.ConfidentJoint)
        {
            json.WriteStartArray();
            foreach (int count in line)
            {
                json.WriteNumberValue(count);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        Array(json, "issues", labels.Issues, issue =>
        {
            json.WriteString("file", issue.FileName);
            json.WriteString("given", issue.Given);
            json.WriteString("suggested", issue.Suggested);
            Number(json, "givenProbability", issue.GivenProbability);
            Number(json, "suggestedProbability", issue.SuggestedProbability);
        });
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
