using System.Collections.Concurrent;

namespace MusicGenre.ML;

/// <summary>The kinds of classifier that a model file may hold. Those of this package are known; another package registers its own before it loads a model.</summary>
public static class ClassifierKinds
{
    private const int MaximumDepth = 8;

    private static readonly ConcurrentDictionary<string, Func<ModelReader, int, int, Classifier>> Readers = new(
        TrainerCatalog.Entries.DistinctBy(static e => e.Kind).Select(static e => KeyValuePair.Create(e.Kind, e.Read)),
        StringComparer.Ordinal);

    [ThreadStatic]
    private static int _depth;

    /// <summary>Makes a kind known.</summary>
    /// <param name="kind">The classifier's <see cref="Classifier.Kind"/>.</param>
    /// <param name="read">Reads a classifier, given the number of features and of genres that it must have.</param>
    public static void Register(string kind, Func<ModelReader, int, int, Classifier> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentNullException.ThrowIfNull(read);
        Readers[kind] = read;
    }

    internal static void Write(ModelWriter writer, Classifier classifier)
    {
        writer.Write(classifier.Kind);
        classifier.Write(writer);
    }

    internal static Classifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        string kind = reader.ReadString("the classifier's kind");
        return Readers.TryGetValue(kind, out Func<ModelReader, int, int, Classifier>? read)
            ? read(reader, featureCount, genreCount)
            : throw reader.Error($"the classifier's kind '{kind}' is not known; known are {string.Join(", ", Readers.Keys.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Reads a classifier that another one holds. A vote may hold votes; a hostile file must not hold so many in each other that the stack ends.</summary>
    internal static Classifier ReadInner(ModelReader reader, int featureCount, int genreCount)
    {
        if (_depth >= MaximumDepth)
        {
            throw reader.Error($"more than {MaximumDepth} classifiers stand in each other.");
        }

        _depth++;
        try
        {
            return Read(reader, featureCount, genreCount);
        }
        finally
        {
            _depth--;
        }
    }
}
