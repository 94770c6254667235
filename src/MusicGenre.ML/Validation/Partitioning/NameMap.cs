using MusicGenre.Features;

namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>
/// What a file says of file names (their fold, their artist). A row of a table is looked up by its whole name first, then without folder, then without audio extension,
/// then by its track, so that <c>blues.00000.3.wav</c> goes where <c>blues/blues.00000.au</c> goes; names that are distinguished by folder or extension stay apart.
/// </summary>
/// <param name="path">The file or folder, for errors.</param>
internal sealed class NameMap(string path)
{
    private readonly Dictionary<string, Entry> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shared> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shared> _byStem = new(StringComparer.Ordinal);

    /// <summary>The number of names.</summary>
    public int Count => _byPath.Count;

    /// <summary>All names, in the order of the file.</summary>
    public IEnumerable<Entry> Entries => _byPath.Values;

    /// <summary>Adds a name. The same name may occur twice with the same value.</summary>
    /// <exception cref="TableFormatException">The name is empty, or something else was said of it before.</exception>
    public void Add(string fileName, string value, string source, long line)
    {
        fileName = Normalize(fileName);
        if (TrackName.WithoutFolder(fileName).Length == 0)
        {
            throw new TableFormatException("the file name is empty.", source, line);
        }

        Entry entry = new(fileName, value, line);
        if (!_byPath.TryAdd(fileName, entry))
        {
            Entry before = _byPath[fileName];
            if (before.Value != value)
            {
                throw new TableFormatException($"'{fileName}' is named twice, in {Quote(before.Value)} (line {before.Line}) and in {Quote(value)}.", source, line);
            }

            return;
        }

        Share(_byName, TrackName.WithoutFolder(fileName), entry);
        Share(_byStem, TrackName.Stem(fileName), entry);
    }

    /// <summary>The file's value for a row; null if it does not name the row.</summary>
    /// <param name="fileName">The row's file name.</param>
    /// <exception cref="TableFormatException">Several names fit equally well, and the file says different things of them.</exception>
    public Entry? Find(string fileName)
    {
        fileName = Normalize(fileName);
        if (_byPath.TryGetValue(fileName, out Entry? exact))
        {
            return exact;
        }

        if (!_byName.TryGetValue(TrackName.WithoutFolder(fileName), out Shared? found)
            && !_byStem.TryGetValue(TrackName.Stem(fileName), out found)
            && !_byStem.TryGetValue(TrackName.Track(fileName), out found))
        {
            return null;
        }

        return found.Other is null
            ? found.First
            : throw new TableFormatException(
                $"'{fileName}' may be '{found.First.FileName}' in {Quote(found.First.Value)} (line {found.First.Line}) or '{found.Other.FileName}' in {Quote(found.Other.Value)}; "
                + "the table and the file must name their tracks alike.",
                path,
                found.Other.Line);
    }

    private static string Normalize(string fileName) => fileName.Trim().Replace('\\', '/');

    private static string Quote(string value) => value.Length == 0 ? "none" : $"'{value}'";

    private static void Share(Dictionary<string, Shared> map, string key, Entry entry)
    {
        if (!map.TryAdd(key, new Shared(entry)) && map[key] is { Other: null } shared && shared.First.Value != entry.Value)
        {
            shared.Other = entry;
        }
    }

    /// <summary>A name and what is said of it.</summary>
    public sealed record Entry(string FileName, string Value, long Line);

    /// <summary>The first name with a shorter form, and the first other one with a different value.</summary>
    private sealed class Shared(Entry first)
    {
        public Entry First => first;

        public Entry? Other { get; set; }
    }
}
