#if MLNET
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.ML.MLNet;

namespace MusicGenre.Benchmarks;

/// <summary>From the path of a 30-s WAV to its genre: the model's own prediction, and a saved and loaded ML.NET pipeline in a prediction engine.</summary>
[MemoryDiagnoser]
public class MLNetPredict
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"musicgenre-{Guid.NewGuid():N}.wav");
    private readonly Song _song = new();
    private GenreModel _model = null!;
    private PredictionEngine<Song, Heard> _engine = null!;

    [Params(nameof(FeatureSets.Means26), nameof(FeatureSets.Gtzan57))]
    public string Set { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        WavWriter.Write(_path, new AudioClip(FeaturesSignal.Create(30 * 22050), 22050), WavSampleFormat.Pcm16);
        _song.Path = _path;
        FeatureSet set = Set == nameof(FeatureSets.Means26) ? FeatureSets.Means26 : FeatureSets.Gtzan57;
        FeatureTable likeIt = BenchmarkTables.LikeGtzan(900);
        FeatureTable table = likeIt.SelectColumns([.. likeIt.FeatureNames.Take(set.Count)]);
        table = new FeatureTable(set.Names, table.Values, table.Labels, featureSet: set);
        _model = new LogisticRegressionTrainer().Fit(table);

        MLContext mlContext = new(1);
        IDataView songs = mlContext.Data.LoadFromEnumerable<Song>([]);
        IDataView data = table.ToDataView(mlContext);
        ITransformer genre = mlContext.MulticlassClassification.Trainers.LogisticRegression().Fit(mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data));
        ITransformer features = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", set).Fit(songs);
        using MemoryStream zip = new();
        mlContext.Model.Save(new Microsoft.ML.Data.TransformerChain<ITransformer>(features, genre), songs.Schema, zip);
        zip.Position = 0;
        _engine = mlContext.Model.CreatePredictionEngine<Song, Heard>(mlContext.Model.Load(zip, out _));
    }

    [GlobalCleanup]
    public void Cleanup() => File.Delete(_path);

    [Benchmark(Baseline = true)]
    public int Model() => _model.Predict(AudioFile.Read(_path)).GenreIndex;

    [Benchmark]
    public float[] Pipeline() => _engine.Predict(_song).Score;

    public sealed class Song
    {
        public string Path { get; set; } = "";
    }

    public sealed class Heard
    {
        public float[] Score { get; set; } = [];
    }
}
#endif
