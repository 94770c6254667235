using System.Collections.Concurrent;

namespace MusicGenre.ML;

/// <summary>The kinds of classifier that a model file may hold. Those of this package are known; another package registers its own before it loads a model.</summary>
public static class ClassifierKinds
{
    private const int MaximumDepth = 8;

    private static readonly ConcurrentDictionary<string, Func<ModelReader, int, int, Classifier>> Readers = new(
        TrainerCatalog.Entries.DistinctBy(static e => e.Kind).Select(static e => KeyValuePair.Create(e.Kind, e.Read)),
        StringComparer.Ordinal);

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

    /// <summary>Reads a classifier that is part of another one. A vote may contain votes; the depth is limited because a hostile file could nest so many that the stack overflows.</summary>
    internal static Classifier ReadInner(ModelReader reader, int featureCount, int genreCount)
    {
        if (++reader.ClassifierDepth > MaximumDepth)
        {
            throw reader.Error($"classifiers are nested more than {MaximumDepth} deep.");
        }

        Classifier classifier = Read(reader, featureCount, genreCount);
        reader.ClassifierDepth--;
        return classifier;
    }
}
