using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.ML;
using MusicGenre.Numerics;

namespace MusicGenre.ML.MLNet.Scoring;

/// <summary>An ML.NET model after our preprocessing. A prediction engine serves one thread at a time, so that there is one for each that predicts at once.</summary>
internal sealed class MLNetClassifier : Classifier
{
    public const string KindName = "mlnet";

    // The earliest that a zip can hold.
    private static readonly DateTimeOffset FirstZipTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // What Temperature.Fit can give lies well within.
    private const double SmallestTemperature = 1e-3;
    private const double LargestTemperature = 1e5;

    private readonly MLContext _mlContext;
    private readonly ITransformer _model;
    private readonly double? _temperature;
    private readonly Lazy<ReadOnlyMemory<byte>> _zip;
    private readonly ConcurrentBag<PredictionEngine<ScoredRow, ScoredRow.Scores>> _engines = [];

    /// <summary>Wraps a model.</summary>
    /// <param name="mlContext">The context that made it.</param>
    /// <param name="model">The model, from <see cref="ScoredRow"/> to a vector <c>Score</c>.</param>
    /// <param name="schema">The columns that it was fitted on.</param>
    /// <param name="featureCount">The number of features.</param>
    /// <param name="genreCount">The number of genres.</param>
    /// <param name="temperature">What scores are divided by before the softmax; null if they are probabilities.</param>
    public MLNetClassifier(MLContext mlContext, ITransformer model, DataViewSchema schema, int featureCount, int genreCount, double? temperature)
        : this(mlContext, model, featureCount, genreCount, temperature, new Lazy<ReadOnlyMemory<byte>>(() => Save(mlContext, model, schema)))
    {
    }

    private MLNetClassifier(MLContext mlContext, ITransformer model, int featureCount, int genreCount, double? temperature, Lazy<ReadOnlyMemory<byte>> zip)
        : base(featureCount, genreCount)
    {
        _mlContext = mlContext;
        _model = model;
        _temperature = temperature;
        _zip = zip;
    }

    public override string Kind => KindName;

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
    {
        Score(row, weights);
        if (_temperature is double temperature)
        {
            foreach (ref double score in weights)
            {
                score /= temperature;
            }

            Softmax(weights);
        }
        else
        {
            // One against all can find no genre probable: then all are equally so.
            foreach (ref double score in weights)
            {
                score = Math.Max(score, 0);
            }
        }
    }

    /// <summary>The model's own scores.</summary>
    public void Score(ReadOnlySpan<float> row, Span<double> scores)
    {
        if (!_engines.TryTake(out PredictionEngine<ScoredRow, ScoredRow.Scores>? engine))
        {
            engine = _mlContext.Model.CreatePredictionEngine<ScoredRow, ScoredRow.Scores>(
                _model, ignoreMissingColumns: false, ScoredRow.Schema(FeatureCount, GenreCount));
        }

        float[] score = engine.Predict(new ScoredRow { Features = row.ToArray() }).Score;
        _engines.Add(engine);
        if (score.Length != GenreCount || Finite.IndexOfNonFinite(score) >= 0)
        {
            throw new InvalidOperationException($"The ML.NET model gave the scores {string.Join(", ", score)}; {GenreCount} finite numbers were expected.");
        }

        for (int g = 0; g < score.Length; g++)
        {
            scores[g] = score[g];
        }
    }

    public override void Write(ModelWriter writer)
    {
        writer.Write(_temperature ?? 0);
        writer.Write(_zip.Value.Span);
    }

    public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
    {
        double temperature = reader.ReadDouble("the temperature");
        if (temperature is not (0 or (>= SmallestTemperature and <= LargestTemperature)))
        {
            throw reader.Error(FormattableString.Invariant($"the temperature is {temperature}; expected: 0 (none), or {SmallestTemperature} to {LargestTemperature}"));
        }

        byte[] zip = reader.ReadBytes("the ML.NET model").ToArray();
        MLContext mlContext = new();
        try
        {
            ZipChecksums.Verify(zip);
            ITransformer model = mlContext.Model.Load(new MemoryStream(zip), out _);
            MLNetClassifier classifier = new(mlContext, model, featureCount, genreCount, temperature > 0 ? temperature : null, new Lazy<ReadOnlyMemory<byte>>(zip));

            // A model of other columns shows itself at the first row, not at the first use.
            classifier.Predict(new float[featureCount], new double[genreCount]);
            return classifier;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw reader.Error($"the ML.NET model can't be loaded: {broken.Message}");
        }
    }

    // ML.NET writes the time into its zip; the same model must give the same bytes.
    private static ReadOnlyMemory<byte> Save(MLContext mlContext, ITransformer model, DataViewSchema schema)
    {
        using MemoryStream saved = new();
        mlContext.Model.Save(model, schema, saved);
        using MemoryStream timeless = new();
        using (ZipArchive source = new(saved, ZipArchiveMode.Read))
        using (ZipArchive target = new(timeless, ZipArchiveMode.Create))
        {
            foreach (ZipArchiveEntry entry in source.Entries.OrderBy(static e => e.FullName, StringComparer.Ordinal))
            {
                ZipArchiveEntry copy = target.CreateEntry(entry.FullName);
                copy.LastWriteTime = FirstZipTime;
                using Stream from = entry.Open();
                using Stream to = copy.Open();
                from.CopyTo(to);
            }
        }

        return timeless.ToArray();
    }
}
