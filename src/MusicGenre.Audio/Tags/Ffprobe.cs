using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using MusicGenre.Audio.Formats;

namespace MusicGenre.Audio.Tags;

/// <summary>Reads tags with the program ffprobe: one short run for each file, its output JSON.</summary>
internal static class Ffprobe
{
    // Eight short texts. What is longer is no tag, and is not held.
    private const int MostOutput = 1 << 20;

    private const string TagNames = "title,artist,album,album_artist,albumartist,album artist,genre";
    private static readonly string Entries = $"format=duration:format_tags={TagNames}:stream=duration:stream_tags={TagNames}";
    private static readonly JsonDocumentOptions Nesting = new() { MaxDepth = 16 };

    /// <summary>How long one file may take.</summary>
    internal static TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The program next to ffmpeg where that is named, else the first in the folders of PATH; null if it is not there.</summary>
    /// <param name="ffmpegPath">What is named as ffmpeg; null for the environment variable.</param>
    /// <param name="missing">Where it is not.</param>
    public static string? Find(string? ffmpegPath, out string missing)
    {
        ffmpegPath ??= Environment.GetEnvironmentVariable(FfmpegSource.Variable);
        missing = "on the PATH (install ffmpeg, which it comes with)";
        if (string.IsNullOrEmpty(ffmpegPath))
        {
            return FfmpegSource.OnPath("ffprobe");
        }

        string name = Path.GetFileName(ffmpegPath);
        int place = name.LastIndexOf("ffmpeg", StringComparison.OrdinalIgnoreCase);
        name = place < 0 ? "ffprobe" + Path.GetExtension(ffmpegPath) : string.Concat(name.AsSpan(0, place), "ffprobe", name.AsSpan(place + 6));
        string program = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(ffmpegPath))!, name);
        missing = $"next to '{ffmpegPath}', which is named as ffmpeg";
        return File.Exists(program) ? program : null;
    }

    /// <summary>The tags of a file.</summary>
    public static AudioTags Read(string path, string? ffmpegPath, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (TaglessFile.Read(path) is { } tagless)
        {
            return tagless;
        }

        string program = Find(ffmpegPath, out string missing) ?? throw new AudioFormatException($"tags are read with ffprobe, which is not {missing}", path);
        string[] arguments =
        [
            "-hide_banner", "-v", "error", .. FfmpegSource.SafeInput, "-select_streams", "a:0", "-show_entries", Entries, "-of", "json=compact=1", "file:" + Path.GetFullPath(path),
        ];
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeLimit);
        byte[] output;
        int exitCode;
        string errors;
        try
        {
            using FfmpegProcess process = new(program, arguments, input: null, TimeLimit, limit.Token);
            output = ReadOutput(process.Output, path);
            exitCode = process.WaitForExit(out _, out errors);
        }
        catch (Win32Exception e)
        {
            throw new AudioFormatException($"{program} can not be run: {e.Message}", path, null, e);
        }

        cancellation.ThrowIfCancellationRequested();
        return limit.IsCancellationRequested ? throw new AudioFormatException($"ffprobe took more than {TimeLimit.TotalSeconds} s and was ended", path)
            : exitCode != 0 ? throw new AudioFormatException($"ffprobe does not accept it (exit code {exitCode}): {(errors.Length > 0 ? errors : "no audio in it")}", path)
            : Parse(output, path);
    }

    /// <summary>The tags in ffprobe's output.</summary>
    internal static AudioTags Parse(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Nesting);
            JsonElement[] places = [.. Objects(document.RootElement, "format"), .. Objects(document.RootElement, "streams")];
            if (!Objects(document.RootElement, "streams").Any())
            {
                throw new AudioFormatException("there is no audio in it", path);
            }

            // Ogg and Opus keep their tags on the stream, the others on the whole.
            Dictionary<string, string> tags = new(StringComparer.OrdinalIgnoreCase);
            foreach (JsonProperty tag in places.SelectMany(static place => Objects(place, "tags")).SelectMany(static t => t.EnumerateObject()))
            {
                if (tag.Value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(tag.Value.GetString()))
                {
                    tags.TryAdd(tag.Name, tag.Value.GetString()!);
                }
            }

            return new AudioTags
            {
                Title = Text("title"),
                Artist = Text("artist"),
                AlbumArtist = Text("album_artist", "albumartist", "album artist"),
                Album = Text("album"),
                Genre = Text("genre"),
                Duration = places.Select(Duration).FirstOrDefault(static d => d is not null),
            };

            string Text(params ReadOnlySpan<string> names)
            {
                foreach (string name in names)
                {
                    if (tags.TryGetValue(name, out string? text))
                    {
                        return text;
                    }
                }

                return "";
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text with half of a surrogate pair.
            throw new AudioFormatException("ffprobe gave something that is not the JSON expected", path, null, e);
        }
    }

    /// <summary>A member that is an object, or the objects of one that is a list.</summary>
    private static IEnumerable<JsonElement> Objects(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement member) ? []
        : member.ValueKind == JsonValueKind.Object ? [member]
        : member.ValueKind == JsonValueKind.Array ? member.EnumerateArray().Where(static e => e.ValueKind == JsonValueKind.Object)
        : [];

    private static double? Duration(JsonElement place) =>
        place.TryGetProperty("duration", out JsonElement value) && value.ValueKind == JsonValueKind.String
            && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && double.IsFinite(seconds) && seconds >= 0
            ? seconds
            : null;

    private static byte[] ReadOutput(Stream output, string path)
    {
        using MemoryStream kept = new();
        byte[] block = new byte[4096];
        int count;
        while ((count = output.Read(block)) > 0)
        {
            kept.Write(block, 0, count);
            if (kept.Length > MostOutput)
            {
                throw new AudioFormatException($"its tags have more than {MostOutput} bytes", path);
            }
        }

        return kept.ToArray();
    }
}
