using System.Text;
using MusicGenre.Features;

namespace MusicGenre.ML.Validation.Partitioning;

/// <summary>A published partition: which file name belongs to which fold or split.</summary>
internal sealed class SplitFile
{
    private static readonly string[] Parts = [SplitNames.Train, SplitNames.Valid, SplitNames.Test];
    private readonly NameMap _names;
    private readonly string _path;

    private SplitFile(string path, NameMap names, string description)
    {
        _path = path;
        _names = names;
        Description = description;
    }

    public string Description { get; }

    public List<string> Warnings { get; } = [];

    public static SplitFile Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            return ReadFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new TableFormatException("there is no such file or folder; a table of fold names or a folder of train/valid/test lists was expected.", path);
        }

        return ListName(path) is { } name ? ReadLists(Path.GetDirectoryName(Path.GetFullPath(path))!, name.Suffix) : ReadTable(path);
    }

    /// <summary>The fold of each row of a table; null for rows that the partition does not name.</summary>
    /// <exception cref="TableFormatException">No row is named, or the named ones make no folds.</exception>
    public string?[] NamesFor(FeatureTable table, out List<string> warnings)
    {
        HashSet<NameMap.Entry> used = [];
        string?[] names = new string?[table.RowCount];
        for (int i = 0; i < names.Length; i++)
        {
            if (_names.Find(table.FileNames[i]) is { } entry)
            {
                names[i] = entry.Value;
                used.Add(entry);
            }
        }

        if (used.Count == 0)
        {
            throw new TableFormatException($"none of its {_names.Count} names is in the table (for example '{_names.Entries.FirstOrDefault()?.FileName}').", _path);
        }

        if (SplitNames.Fault([.. SplitNames.Unify(names).OfType<string>().Distinct()]) is { } fault)
        {
            throw new TableFormatException($"of the table's rows: {fault}", _path);
        }

        warnings = used.Count < _names.Count
            ? [$"{_names.Count - used.Count} of the {_names.Count} names in the partition are not in the table."]
            : [];
        return names;
    }

    /// <summary>The part and the rest of the name of a list such as <c>train_filtered.txt</c>; null for any other file.</summary>
    private static (string Part, string Suffix)? ListName(string path)
    {
        string name = Path.GetFileName(path);
        if (!name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // "training_x.txt" is the list "_x.txt" of train, not the list "ing_x.txt".
        string? longest = SplitNames.All.Where(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase) && !char.IsLetter(name[p.Length])).MaxBy(static p => p.Length);
        return longest is null ? null : (SplitNames.PartOf(longest)!, name[longest.Length..]);
    }

    private static SplitFile ReadFolder(string folder)
    {
        string[] suffixes = [.. Directory.EnumerateFiles(folder).Select(ListName).Where(static n => n?.Part == SplitNames.Train)
            .Select(static n => n!.Value.Suffix).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        if (suffixes.Length == 0)
        {
            throw new TableFormatException("the folder holds no list train*.txt; lists train*.txt, test*.txt and perhaps valid*.txt were expected.", folder);
        }

        // The fault-filtered lists are used if a folder has several partitions of GTZAN.
        string chosen = Array.Find(suffixes, static s => s.Contains("filtered", StringComparison.OrdinalIgnoreCase)) ?? suffixes[0];
        SplitFile split = ReadLists(folder, chosen);
        if (suffixes.Length > 1)
        {
            split.Warnings.Add($"The folder holds {suffixes.Length} partitions ({string.Join(", ", suffixes.Select(static s => "train" + s))}); train{chosen} was taken. Name a list to choose another.");
        }

        return split;
    }

    private static SplitFile ReadLists(string folder, string suffix)
    {
        (string Part, string Path)[] lists = [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Select(static f => (Name: ListName(f), Path: f))
            .Where(f => string.Equals(f.Name?.Suffix, suffix, StringComparison.OrdinalIgnoreCase))
            .Select(static f => (f.Name!.Value.Part, f.Path))];
        NameMap names = new(folder);
        int[] counts = new int[Parts.Length];
        for (int p = 0; p < Parts.Length; p++)
        {
            string[] paths = [.. lists.Where(l => l.Part == Parts[p]).Select(static l => l.Path)];
            if (paths.Length > 1)
            {
                throw new TableFormatException($"two lists are the partition's {Parts[p]}: {string.Join(", ", paths.Select(Path.GetFileName))}.", folder);
            }

            if (paths.Length == 0 && Parts[p] != SplitNames.Valid)
            {
                throw new TableFormatException("the list is missing; a partition needs train and test.", Path.Combine(folder, Parts[p] + suffix));
            }

            foreach (string list in paths)
            {
                counts[p] += AddList(names, list, Parts[p]);
            }
        }

        return new SplitFile(folder, names, FormattableString.Invariant($"partition train{suffix} + valid against test ({counts[0]}/{counts[1]}/{counts[2]} names)"));
    }

    private static int AddList(NameMap names, string list, string part)
    {
        int count = 0;
        long line = 0;
        try
        {
            foreach (string text in File.ReadLines(list, NameTable.StrictUtf8))
            {
                line++;
                if (text.Trim() is { Length: > 0 } name && name[0] != '#')
                {
                    names.Add(name, part, list, line);
                    count++;
                }
            }
        }
        catch (DecoderFallbackException malformed)
        {
            throw new TableFormatException("the text is not UTF-8.", list, line: null, column: null, malformed);
        }

        return count;
    }

    private static SplitFile ReadTable(string path)
    {
        NameTable table = NameTable.Read(path);
        NameMap names = table.ToMap(table.Find("fold", "split", "part", "set") ?? table.Only("fold"), mayBeBlank: false);
        return new SplitFile(path, names, $"partition of {Path.GetFileName(path)}");
    }
}
