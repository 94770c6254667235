using System.Text.Json;
using MusicGenre.Numerics;

namespace MusicGenre.Audio.Tags;

/// <summary>
/// Tags that were read before, by path, size and date of the file: a run of ffprobe takes a tenth of a second of a core. A file of JSON lines; one that is damaged, of another version or can't be
/// written is as good as none. Safe for use by several threads.
/// </summary>
internal sealed class TagCache
{
    public const string FileName = "tags.jsonl";

    private const string Header = "{\"format\":\"musicgenre.tags\",\"version\":1}";
    private const int MostEntries = 100_000;
    private const long MostBytes = 1 << 28;

    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _clock;
    private bool _changed;

    private TagCache(string path) => _path = path;

    /// <summary>Opens a cache; empty if its file is missing or damaged.</summary>
    public static TagCache Open(string path)
    {
        TagCache cache = new(path);
        try
        {
            if (File.Exists(path) && new FileInfo(path).Length <= MostBytes)
            {
                cache.Load();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            cache._entries.Clear();
        }

        return cache;
    }

    /// <summary>The tags of a file that has not changed since; null if they are not known.</summary>
    public AudioTags? Find(FileInfo file)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(file.FullName, out Entry? entry) && entry.Length == file.Length && entry.Date == file.LastWriteTimeUtc.Ticks)
            {
                entry.Used = ++_clock;
                return entry.Tags;
            }

            return null;
        }
    }

    /// <summary>Keeps the tags of a file as it was when they were read.</summary>
    /// <param name="file">The file, looked at before its tags were read.</param>
    /// <param name="tags">The tags.</param>
    public void Add(FileInfo file, AudioTags tags)
    {
        lock (_lock)
        {
            _entries[file.FullName] = new Entry(file.Length, file.LastWriteTimeUtc.Ticks, tags) { Used = ++_clock };
            _changed = true;
        }
    }

    /// <summary>Writes the cache if there is anything new; of too many entries those that were not used longest go.</summary>
    public void Save()
    {
        lock (_lock)
        {
            if (!_changed)
            {
                return;
            }

            try
            {
                AtomicFile.Write(_path, Write);
                _changed = false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Read again next time.
            }
        }
    }

    private void Write(Stream stream)
    {
        using StreamWriter writer = new(stream, leaveOpen: true);
        writer.Write(Header + "\n");
        foreach ((string path, Entry entry) in _entries.OrderByDescending(static e => e.Value.Used).Take(MostEntries).OrderBy(static e => e.Value.Used))
        {
            AudioTags tags = entry.Tags;
            writer.Write(string.Join(',', "[" + Text(path), FormattableString.Invariant($"{entry.Length},{entry.Date}"), Text(tags.Title), Text(tags.Artist), Text(tags.AlbumArtist), Text(tags.Album),
                Text(tags.Genre), FormattableString.Invariant($"{tags.Duration ?? -1:R}")) + "]\n");
        }

        static string Text(string value) => $"\"{JsonEncodedText.Encode(value)}\"";
    }

    private void Load()
    {
        using StreamReader reader = new(_path);
        if (reader.ReadLine() != Header)
        {
            return;
        }

        while (_entries.Count < MostEntries && reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement entry = document.RootElement;
            double duration = entry[8].GetDouble();
            AudioTags tags = new()
            {
                Title = entry[3].GetString()!,
                Artist = entry[4].GetString()!,
                AlbumArtist = entry[5].GetString()!,
                Album = entry[6].GetString()!,
                Genre = entry[7].GetString()!,
                Duration = double.IsFinite(duration) && duration >= 0 ? duration : null,
            };
            _entries[entry[0].GetString()!] = new Entry(entry[1].GetInt64(), entry[2].GetInt64(), tags) { Used = ++_clock };
        }
    }

    private sealed record Entry(long Length, long Date, AudioTags Tags)
    {
        public long Used { get; set; }
    }
}
