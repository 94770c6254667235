using System.Reflection;
using System.Text.Json;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Batch;

/// <summary>What is kept next to the table of a shard (<c>songs-3.shard.json</c> next to <c>songs-3.csv</c>): all that decides whether and how it goes together with the others.</summary>
internal sealed record ShardRecord(Shard Shard, string FeatureSet, string Segmentation, bool HasArtists, string LibraryVersion, IReadOnlyList<ShardTrack> Tracks)
{
    private const string Format = "MusicGenre shard";
    private const int FormatVersion = 1;
    private const int MostTracks = 50_000_000;

    /// <summary>The segmentation of whole tracks.</summary>
    public const string WholeTracks = "whole tracks";

    public static string ThisVersion { get; } = typeof(ShardRecord).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    public static string PathBeside(string tablePath) => Path.ChangeExtension(tablePath, null) + ".shard.json";

    public void Write(string tablePath) => AtomicFile.Write(PathBeside(tablePath), stream =>
    {
        using Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteNumber("version", FormatVersion);
        writer.WriteString("shard", Shard.ToString());
        writer.WriteString("library", LibraryVersion);
        writer.WriteString("segmentation", Segmentation);
        writer.WriteString("artists", HasArtists ? "yes" : "no");
        writer.WriteString("featureSet", FeatureSet);
        writer.WriteStartArray("tracks");
        foreach (ShardTrack track in Tracks)
        {
            writer.WriteStartObject();
            writer.WriteString("path", track.Path);
            writer.WriteString("name", track.Track.Name);
            writer.WriteString("genre", track.Track.Genre);
            writer.WriteString("artist", track.Track.Artist);
            writer.WriteString("album", track.Track.Album);
            if (track.Problem is { } problem)
            {
                writer.WriteString("problem", problem);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <exception cref="FeatureFormatException">There is no such file, or it is none of a shard.</exception>
    public static ShardRecord Read(string tablePath)
    {
        string path = PathBeside(tablePath);
        if (!File.Exists(path))
        {
            throw new FeatureFormatException(
                File.Exists(tablePath) ? $"there is no {Path.GetFileName(path)} next to it, which an extraction with a shard writes when it is complete"
                : FeatureRowFile.IsInterrupted(tablePath) ? "the shard is not complete: an interrupted run left a part of its rows, and the same command with --resume goes on"
                : "there is no such file",
                tablePath);
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(file);
            return Read(document.RootElement, path);
        }
        catch (JsonException e)
        {
            throw new FeatureFormatException($"not JSON, which a shard's file is: {e.Message}", path, e.LineNumber + 1, FormattableString.Invariant($"{e.BytePositionInLine + 1}"), e);
        }
        catch (Exception e) when (JsonReader.IsDamage(e))
        {
            throw new FeatureFormatException(e.Message, path, innerException: e);
        }
    }

    private static ShardRecord Read(JsonElement root, string path)
    {
        JsonReader reader = new(root, "the shard", path);
        if (reader.Text("format") is var format && format != Format)
        {
            throw reader.Error("format", $"is '{format}'; '{Format}' was expected");
        }

        if (reader.Integer("version", null) is var version && version != FormatVersion)
        {
            throw reader.Error("version", $"is {version}; this library reads version {FormatVersion}");
        }

        return new ShardRecord(
            Shard.TryParse(reader.Text("shard"), out Shard shard) ? shard : throw reader.Error("shard", $"is '{reader.Text("shard")}'; a part such as 3/8 was expected"),
            reader.Text("featureSet"),
            reader.Text("segmentation"),
            reader.Text("artists") == "yes",
            reader.Text("library"),
            [.. reader.Items("tracks", MostTracks).Select(static item => new ShardTrack(
                item.Text("path"),
                new AudioTrack(item.Text("path"), item.Text("name"), item.Text("genre")) { Artist = item.Text("artist"), Album = item.Text("album") },
                item.Has("problem") ? item.Text("problem") : null))]);
    }
}
