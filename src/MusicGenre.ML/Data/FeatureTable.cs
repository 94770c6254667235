using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Features.Batch;
using MusicGenre.ML.Data;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// A table of features: one row per track (or a segment of one), one named column a feature, with each row's file name, genre and group.
/// Tables are immutable; selections share nothing with their source.
/// </summary>
public sealed class FeatureTable
{
    private readonly float[] _values;
    private readonly string[] _featureNames;
    private readonly string[] _families;
    private readonly string[] _fileNames;
    private readonly string[] _labels;
    private readonly string[] _groups;
    private readonly long[]? _lengths;
    private readonly string[]? _artists;
    private readonly string[]? _albums;
    private double[]? _weights;
    private readonly string[] _genres;
    private readonly int[] _genreIndices;

    /// <summary>Creates a table; the arrays are copied.</summary>
    /// <param name="featureNames">The columns' names, each once.</param>
    /// <param name="values">The features, row-major, rows x columns, every one finite.</param>
    /// <param name="labels">The genre of each row; null or empty strings where it is not known.</param>
    /// <param name="fileNames">The file name of each row; "row 1", "row 2", ... where null.</param>
    /// <param name="groups">
    /// What must not be split between train and test, one name per row; where null, or for a row whose group is blank, the artist where it is known, else the track
    /// (<see cref="TrackName.Track"/> of the file name): rows of which nothing is known are not one group. Blanks around a name do not count.
    /// </param>
    /// <param name="lengths">The length of each row's clip in samples, where known.</param>
    /// <param name="featureSet">The set that the columns were extracted with, where known: its names are the columns', in the same order.</param>
    /// <param name="families">
    /// Which columns belong together, one name a column; where null, the set's <see cref="FeatureSet.Families"/>, and without a set what the columns' names tell: <c>lbp4_17</c> is of <c>lbp4</c>, and
    /// all without a number behind an underscore (<c>mfcc1_mean</c>, <c>tempo</c>) are <c>statistics</c>.
    /// </param>
    /// <param name="artists">The artist of each row; null or empty strings where it is not known.</param>
    /// <param name="albums">The album of each row; null or empty strings where it is not known.</param>
    /// <exception cref="ArgumentException">A length does not fit, a name occurs twice, a value is not finite, or the set has other columns; the message says which.</exception>
    public FeatureTable(
        IReadOnlyList<string> featureNames,
        ReadOnlySpan<float> values,
        IReadOnlyList<string>? labels = null,
        IReadOnlyList<string>? fileNames = null,
        IReadOnlyList<string>? groups = null,
        IReadOnlyList<long>? lengths = null,
        FeatureSet? featureSet = null,
        IReadOnlyList<string>? families = null,
        IReadOnlyList<string>? artists = null,
        IReadOnlyList<string>? albums = null)
    {
        ArgumentNullException.ThrowIfNull(featureNames);
        if (featureNames.Count == 0)
        {
            throw new ArgumentException("A table needs at least one feature column; got none.", nameof(featureNames));
        }

        int columns = featureNames.Count;
        if (values.Length % columns != 0)
        {
            throw new ArgumentException($"{values.Length} values are no whole number of rows of {columns} columns.", nameof(values));
        }

        int rows = values.Length / columns;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string name in featureNames)
        {
            if (string.IsNullOrEmpty(name) || !seen.Add(name))
            {
                throw new ArgumentException($"Feature names must be distinct and not empty; '{name}' is not.", nameof(featureNames));
            }
        }

        int bad = Finite.IndexOfNonFinite(values);
        if (bad >= 0)
        {
            throw new ArgumentException($"Row {(bad / columns) + 1}, column {featureNames[bad % columns]}: {values[bad]} is not a finite number.", nameof(values));
        }

        if (featureSet is not null && !featureSet.Names.SequenceEqual(featureNames))
        {
            throw new ArgumentException($"The feature set {featureSet} has other columns than the table, or another order.", nameof(featureSet));
        }

        FeatureSet = featureSet;
        _featureNames = [.. featureNames];
        _families = families is null
            ? featureSet is null ? [.. featureNames.Select(FeatureFamilies.Of)] : FeatureFamilies.Of(featureSet)
            : families.Count == columns && !families.Contains(null)
                ? [.. families]
                : throw new ArgumentException($"{families.Count} families were given for {columns} columns; a name for each, none of them null, was expected.", nameof(families));
        _values = values.ToArray();
        _labels = Copy(labels, rows, nameof(labels)) ?? NewArray(rows, static _ => "");
        _fileNames = Copy(fileNames, rows, nameof(fileNames)) ?? NewArray(rows, static i => FormattableString.Invariant($"row {i + 1}"));
        _groups = Copy(groups, rows, nameof(groups)) ?? new string[rows];
        _lengths = Copy(lengths, rows, nameof(lengths));
        _artists = Texts(artists, rows, nameof(artists));
        _albums = Texts(albums, rows, nameof(albums));

        for (int i = 0; i < rows; i++)
        {
            _labels[i] ??= "";
            _fileNames[i] ??= "";
            _groups[i] = string.IsNullOrWhiteSpace(_groups[i]) ? OwnGroup(i, isBesideOthers: groups is not null) : _groups[i].Trim();
        }

        // Ordinal order, as NumPy and scikit-learn sort class names: the numbering of genres is the same in every culture.
        _genres = [.. _labels.Where(static l => l.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> index = new(StringComparer.Ordinal);
        for (int g = 0; g < _genres.Length; g++)
        {
            index.Add(_genres[g], g);
        }

        _genreIndices = NewArray(rows, i => _labels[i].Length == 0 ? -1 : index[_labels[i]]);
    }

    /// <summary>Rows of a table with other columns; what it says of the rows is shared. The values are not copied.</summary>
    private FeatureTable(FeatureTable source, string[] featureNames, string[] families, float[] values)
    {
        _featureNames = featureNames;
        _families = families;
        _values = values;
        _labels = source._labels;
        _fileNames = source._fileNames;
        _groups = source._groups;
        _weights = source._weights;
        _genres = source._genres;
        _genreIndices = source._genreIndices;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount => _fileNames.Length;

    /// <summary>The number of feature columns.</summary>
    public int ColumnCount => _featureNames.Length;

    /// <summary>The names of the feature columns, in order.</summary>
    public IReadOnlyList<string> FeatureNames => _featureNames;

    /// <summary>The family of each column: columns of one family (one texture's values, all statistics) belong together, and trainers for many columns weigh them as one.</summary>
    public IReadOnlyList<string> Families => _families;

    /// <summary>The file name of each row.</summary>
    public IReadOnlyList<string> FileNames => _fileNames;

    /// <summary>The genre of each row; empty if it is not known.</summary>
    public IReadOnlyList<string> Labels => _labels;

    /// <summary>The group of each row: rows of one group never are on both sides of a grouped fold.</summary>
    public IReadOnlyList<string> Groups => _groups;

    /// <summary>The length of each row's clip in samples, or null if the table does not say.</summary>
    public IReadOnlyList<long>? Lengths => _lengths;

    /// <summary>The artist of each row, empty where it is not known, or null if the table does not say. Rows whose group was not given are grouped by it.</summary>
    public IReadOnlyList<string>? Artists => _artists;

    /// <summary>The album of each row, empty where it is not known, or null if the table does not say.</summary>
    public IReadOnlyList<string>? Albums => _albums;

    /// <summary>
    /// How much each row counts in training (scikit-learn's <c>sample_weight</c>): a weight of 2 counts a row twice; null for 1 each. Preprocessing steps and measures of quality ignore
    /// weights, and a trainer that can't weigh its rows refuses them. Set by <see cref="WithWeights"/>; files of tables have none.
    /// </summary>
    public IReadOnlyList<double>? Weights => _weights;

    /// <summary>The genres that occur, in ordinal order; a genre's index is its place here.</summary>
    public IReadOnlyList<string> Genres => _genres;

    /// <summary>The index in <see cref="Genres"/> of each row's genre, or -1 if it is not known.</summary>
    public IReadOnlyList<int> GenreIndices => _genreIndices;

    /// <summary>The feature set that the columns were extracted with; null if it is not known. A model learnt from the table carries it, and can then predict from audio.</summary>
    public FeatureSet? FeatureSet { get; }

    /// <summary>All features, row-major, rows x columns.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary><see cref="Values"/> as memory.</summary>
    internal ReadOnlyMemory<float> Memory => _values;

    /// <summary>The same rows after a preprocessing: labels, file names, groups and weights are shared, lengths, artists, albums and feature set are not kept.</summary>
    /// <param name="featureNames">The columns' names, each once.</param>
    /// <param name="families">Their families.</param>
    /// <param name="values">The values, rows x columns, every one finite; not copied.</param>
    internal FeatureTable Transformed(IReadOnlyList<string> featureNames, IReadOnlyList<string> families, float[] values) =>
        new(this, [.. featureNames], [.. families], values);

    /// <summary>
    /// A table of a folder of audio, on all cores: one row per track (or a segment of one), in the order of <see cref="AudioFolder.List"/> and the same bits regardless of the number of threads.
    /// The genre of a track is the folder that it lies in, or else the beginning of its name (<c>blues.00000.wav</c>). Tags are not read, so no artist is known: the tracks of
    /// <see cref="MusicLibrary.List"/>, given to <see cref="FromTracks(IReadOnlyList{AudioTrack}, FeatureSet, out IReadOnlyList{BadFile}, BatchOptions?, IProgress{BatchProgress}?, CancellationToken)"/>,
    /// make a table of a tagged library, as <c>musicgenre train</c> does.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="featureSet">The columns; null for <see cref="FeatureSets.MeanVariance"/>.</param>
    /// <param name="options">The segments and the number of threads; null for whole tracks on all cores.</param>
    /// <param name="progress">Takes each track when it is done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="AudioFormatException">A file can't be used, and the first such file ends the work: the overload that hands out the bad files leaves them out instead.</exception>
    /// <exception cref="FeatureFormatException">There is no audio file in the folder.</exception>
    /// <exception cref="IOException">The folder can't be read.</exception>
    public static FeatureTable FromFolder(
        string folder, FeatureSet? featureSet = null, BatchOptions? options = null, IProgress<BatchProgress>? progress = null, CancellationToken cancellationToken = default) =>
        BatchTable.Read(BatchTable.List(folder), featureSet ?? FeatureSets.MeanVariance, options, badFiles: null, progress, cancellationToken);

    /// <summary>The same, but files that can't be used, and folders within that can't be read, are left out and returned with their reasons.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="badFiles">The files that could not be used.</param>
    /// <param name="options">The segments and the number of threads; null for whole tracks on all cores.</param>
    /// <param name="progress">Takes each track when it is done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <exception cref="FeatureFormatException">There is no audio file in the folder.</exception>
    /// <exception cref="IOException">The folder can't be read.</exception>
    public static FeatureTable FromFolder(
        string folder, FeatureSet featureSet, out IReadOnlyList<BadFile> badFiles, BatchOptions? options = null, IProgress<BatchProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        List<BadFile> bad = [];
        FeatureTable table = FromTracks(BatchTable.List(folder, bad), featureSet, out IReadOnlyList<BadFile> badTracks, options, progress, cancellationToken);
        badFiles = [.. bad, .. badTracks];
        return table;
    }

    /// <summary>A table of some audio files, on all cores. Files that can't be used are left out and returned with their reasons.</summary>
    /// <param name="tracks">The files, what they are called and their genres; no two with the same name.</param>
    /// <param name="featureSet">The columns.</param>
    /// <param name="badFiles">The files that could not be used.</param>
    /// <param name="options">The segments and the number of threads; null for whole tracks on all cores.</param>
    /// <param name="progress">Takes each track when it is done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    /// <returns>The table; without rows where no file could be used.</returns>
    public static FeatureTable FromTracks(
        IReadOnlyList<AudioTrack> tracks,
        FeatureSet featureSet,
        out IReadOnlyList<BadFile> badFiles,
        BatchOptions? options = null,
        IProgress<BatchProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(featureSet);
        List<BadFile> bad = [];
        badFiles = bad;
        return BatchTable.Read(tracks, featureSet, options, bad, progress, cancellationToken);
    }

    /// <summary>A table of what a <see cref="BatchExtractor"/> gave.</summary>
    /// <param name="tracks">The tracks and their rows; one that could not be used has none.</param>
    /// <param name="featureSet">The extractor's set.</param>
    /// <exception cref="ArgumentException">The rows are of another set.</exception>
    public static FeatureTable FromTracks(IReadOnlyList<TrackFeatures> tracks, FeatureSet featureSet)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(featureSet);
        return BatchTable.Gather(tracks, featureSet);
    }

    /// <summary>One feature of one row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="column">The column, from 0.</param>
    public float this[int row, int column] => Row(row)[column];

    /// <summary>The features of one row.</summary>
    /// <param name="row">The row, from 0.</param>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * ColumnCount, ColumnCount);

    /// <summary>The place of a column.</summary>
    /// <param name="featureName">The column's name, exactly.</param>
    /// <exception cref="ArgumentException">There is no such column; the message lists those there are.</exception>
    public int ColumnIndex(string featureName)
    {
        int index = Array.IndexOf(_featureNames, featureName);
        return index >= 0
            ? index
            : throw new ArgumentException($"There is no column '{featureName}'; the table has {string.Join(", ", _featureNames)}.", nameof(featureName));
    }

    /// <summary>The number of rows of each genre, in the order of <see cref="Genres"/>.</summary>
    public IReadOnlyList<int> GenreCounts()
    {
        int[] counts = new int[_genres.Length];
        foreach (int genre in _genreIndices)
        {
            if (genre >= 0)
            {
                counts[genre]++;
            }
        }

        return counts;
    }

    /// <summary>A table of some of the rows, in the order given.</summary>
    /// <param name="rows">Rows from 0; a row may be more than once.</param>
    public FeatureTable SelectRows(IReadOnlyList<int> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        float[] values = new float[rows.Count * ColumnCount];
        for (int i = 0; i < rows.Count; i++)
        {
            Row(rows[i]).CopyTo(values.AsSpan(i * ColumnCount));
        }

        return new FeatureTable(
            _featureNames, values, Pick(_labels, rows), Pick(_fileNames, rows), Pick(_groups, rows), PickOrNull(_lengths), FeatureSet, _families, PickOrNull(_artists), PickOrNull(_albums))
        { _weights = PickOrNull(_weights) };

        T[]? PickOrNull<T>(T[]? source) => source is null ? null : Pick(source, rows);
    }

    /// <summary>A table of some of the columns, in the order given.</summary>
    /// <param name="featureNames">The columns' names.</param>
    /// <exception cref="ArgumentException">A column is not there.</exception>
    public FeatureTable SelectColumns(IReadOnlyList<string> featureNames)
    {
        ArgumentNullException.ThrowIfNull(featureNames);
        int[] columns = [.. featureNames.Select(ColumnIndex)];
        float[] values = new float[RowCount * columns.Length];
        for (int row = 0; row < RowCount; row++)
        {
            ReadOnlySpan<float> source = Row(row);
            for (int c = 0; c < columns.Length; c++)
            {
                values[(row * columns.Length) + c] = source[columns[c]];
            }
        }

        return new FeatureTable(featureNames, values, _labels, _fileNames, _groups, _lengths, KnownSets.Select(FeatureSet, featureNames), Pick(_families, columns), _artists, _albums) { _weights = _weights };
    }

    /// <summary>The same table with other groups.</summary>
    /// <param name="groups">One name per row.</param>
    public FeatureTable WithGroups(IReadOnlyList<string> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        return With(groups, FeatureSet, _families, _weights);
    }

    /// <summary>The same table with other weights of its rows.</summary>
    /// <param name="weights">One weight per row, finite and above 0; null for 1 each.</param>
    /// <exception cref="ArgumentException">The weights are not one a row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A weight is not finite or not above 0.</exception>
    public FeatureTable WithWeights(IReadOnlyList<double>? weights)
    {
        double[]? copy = Copy(weights, RowCount, nameof(weights));
        if (copy is not null && Array.FindIndex(copy, static w => !(double.IsFinite(w) && w > 0)) is int row and >= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(weights), copy[row], $"The weight of row {row + 1} ({_fileNames[row]}) must be finite and above 0.");
        }

        return With(_groups, FeatureSet, _families, copy);
    }

    /// <summary>The same table with other families of columns.</summary>
    /// <param name="families">One name per column.</param>
    /// <exception cref="ArgumentException">There are more or fewer names than columns.</exception>
    public FeatureTable WithFamilies(IReadOnlyList<string> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        return With(_groups, FeatureSet, families, _weights);
    }

    /// <summary>
    /// The SHA-256 of all that is learnt from, in lower-case hexadecimal digits: column names, values, labels, groups, weights; also of file names, lengths, artists and albums. Tables that were read from the
    /// same file have the same.
    /// </summary>
    public string ComputeSha256() => TableHash.Of(this);

    /// <summary>What the groups of the rows are, in one line: how many artists, how many tracks without one.</summary>
    public string DescribeGroups()
    {
        HashSet<string> artists = _artists is null ? [] : [.. _artists.Where(static a => a.Length > 0).Select(ArtistGroup)];
        (int ofArtists, int alone, int given) = (0, 0, 0);
        foreach (IGrouping<string, int> group in Enumerable.Range(0, RowCount).GroupBy(i => _groups[i], StringComparer.Ordinal))
        {
            if (artists.Contains(group.Key))
            {
                ofArtists++;
            }
            else if (group.All(IsTrack))
            {
                alone++;
            }
            else
            {
                given++;
            }
        }

        string without = _artists is null ? "" : " without an artist";
        (int Count, string One, string Many)[] parts =
        [
            (ofArtists, "artist", "artists"),
            (alone, $"track{without}, alone", $"tracks{without}, each alone"),
            (given, "group as the table says", "groups as the table says"),
        ];
        return string.Join("; ", parts.Where(static p => p.Count > 0).Select(static p => FormattableString.Invariant($"{p.Count} {(p.Count == 1 ? p.One : p.Many)}")));

        // The group is the row's track, as file names or an extraction name it.
        bool IsTrack(int row) => (_artists is null || _artists[row].Length == 0)
            && (_groups[row] == OwnGroup(row, isBesideOthers: false) || _groups[row] == OwnGroup(row, isBesideOthers: true) || _groups[row] == _fileNames[row] || _groups[row] == BatchExtractor.TrackOfSegment(_fileNames[row]));
    }

    /// <summary>Whether the groups are those that a table of these artists and file names has by itself.</summary>
    internal bool HasOwnGroups => _artists is null
        ? Enumerable.Range(0, RowCount).All(i => _groups[i] == TrackName.Track(_fileNames[i]))
        : Enumerable.Range(0, RowCount).All(i => _groups[i] == OwnGroup(i, isBesideOthers: false));

    /// <summary>The size, the genres and how many rows each has, in one line.</summary>
    public override string ToString()
    {
        IReadOnlyList<int> counts = GenreCounts();
        return FormattableString.Invariant($"{RowCount} rows x {ColumnCount} features; ")
            + string.Join(", ", _genres.Select((g, i) => FormattableString.Invariant($"{g} {counts[i]}")));
    }

    /// <summary>The same table, extracted with a set of the same columns; null if that is not known.</summary>
    /// <param name="featureSet">The set.</param>
    /// <exception cref="ArgumentException">The set has other columns.</exception>
    public FeatureTable WithFeatureSet(FeatureSet? featureSet) =>
        With(_groups, featureSet, featureSet is null ? _families : null, _weights);

    /// <summary>The group of a row that was given none: its artist, or else its track.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="isBesideOthers">Whether it is next to groups that were given: an artist may be called like a track, so the bare name will not do.</param>
    private string OwnGroup(int row, bool isBesideOthers)
    {
        if (_artists?[row] is { Length: > 0 } artist)
        {
            return ArtistGroup(artist);
        }

        string track = TrackName.Track(_fileNames[row]);
        return string.IsNullOrWhiteSpace(track) ? FormattableString.Invariant($"row {row + 1}") : isBesideOthers || _artists is not null ? "track " + track : track;
    }

    /// <summary>The group of an artist's tracks, the same for every spelling of the name.</summary>
    internal static string ArtistGroup(string artist) => "artist " + AudioTags.ArtistKey(artist);

    /// <summary>Texts without blanks around them; null if all are empty.</summary>
    private static string[]? Texts(IReadOnlyList<string>? source, int rows, string parameter) =>
        Copy(source, rows, parameter) is { } texts && texts.Any(static t => !string.IsNullOrWhiteSpace(t)) ? [.. texts.Select(static t => t?.Trim() ?? "")] : null;

    /// <summary>The same table with some parts replaced.</summary>
    private FeatureTable With(IReadOnlyList<string> groups, FeatureSet? featureSet, IReadOnlyList<string>? families, double[]? weights) =>
        new(_featureNames, _values, _labels, _fileNames, groups, _lengths, featureSet, families, _artists, _albums) { _weights = weights };

    private static T[]? Copy<T>(IReadOnlyList<T>? source, int rows, string parameter)
    {
        if (source is null)
        {
            return null;
        }

        return source.Count == rows
            ? [.. source]
            : throw new ArgumentException($"{source.Count} entries were given for {rows} rows.", parameter);
    }

    private static T[] NewArray<T>(int length, Func<int, T> value)
    {
        T[] result = new T[length];
        for (int i = 0; i < length; i++)
        {
            result[i] = value(i);
        }

        return result;
    }

    private static T[] Pick<T>(T[] source, IReadOnlyList<int> rows) => NewArray(rows.Count, i => source[rows[i]]);
}
