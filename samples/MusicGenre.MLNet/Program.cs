using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.ML.MLNet;

// From the shipped feature table to a saved ML.NET pipeline that predicts the genre of a song from its audio: ML.NET's trainers and the dense net on the same stratified folds, the best of them
// trained, saved as a zip, loaded again, a song predicted.
//
//   dotnet run -c Release --project samples/MusicGenre.MLNet -p:MLNet=true [-- SONG]
//   dotnet run -c Release --project samples/MusicGenre.MLNet -p:MLNet=true -- --model genre.zip SONG      predicts alone, as another program would

MLContext mlContext = new(seed: 1);
if (args is ["--model", string savedModel, string track])
{
    return Hear(savedModel, track);
}

FeatureTable gtzan = Gtzan.LoadFeatures();
Folds folds = Folds.Stratified(gtzan, count: 10, seed: 1);
ITrainer[] trainers =
[
    new SdcaMaximumEntropyTrainer(),
    new LbfgsMaximumEntropyTrainer(),
    new OvaFastForestTrainer(),
    new LightGbmTrainer(),
    new NeuralNetworkTrainer(),
];

List<CrossValidationResult> results = [];
foreach (ITrainer trainer in trainers)
{
    // A dot per fold.
    Console.Error.Write($"{trainer.Name} ");
    results.Add(CrossValidation.Run(gtzan, trainer, folds, progress: new Dots()));
    Console.Error.WriteLine();
}

results.Sort((a, b) => b.MacroF1.Mean.CompareTo(a.MacroF1.Mean));
foreach (CrossValidationResult result in results)
{
    Console.WriteLine(result);
}

ITrainer best = results[0].Trainer!;
Console.WriteLine($"\n{best.Name} is trained on all {gtzan.RowCount} tracks.");
IDataView data = gtzan.ToDataView(mlContext);
IDataView keyed = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
GenreModelTransformer genre = mlContext.MulticlassClassification.Trainers.Genre(best).Fit(keyed);

// The songs come as paths: the same features are computed before the model. The model was trained on features, not on paths, so that there is no estimator chain to fit as a whole; its parts are
// fitted already, and TransformerChain puts them together by hand. Of the songs only the columns matter here: a list without one has them too.
// PredictedLabel stays a key next to Genre: a loaded model names the slots of Score by its keys alone.
IDataView songs = mlContext.Data.LoadFromEnumerable<Song>([]);
ITransformer features = mlContext.Transforms.ExtractMusicFeatures("Features", "Path", gtzan.FeatureSet).Fit(songs);
ITransformer names = mlContext.Transforms.Conversion.MapKeyToValue("Genre", "PredictedLabel").Fit(genre.Transform(features.Transform(songs)));
TransformerChain<ITransformer> pipeline = new(features, genre, names);
mlContext.Model.Save(pipeline, songs.Schema, "genre.zip");
Console.WriteLine($"saved: {Path.GetFullPath("genre.zip")}");

string song = args.Length > 0 ? args[0] : MakeSong("song.wav");
return Hear("genre.zip", song);

static int Hear(string model, string song)
{
    try
    {
        // A context that has seen nothing of the training, as in another program.
        MLContext fresh = new();
        ITransformer pipeline = fresh.Model.Load(model, out _);
        using PredictionEngine<Song, Heard> engine = fresh.Model.CreatePredictionEngine<Song, Heard>(pipeline);
        Heard heard = engine.Predict(new Song { Path = song });
        Console.WriteLine(FormattableString.Invariant($"{song}: {heard.Genre} ({heard.Score.Max():0.000})"));
        return 0;
    }
    catch (Exception error) when (error is FeatureFormatException or IOException or UnauthorizedAccessException or InvalidDataException or FormatException or InvalidOperationException)
    {
        // No song, or no model.
        Console.Error.WriteLine(error.Message);
        return 1;
    }
}

// No music is in the repository: a minor chord that swells four times a second.
static string MakeSong(string path)
{
    const int Rate = 22050;
    float[] samples = new float[10 * Rate];
    for (int i = 0; i < samples.Length; i++)
    {
        double time = (double)i / Rate;
        double chord = Math.Sin(2 * Math.PI * 220 * time) + Math.Sin(2 * Math.PI * 261.63 * time) + Math.Sin(2 * Math.PI * 329.63 * time);
        samples[i] = (float)(0.2 * chord * (1 - (time * 4 % 1)));
    }

    WavWriter.Write(path, new AudioClip(samples, Rate));
    Console.WriteLine($"no song was given: {path} was made up");
    return path;
}

internal sealed class Song
{
    public string Path { get; set; } = "";
}

internal sealed class Heard
{
    public string Genre { get; set; } = "";

    public float[] Score { get; set; } = [];
}

internal sealed class Dots : IProgress<FoldResult>
{
    public void Report(FoldResult value) => Console.Error.Write('.');
}
