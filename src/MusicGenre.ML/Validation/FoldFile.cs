using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MusicGenre.Features;
using MusicGenre.ML.Data;
using MusicGenre.ML.Reports;
using MusicGenre.Neural;

namespace MusicGenre.ML.Validation;

/// <summary>
/// The finished folds of a cross-validation, a line of JSON each after a first line that says of which table and folds. A line is written when its fold is done, so a run that is killed loses the
/// folds that were under way, and no more. Numbers are base64 of their little-endian bytes: what is read has the bits of what was written.
/// </summary>
internal sealed class FoldFile : IDisposable
{
    private const string Format = "MusicGenre folds";
    private const int FormatVersion = 1;
    private const int MostEntries = 1_000_000;

    private readonly string _path;
    private readonly FeatureTable _table;
    private readonly Folds _folds;
    private readonly FileStream _stream;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Trainer, int Fold), FoldResult> _kept = [];

    private FoldFile(string path, FeatureTable table, Folds folds)
    {
        _path = path;
        _table = table;
        _folds = folds;

        // No second run may write to it; no buffer, so that what was handed over survives the process.
        _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="TableFormatException">It holds folds of another table or cut, or is no such file.</exception>
    /// <exception cref="IOException">It can't be read or written, or another run writes to it.</exception>
    public static FoldFile Open(string path, FeatureTable table, Folds folds)
    {
        FoldFile file = new(path, table, folds);
        try
        {
            file.Read();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The result of a fold, if it is in the file.</summary>
    public FoldResult? Find(ITrainer trainer, int fold) => _kept.GetValueOrDefault((Describe(trainer), fold));

    public void Add(ITrainer trainer, FoldResult result)
    {
        byte[] line = Line(json =>
        {
            json.WriteString("trainer", Describe(trainer));
            json.WriteString("name", result.TrainerName);
            json.WriteNumber("fold", result.Index);
            json.WriteNumber("fitSeconds", result.FitSeconds);
            json.WriteNumber("predictSeconds", result.PredictSeconds);
            json.WriteBase64String("predicted", Bytes<int>([.. result.Predictions.Select(static p => p.Predicted)]));
            json.WriteBase64String("probabilities", Bytes<double>([.. result.Predictions.SelectMany(static p => p.Probabilities)]));
            json.WriteStartArray("warnings");
            foreach (string warning in result.Warnings)
            {
                json.WriteStartObject();
                json.WriteString("text", warning);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (result.History is { } history)
            {
                json.WriteStartObject("history");
                json.WriteNumber("bestEpoch", history.BestEpoch);
                json.WriteNumber("stoppedEarly", history.StoppedEarly ? 1 : 0);
                json.WriteNumber("weightsRestored", history.WeightsRestored ? 1 : 0);
                json.WriteBase64String("epochs", Bytes<double>([.. history.Epochs.SelectMany(static e =>
                    (double[])[e.Epoch, e.Epochs, e.Loss, e.Accuracy, e.ValidationLoss, e.ValidationAccuracy, e.LearningRate, e.Elapsed.TotalSeconds])]));
                json.WriteEndObject();
            }
        });
        lock (_gate)
        {
            _stream.Write(line);
        }
    }

    public void Dispose() => _stream.Dispose();

    // Name and settings: a trainer with other settings is another one.
    private static string Describe(ITrainer trainer) => $"{trainer.Name} ({string.Join(", ", TrainerSettings.Of(trainer).Select(static s => $"{s.Name} {s.Value}"))})";

    private void Read()
    {
        byte[] first = Line(json =>
        {
            json.WriteString("format", Format);
            json.WriteNumber("version", FormatVersion);
            json.WriteString("table", TableHash.Of(_table));
            json.WriteString("folds", Hash(_folds));
        });
        byte[] start = new byte[first.Length];
        int length = _stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (!first.AsSpan().StartsWith(start.AsSpan(0, length)))
        {
            throw new TableFormatException("it holds the folds of another table or of another cut, or something else; name another file, or delete it", _path, line: 1);
        }

        if (length < first.Length)
        {
            _stream.SetLength(0);
            _stream.Write(first);
            return;
        }

        long whole = first.Length;
        using (StreamReader reader = new(_stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen: true))
        {
            int number = 1;
            while (reader.ReadLine() is { } line)
            {
                number++;
                long end = whole + Encoding.UTF8.GetByteCount(line) + 1;
                if (end > _stream.Length)
                {
                    // The run was killed while it wrote this line.
                    break;
                }

                whole = end;
                FoldResult result = Parse(line, number, out string trainer);
                _kept[(trainer, result.Index)] = result;
            }
        }

        _stream.SetLength(whole);
        _stream.Position = whole;
    }

    private FoldResult Parse(string line, int number, out string trainer)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            JsonReader reader = new(document.RootElement, "the line", path: null);
            trainer = reader.Text("trainer");
            return reader.Guard(Read);
        }
        catch (Exception damaged) when (damaged is JsonException or FormatException || JsonReader.IsDamage(damaged))
        {
            throw new TableFormatException($"this is no result of a fold: {damaged.Message}", _path, number, column: null, damaged);
        }
    }

    private FoldResult Read(JsonReader reader)
    {
        int index = reader.Integer("fold", otherwise: null);
        if (index < 0 || index >= _folds.Count)
        {
            throw reader.Error("fold", FormattableString.Invariant($"is {index}; there are {_folds.Count} folds, from 0"));
        }

        Fold fold = _folds[index];
        int genres = _table.Genres.Count;
        int[] predicted = Numbers<int>(reader, "predicted", fold.Test.Count);
        double[] probabilities = Numbers<double>(reader, "probabilities", fold.Test.Count * genres);
        if (Array.Exists(predicted, p => p < 0 || p >= genres) || Array.Exists(probabilities, static p => !(p is >= 0 and <= 1)))
        {
            throw reader.Error("predicted", "has a genre that the table lacks, or a probability that is none");
        }

        RowPrediction[] rows = [.. fold.Test.Select((row, i) => new RowPrediction(row, _table.GenreIndices[row], predicted[i], probabilities[(i * genres)..((i + 1) * genres)]))];
        return new FoldResult(
            reader.Text("name"), fold, index, Metrics.Compute(_table.Genres, rows), rows, Seconds("fitSeconds"), Seconds("predictSeconds"), History(reader),
            [.. reader.Items("warnings", MostEntries).Select(static w => w.Text("text"))]);

        double Seconds(string name) => reader.OptionalNumber(name) is { } value and >= 0 ? value : throw reader.Error(name, "is no time in seconds");
    }

    private static TrainingHistory? History(JsonReader reader)
    {
        if (!reader.Has("history"))
        {
            return null;
        }

        JsonReader history = reader.Object("history");
        double[] numbers = Numbers<double>(history, "epochs", count: null);
        EpochResult[] epochs = [.. numbers.Chunk(8).Select(static e => e.Length == 8
            ? new EpochResult((int)e[0], (int)e[1], e[2], e[3], e[4], e[5], e[6], TimeSpan.FromSeconds(e[7]))
            : throw new FormatException("'epochs' has no whole number of epochs"))];
        return new TrainingHistory(epochs, history.Integer("bestEpoch", otherwise: null), history.Integer("stoppedEarly", otherwise: null) != 0, history.Integer("weightsRestored", otherwise: null) != 0);
    }

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static byte[] Bytes<T>(T[] numbers)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
        ToLittleEndian<T>(bytes);
        return bytes;
    }

    private static T[] Numbers<T>(JsonReader reader, string field, int? count)
        where T : unmanaged
    {
        byte[] bytes = Convert.FromBase64String(reader.Text(field));
        int size = Marshal.SizeOf<T>();
        if (bytes.Length % size != 0 || (count is int expected && bytes.Length != (long)expected * size))
        {
            throw reader.Error(field, FormattableString.Invariant($"has {bytes.Length} bytes; {(count is int c ? FormattableString.Invariant($"{(long)c * size}") : $"a multiple of {size}")} were expected"));
        }

        ToLittleEndian<T>(bytes);
        return MemoryMarshal.Cast<byte, T>(bytes).ToArray();
    }

    private static void ToLittleEndian<T>(byte[] bytes)
        where T : unmanaged
    {
        for (int i = 0; i < bytes.Length && !BitConverter.IsLittleEndian; i += Marshal.SizeOf<T>())
        {
            Array.Reverse(bytes, i, Marshal.SizeOf<T>());
        }
    }

    private static string Hash(Folds folds)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] number = new byte[sizeof(int)];
        foreach (Fold fold in folds)
        {
            foreach (IReadOnlyList<int> rows in new[] { fold.Train, fold.Test })
            {
                foreach (int value in rows.Prepend(rows.Count))
                {
                    BinaryPrimitives.WriteInt32LittleEndian(number, value);
                    hash.AppendData(number);
                }
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
