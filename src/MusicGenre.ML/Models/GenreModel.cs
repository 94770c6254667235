using System.Buffers.Binary;
using System.Security.Cryptography;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML.Models;
using MusicGenre.ML.Trainers.Networks;
using MusicGenre.Neural;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// All that is needed to tell a track's genre: feature set, names of features and genres, preprocessing and classifier, in one object and in one file.
/// Immutable, and safe for use by several threads at once.
/// </summary>
public sealed class GenreModel
{
    private const uint FormatVersion = 3;
    private const int MaximumNames = 1 << 20;
    private const int SmallestHop = 16;
    private const int LargestOverlap = 64;
    private const int RowsAtOnce = 256;
    private static readonly byte[] Magic = "MGENRE\r\n"u8.ToArray();
    private readonly string[] _featureNames;
    private readonly string[] _genres;
    private readonly Lazy<FeatureExtractor> _extractor;

    internal GenreModel(
        string trainerName, IReadOnlyList<string> featureNames, IReadOnlyList<string> genres, FittedPreprocessing preprocessing, Classifier classifier, FeatureSet? featureSet, double? window)
    {
        TrainerName = trainerName;
        _featureNames = [.. featureNames];
        _genres = [.. genres];
        Preprocessing = preprocessing;
        Classifier = classifier;
        FeatureSet = featureSet;
        Window = window;

        // The filter banks are only made where audio comes.
        _extractor = new Lazy<FeatureExtractor>(() => new FeatureExtractor(FeatureSet!));
    }

    /// <summary>The trainer that made the model.</summary>
    public string TrainerName { get; }

    /// <summary>The features that the model requests, in its order.</summary>
    public IReadOnlyList<string> FeatureNames => _featureNames;

    /// <summary>How the features are extracted from audio; null if the model was learnt from a table of unknown origin: then it predicts from features alone.</summary>
    public FeatureSet? FeatureSet { get; }

    /// <summary>
    /// The length of audio, in seconds, that the model knows the features of: it learnt from clips or windows of that length, so longer audio is cut into windows of it
    /// (<see cref="Segmentation"/>). Null where it is not known, or where the model learnt from tracks of many lengths: then audio is one window, all of it as far as the set's <see cref="FeatureSet.Duration"/> goes.
    /// </summary>
    /// <remarks>
    /// A trainer takes the median of <see cref="FeatureTable.Lengths"/> if nine of ten rows are within a tenth of it; without lengths, the <see cref="FeatureSet.Duration"/> of the table's feature set.
    /// A statistic of five minutes is not that of 30 seconds: the mean of a chroma moves to the middle, a variance grows with every change of the music.
    /// </remarks>
    public double? Window { get; }

    /// <summary>How audio is cut before it is predicted: <see cref="Features.Segmentation.Windows"/> of <see cref="Window"/>, or null for all of it in one. For <see cref="BatchOptions.Segmentation"/>.</summary>
    public Segmentation? Segmentation => Window is { } seconds ? Segmentation.Windows(seconds) : null;

    /// <summary>The genres that the model knows, in ordinal order.</summary>
    public IReadOnlyList<string> Genres => _genres;

    /// <summary>The preprocessing learnt with the model.</summary>
    public FittedPreprocessing Preprocessing { get; }

    /// <summary>The classifier after the preprocessing.</summary>
    public Classifier Classifier { get; }

    /// <summary>Loss and accuracy over the epochs, if the trainer learns in epochs and the model was not loaded from a file.</summary>
    public TrainingHistory? History => (Classifier as IHasTrainingHistory)?.History;

    /// <summary>What went wrong in the fit without failing it: a search that stopped before it converged, each in one sentence. Empty if the model was loaded from a file.</summary>
    public IReadOnlyList<string> Warnings { get; internal init; } = [];

    /// <summary>Where the model comes from; null if nobody said (<see cref="WithCard"/>).</summary>
    public ModelCard? Card { get; internal init; }

    /// <summary>The same model with another card.</summary>
    /// <param name="card">The card, such as <see cref="ModelCard.Of"/> with a date and figures; null for none.</param>
    public GenreModel WithCard(ModelCard? card) => new(TrainerName, _featureNames, _genres, Preprocessing, Classifier, FeatureSet, Window) { Warnings = Warnings, Card = card };

    /// <summary>Predicts a clip: its features are extracted with the model's own <see cref="FeatureSet"/>. One that is longer than the model's <see cref="Window"/> is predicted window by window.</summary>
    /// <param name="clip">The clip; it is resampled where it has another rate than the feature set. At least one sample, all of them finite.</param>
    /// <returns>The <see cref="GenreTimeline.Prediction"/> of <see cref="PredictWindows(AudioClip, IProgress{double}?, CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentException">The clip is empty, has a sample that is not finite, or is too short (a delta needs nine frames).</exception>
    /// <exception cref="InvalidOperationException">The model has no <see cref="FeatureSet"/>.</exception>
    public GenrePrediction Predict(AudioClip clip) => PredictWindows(clip).Prediction;

    /// <summary>Predicts a song window by window, and as a whole.</summary>
    /// <param name="clip">The song; it is resampled where it has another rate than the feature set. At least one sample, all of them finite.</param>
    /// <param name="progress">Takes the share of the windows that are done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The windows, cut as <see cref="Segmentation"/> says, and the song's prediction; a single window where the model's <see cref="Window"/> is not known or the clip is not longer.</returns>
    /// <exception cref="ArgumentException">The clip is empty, has a sample that is not finite, or is too short (a delta needs nine frames).</exception>
    /// <exception cref="InvalidOperationException">The model has no <see cref="FeatureSet"/>.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public GenreTimeline PredictWindows(AudioClip clip, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clip);
        using IAudioSource source = Resampler.Resample(clip, RequireFeatureSet().SampleRate).OpenSource();
        return PredictWindows(source, progress, cancellationToken);
    }

    /// <summary>The same of a song that is read block by block, and decoded once.</summary>
    /// <param name="source">
    /// The song, resampled as it is read where it has another rate than the feature set. It is read from where it stands to its end and never rewound, and stays open. Of its samples 128 MB are held in
    /// memory (25 minutes at 22,050 Hz), the rest in a temporary file.
    /// </param>
    /// <param name="progress">Takes the share of the windows that are done, 0 to 1.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <inheritdoc cref="PredictWindows(AudioClip, IProgress{double}?, CancellationToken)"/>
    /// <exception cref="AudioFormatException">The source is damaged, or has more than 2^31 - 1 samples (27 hours at 22,050 Hz).</exception>
    public GenreTimeline PredictWindows(IAudioSource source, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        IAudioSource resampled = Resampler.Resample(source, RequireFeatureSet().SampleRate);
        return PredictWindows(_extractor.Value.ExtractSegments(resampled, Segmentation ?? Segmentation.Parts(1), progress, cancellationToken));
    }

    /// <summary>The same of windows whose features are needed elsewhere too, extracted with the model's <see cref="FeatureSet"/> and <see cref="Segmentation"/>.</summary>
    /// <param name="windows">The windows and their features, at least one: <see cref="FeatureExtractor.ExtractSegments(IAudioSource, Segmentation, IProgress{double}?, CancellationToken)"/>.</param>
    /// <exception cref="ArgumentException">There is no window, or one has features of another feature set.</exception>
    /// <exception cref="InvalidOperationException">The model has no <see cref="FeatureSet"/>.</exception>
    public GenreTimeline PredictWindows(IReadOnlyList<(Segment Segment, FeatureVector Values)> windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        RequireFeatureSet();
        return windows.Count > 0
            ? new GenreTimeline(_genres, [.. windows.Select(w => PredictWindow(w.Segment.Start, w.Segment.Length, w.Values.Values))])
            : throw new ArgumentException("There is no window.", nameof(windows));
    }

    /// <summary>The same of a track whose windows were extracted, among many on all cores, by a <see cref="BatchExtractor"/> with the model's <see cref="FeatureSet"/> and <see cref="Segmentation"/>.</summary>
    /// <param name="track">The track and its rows, at least one.</param>
    /// <exception cref="ArgumentException">The track has no rows (it could not be used), or rows of another feature set.</exception>
    /// <exception cref="InvalidOperationException">The model has no <see cref="FeatureSet"/>.</exception>
    public GenreTimeline PredictWindows(TrackFeatures track)
    {
        ArgumentNullException.ThrowIfNull(track);
        RequireFeatureSet();
        return track.Rows.Count > 0
            ? new GenreTimeline(_genres, [.. track.Rows.Select(row => PredictWindow(row.Start, row.Length, row.Values))])
            : throw new ArgumentException($"{track.Track.Path} has no rows{(track.Problem is { } problem ? $": {problem.Reason}" : ".")}", nameof(track));
    }

    /// <summary>The same model with another window.</summary>
    /// <param name="seconds">The length of a window, 0.1 to 1e9 seconds; null to take audio as a whole, as far as the set's <see cref="FeatureSet.Duration"/> goes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public GenreModel WithWindow(double? seconds) => seconds is null || TrainingWindow.IsValid(seconds.Value)
        ? new GenreModel(TrainerName, _featureNames, _genres, Preprocessing, Classifier, FeatureSet, seconds) { Warnings = Warnings, Card = Card }
        : throw new ArgumentOutOfRangeException(nameof(seconds), seconds, TrainingWindow.Range);

    /// <summary>Predicts one row of features.</summary>
    /// <param name="features">The features in the order of <see cref="FeatureNames"/>, before any preprocessing.</param>
    /// <exception cref="ArgumentException">The number of features does not fit, or one is not finite.</exception>
    public GenrePrediction Predict(ReadOnlySpan<float> features)
    {
        if (features.Length != _featureNames.Length)
        {
            throw new ArgumentException($"{features.Length} features were given; the model asks for {_featureNames.Length}: {string.Join(", ", _featureNames)}.", nameof(features));
        }

        int bad = Finite.IndexOfNonFinite(features);
        if (bad >= 0)
        {
            throw new ArgumentException($"{_featureNames[bad]} is {features[bad]}; a finite number was expected.", nameof(features));
        }

        float[] transformed = new float[Preprocessing.OutputCount];
        Preprocessing.Transform(features, transformed);
        double[] probabilities = new double[_genres.Length];
        Classifier.Predict(transformed, probabilities);
        return new GenrePrediction(_genres, probabilities);
    }

    /// <summary>Predicts every row of a table. Columns are found by name regardless of their order; further columns do not matter.</summary>
    /// <param name="table">The table; its labels are not looked at.</param>
    /// <exception cref="ArgumentException">A feature of the model is not in the table.</exception>
    public IReadOnlyList<GenrePrediction> Predict(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] missing = [.. _featureNames.Except(table.FeatureNames, StringComparer.Ordinal)];
        if (missing.Length > 0)
        {
            throw new ArgumentException($"The table lacks {missing.Length} of the model's {_featureNames.Length} features: {string.Join(", ", missing)}.", nameof(table));
        }

        FeatureTable columns = table.FeatureNames.SequenceEqual(_featureNames) ? table : table.SelectColumns(_featureNames);
        GenrePrediction[] predictions = new GenrePrediction[table.RowCount];
        int outputs = Preprocessing.OutputCount;
        int block = Math.Min(RowsAtOnce, predictions.Length);
        float[] transformed = new float[block * outputs];
        double[] probabilities = new double[block * _genres.Length];
        for (int first = 0; first < predictions.Length; first += block)
        {
            int count = Math.Min(block, predictions.Length - first);
            for (int i = 0; i < count; i++)
            {
                Preprocessing.Transform(columns.Row(first + i), transformed.AsSpan(i * outputs, outputs));
            }

            Classifier.PredictRows(transformed.AsSpan(0, count * outputs), probabilities.AsSpan(0, count * _genres.Length));
            for (int i = 0; i < count; i++)
            {
                predictions[first + i] = new GenrePrediction(_genres, probabilities.AsSpan(i * _genres.Length, _genres.Length).ToArray());
            }
        }

        return predictions;
    }

    /// <summary>Judges the model on a labelled table that it did not learn from. Labels are compared by name, columns are found by name.</summary>
    /// <param name="table">At least one row, each with a genre that the model knows.</param>
    /// <returns>The metrics, their genres in the order of <see cref="Genres"/>.</returns>
    /// <exception cref="ArgumentException">
    /// The table has no rows, lacks a feature of the model, or some of its rows have no genre or one that the model does not know; the message says how many and which.
    /// </exception>
    public Metrics Evaluate(FeatureTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        int[] labels = [.. table.Labels.Select(label => Array.IndexOf(_genres, label))];
        string[] unknown = [.. table.Labels.Where((_, i) => labels[i] < 0)];
        if (unknown.Length > 0)
        {
            string names = string.Join(", ", unknown.Distinct(StringComparer.Ordinal).Select(static l => l.Length == 0 ? "no genre" : l));
            throw new ArgumentException($"{unknown.Length} of {labels.Length} rows have a genre that the model does not know ({names}); it knows {string.Join(", ", _genres)}.", nameof(table));
        }

        IReadOnlyList<GenrePrediction> predictions = Predict(table);
        return Metrics.Compute(_genres, labels, [.. predictions.Select(static p => p.GenreIndex)], [.. predictions.Select(static p => p.RawProbabilities.ToArray())]);
    }

    /// <summary>Saves the model to one file, atomically.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    /// <remarks>
    /// Layout: 8 bytes "MGENRE\r\n", version (uint32), length of the payload (uint32), SHA-256 of all that precedes it and of the payload (32 bytes), payload; little-endian.
    /// The payload holds numbers and names only, never code.
    /// </remarks>
    public void Save(string path)
    {
        byte[] bytes = ToBytes();
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes the model, in the layout of <see cref="Save(string)"/>, at the stream's position.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(ToBytes());
    }

    /// <summary>The bytes that <see cref="Save(string)"/> writes.</summary>
    public byte[] ToBytes()
    {
        ModelWriter writer = new();
        writer.Write(TrainerName);
        writer.Write(_featureNames);
        writer.Write(_genres);
        writer.Write(FeatureSet?.ToJson() ?? "");
        writer.Write(Window ?? NoWindow);
        Preprocessing.Write(writer);
        ClassifierKinds.Write(writer, Classifier);
        writer.Write(Card?.ToJson() ?? "");
        byte[] payload = writer.ToArray();

        byte[] bytes = new byte[HeaderLength + payload.Length];
        Magic.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Magic.Length), FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(Magic.Length + 4), (uint)payload.Length);
        payload.CopyTo(bytes, HeaderLength);
        Checksum(bytes).CopyTo(bytes, ChecksumOffset);
        return bytes;
    }

    /// <summary>Loads a model; its predictions have the same bits as before it was saved.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is not a model, has another version, is truncated, or was changed.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static GenreModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        ReadOnlyMemory<byte> bytes = ReadModel(file, path);
        return file.ReadByte() < 0 ? Parse(bytes, path) : throw new ModelFormatException("something was added behind the model's end.", path, bytes.Length);
    }

    /// <summary>Loads a model from a stream, from its position to the model's end; what follows is not read.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <exception cref="ModelFormatException">What comes is no model, of another version, cut off or changed in any byte.</exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    public static GenreModel Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Parse(ReadModel(stream, path: null), path: null);
    }

    /// <summary>Loads a model from the bytes of a file.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="ModelFormatException">The bytes are not a model, have another version, are truncated, or were changed.</exception>
    public static GenreModel FromBytes(ReadOnlyMemory<byte> bytes) => Parse(bytes, path: null);

    /// <summary>The trainer, the features and the genres in one line.</summary>
    public override string ToString() => $"{TrainerName}: {_featureNames.Length} features -> {string.Join(", ", _genres)}";

    // In a file.
    private const double NoWindow = 0;
    private const int BlockLength = 1 << 16;
    private const int LargestPayload = 1 << 30;
    private const int ChecksumOffset = 16;
    private const int HeaderLength = ChecksumOffset + SHA256.HashSizeInBytes;

    /// <summary>The bytes of a model. What is no model is not read beyond the header; memory is taken as bytes come, not as they are announced.</summary>
    private static ReadOnlyMemory<byte> ReadModel(Stream stream, string? path)
    {
        byte[] block = new byte[BlockLength];
        int count = stream.ReadAtLeast(block.AsSpan(0, HeaderLength), HeaderLength, throwOnEndOfStream: false);
        long length = HeaderLength + (long)CheckHeader(block.AsSpan(0, count), path);
        using MemoryStream bytes = new();
        while (count > 0)
        {
            bytes.Write(block, 0, count);
            count = stream.Read(block, 0, (int)Math.Min(block.Length, length - bytes.Length));
        }

        CheckLength(bytes.Length, length, path);
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static void CheckLength(long actual, long announced, string? path)
    {
        if (actual != announced)
        {
            throw new ModelFormatException(
                $"{actual - HeaderLength} bytes follow the header where {announced - HeaderLength} were announced: the file is cut off, or something was added.", path, actual);
        }
    }

    private static uint CheckHeader(ReadOnlySpan<byte> span, string? path)
    {
        if (span.Length < HeaderLength || !span[..Magic.Length].SequenceEqual(Magic))
        {
            throw new ModelFormatException("this is no model file: it does not begin with MGENRE and a header of 48 bytes.", path, 0);
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(span[Magic.Length..]);
        if (version != FormatVersion)
        {
            throw new ModelFormatException($"the file is of version {version}; this library reads version {FormatVersion}{(version < FormatVersion ? ": train the model again" : "")}.", path, Magic.Length);
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(span[(Magic.Length + 4)..]);
        return length <= LargestPayload ? length : throw new ModelFormatException($"{length} bytes are announced; a model has at most {LargestPayload}.", path, Magic.Length + 4);
    }

    private static GenreModel Parse(ReadOnlyMemory<byte> bytes, string? path)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        CheckLength(span.Length, HeaderLength + (long)CheckHeader(span, path), path);
        if (!Checksum(span).AsSpan().SequenceEqual(span.Slice(ChecksumOffset, SHA256.HashSizeInBytes)))
        {
            throw new ModelFormatException("the checksum does not fit: the file was changed or damaged.", path, ChecksumOffset);
        }

        ModelReader reader = new(bytes[HeaderLength..], path);
        string trainer = reader.ReadString("the trainer's name");
        string[] features = reader.ReadStrings("the feature names");
        string[] genres = reader.ReadStrings("the genre names");
        if (features.Length is 0 or > MaximumNames || genres.Length is 0 or > MaximumNames)
        {
            throw reader.Error($"{features.Length} features and {genres.Length} genres; 1 to {MaximumNames} of each were expected.");
        }

        FeatureSet? featureSet = ReadFeatureSet(reader, features);
        double window = reader.ReadDouble("the window");
        if (window != NoWindow && !TrainingWindow.IsValid(window))
        {
            throw reader.Error($"the window is {window} s. {TrainingWindow.Range} 0 says that it is not known.");
        }

        FittedPreprocessing preprocessing = FittedPreprocessing.Read(reader, features.Length);
        Classifier classifier = ClassifierKinds.Read(reader, preprocessing.OutputCount, genres.Length);
        ModelCard? card = ReadCard(reader);
        return reader.AtEnd ? new GenreModel(trainer, features, genres, preprocessing, classifier, featureSet, window == NoWindow ? null : window) { Card = card } : throw reader.Error("there are bytes after the model's end.");
    }

    private static ModelCard? ReadCard(ModelReader reader)
    {
        string json = reader.ReadString("the card");
        try
        {
            return json.Length == 0 ? null : ModelCard.FromJson(json);
        }
        catch (FeatureFormatException notACard)
        {
            throw reader.Error(notACard.Message);
        }
    }

    private static FeatureSet? ReadFeatureSet(ModelReader reader, string[] features)
    {
        string json = reader.ReadString("the feature set");
        if (json.Length == 0)
        {
            return null;
        }

        FeatureSet set;
        try
        {
            set = FeatureSet.FromJson(json);
        }
        catch (FeatureFormatException notASet)
        {
            throw reader.Error($"the feature set is none: {notASet.Message}");
        }

        if (ProblemOf(set) is { } problem)
        {
            throw reader.Error($"the feature set can't be stored in a model: {problem}.");
        }

        return set.Names.SequenceEqual(features) ? set : throw reader.Error("the feature set has other columns than the model.");
    }

    /// <summary>Why a feature set can't be part of a model, or null. A hostile model must not make a prediction arbitrarily slow; frames that overlap this much add no information.</summary>
    internal static string? ProblemOf(FeatureSet set)
    {
        int least = Math.Max(SmallestHop, set.Frames.FftSize / LargestOverlap);
        return set.Frames.HopLength >= least ? null : $"the hop between its frames of {set.Frames.FftSize} samples is {set.Frames.HopLength}; at least {least} was expected";
    }

    /// <summary>The feature set, or what to do without one.</summary>
    internal FeatureSet RequireFeatureSet() => FeatureSet ?? throw new InvalidOperationException(
        "The model was learnt from a table whose feature set is not known, so it can't extract features from audio: give it a table with the columns of FeatureNames, or train it from a folder of audio or on a table with a FeatureSet.");

    /// <summary>The prediction of some samples, of which the set may use the beginning alone.</summary>
    private WindowPrediction PredictWindow(long start, long length, ReadOnlyMemory<float> features)
    {
        double rate = FeatureSet!.SampleRate;
        return new WindowPrediction(start / rate, Math.Min(length / rate, FeatureSet.Duration ?? double.PositiveInfinity), Predict(features.Span));
    }

    private static byte[] Checksum(ReadOnlySpan<byte> file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(file[..ChecksumOffset]);
        hash.AppendData(file[HeaderLength..]);
        return hash.GetHashAndReset();
    }
}
