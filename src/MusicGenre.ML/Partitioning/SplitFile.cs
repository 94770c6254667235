using MusicGenre.Features;

namespace MusicGenre.ML.Partitioning;

/// <summary>A published partition: which file name belongs to which fold or split.</summary>
internal sealed class SplitFile
{
    private static readonly string[] Parts = [SplitNames.Train, SplitNames.Valid, SplitNames.Test];
    private readonly Dictionary<string, string> _nameOfStem = new(StringComparer.Ordinal);
    private readonly string _path;

    private SplitFile(string path)
    {
        _path = path;
        Description = $"partition of {Path.GetFileName(path.TrimEnd('/', '\\'))}";
    }

    public string Description { get; private set; }

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
            throw new FeatureFormatException("there is no such file or folder; a table of fold names or a folder of train/valid/test lists was expected.", path);
        }

        string name = Path.GetFileName(path);
        string? part = Array.Find(Parts, p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        return part is not null && name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
            ? ReadLists(Path.GetDirectoryName(Path.GetFullPath(path))!, name[part.Length..])
            : ReadTable(path);
    }

    /// <summary>The fold of each row of a table; null for rows that the partition does not name.</summary>
    public string?[] NamesFor(FeatureTable table, out List<string> warnings)
    {
        HashSet<string> used = new(StringComparer.Ordinal);
        string?[] names = new string?[table.RowCount];
        for (int i = 0; i < names.Length; i++)
        {
            string stem = TrackName.Stem(table.FileNames[i]);
            if (!_nameOfStem.ContainsKey(stem))
            {
                stem = TrackName.Track(stem);
            }

            if (_nameOfStem.TryGetValue(stem, out string? fold))
            {
                names[i] = fold;
                used.Add(stem);
            }
        }

        if (used.Count == 0)
        {
            throw new FeatureFormatException($"none of its {_nameOfStem.Count} names is in the table (for example '{_nameOfStem.Keys.FirstOrDefault()}').", _path);
        }

        warnings = used.Count < _nameOfStem.Count
            ? [$"{_nameOfStem.Count - used.Count} of the {_nameOfStem.Count} names in the partition are not in the table."]
            : [];
        return names;
    }

    private static SplitFile ReadFolder(string folder)
    {
        string[] suffixes = [.. Directory.EnumerateFiles(folder, SplitNames.Train + "*.txt")
            .Select(f => Path.GetFileName(f)[SplitNames.Train.Length..]).Order(StringComparer.Ordinal)];
        if (suffixes.Length == 0)
        {
            throw new FeatureFormatException("the folder holds no list train*.txt; lists train*.txt, test*.txt and perhaps valid*.txt were expected.", folder);
        }

        // The fault-filtered lists are what a folder with several partitions of GTZAN is asked for.
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
        SplitFile split = new(folder);
        int[] counts = new int[Parts.Length];
        for (int p = 0; p < Parts.Length; p++)
        {
            string list = Path.Combine(folder, Parts[p] + suffix);
            if (!File.Exists(list))
            {
                if (Parts[p] == SplitNames.Valid)
                {
                    continue;
                }

                throw new FeatureFormatException("the list is missing; a partition needs train and test.", list);
            }

            long line = 0;
            foreach (string text in File.ReadLines(list))
            {
                line++;
                if (text.Trim() is { Length: > 0 } name && name[0] != '#')
                {
                    split.Add(name, Parts[p], list, line);
                    counts[p]++;
                }
            }
        }

        split.Description = FormattableString.Invariant($"partition train{suffix} + valid against test ({counts[0]}/{counts[1]}/{counts[2]} names)");
        return split;
    }

    private static SplitFile ReadTable(string path)
    {
        SplitFile split = new(path);
        NameTable table = NameTable.Read(path);
        int column = table.Find("fold", "split", "part", "set") ?? table.Second();
        foreach (NameTable.Row row in table.Rows)
        {
            string fold = row.Cells[column].Trim();
            if (fold.Length == 0)
            {
                throw new FeatureFormatException("the fold's name is empty.", path, row.Line, table.Header[column]);
            }

            split.Add(row.Cells[table.FileName], fold, path, row.Line);
        }

        return split;
    }

    private void Add(string fileName, string fold, string path, long line)
    {
        string stem = TrackName.Stem(fileName);
        if (!_nameOfStem.TryAdd(stem, fold) && _nameOfStem[stem] != fold)
        {
            throw new FeatureFormatException($"'{stem}' is named twice, in '{_nameOfStem[stem]}' and in '{fold}'.", path, line);
        }
    }
}
