#:project ../src/MusicGenre.ML/MusicGenre.ML.csproj
#:property PublishAot=false

using System.Globalization;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;

// Whole songs: windows against statistics of the whole. Songs are four tracks of one genre, or of one artist, end to end; their artists are not heard in training.
// dotnet run -c Release docs/songs.cs -- genres/ artists.tsv [genre-full lda-krr]
//
// Folds with artists apart; in each, a model learns from the training tracks (30 s each) and is asked about songs of its test tracks: by statistics of the whole, and window by window, where the windows are the tracks
// ("aligned"), and where the song's first half window is cut off, so that each window but the last has the end of one track and the beginning of the next ("straddling").
const int FoldCount = 3;
const int TracksOfSong = 4;
const double Window = 30;
string folder = args[0];
FeatureSet set = FeatureSets.Get(args.Length > 2 ? args[2] : "genre-full").WithPadding(Padding.Reflect);
Trainer trainer = TrainerCatalog.Create(args.Length > 3 ? args[3] : "lda-krr", 1);
IReadOnlyList<AudioTrack> tracks = AudioFolder.List(folder);
Dictionary<string, string> paths = tracks.ToDictionary(static t => t.Name, static t => t.Path);
FeatureTable table = GroupFile.Apply(FeatureTable.FromTracks(tracks, set, out _), args[1], column: null, out int unknown);

// Of the whole song, where the set takes the first 30 s of it alone.
FeatureExtractor whole = new(new FeatureSet(set.Name, set.Features, set.SampleRate, set.Frames));
Console.WriteLine($"{table}; {unknown} of unknown artist; {set.Name}, {trainer.Name}");

string[] ways = ["whole-song statistics", "windows, aligned", "windows, straddling", "first 30 s"];
Dictionary<(string Kind, string Way), (int Right, int Count, double LogLoss)> sums = [];
for (int seed = 21; seed <= 23; seed++)
{
    foreach (Fold fold in Folds.StratifiedGroups(table, FoldCount, seed))
    {
        GenreModel model = trainer.Fit(table.SelectRows(fold.Train));
        Random random = new(seed);
        int[] test = [.. fold.Test];
        random.Shuffle(test);
        foreach (int row in test)
        {
            Count("tracks of 30 s", "alone", table.Labels[row], model.Predict(table.Row(row)));
        }

        IEnumerable<(string Kind, int[] Rows)> songs = Songs("four tracks of one genre", row => table.Labels[row]).Concat(Songs("four tracks of one artist", row => $"{table.Labels[row]} {table.Groups[row]}"));
        Parallel.ForEach(songs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, song =>
        {
            string label = table.Labels[song.Rows[0]];
            AudioClip[] parts = [.. song.Rows.Select(row => AudioFile.Read(paths[table.FileNames[row]], new AudioReadOptions { SampleRate = set.SampleRate }))];
            float[] samples = [.. parts.SelectMany(static p => p.Samples.ToArray())];
            AudioClip joined = new(samples, set.SampleRate);
            GenreTimeline aligned = model.PredictWindows(joined);
            GenreTimeline straddling = model.PredictWindows(new AudioClip(samples.AsSpan((int)(Window / 2 * set.SampleRate)), set.SampleRate));
            GenrePrediction[] answers = [model.Predict(whole.Extract(joined).Values.Span), aligned.Prediction, straddling.Prediction, aligned.Windows[0].Prediction];
            lock (sums)
            {
                for (int way = 0; way < ways.Length; way++)
                {
                    Count(song.Kind, ways[way], label, answers[way]);
                }
            }
        });

        IEnumerable<(string Kind, int[] Rows)> Songs(string kind, Func<int, string> key) =>
            test.GroupBy(key).SelectMany(static g => g.Chunk(TracksOfSong)).Where(static rows => rows.Length == TracksOfSong).Select(rows => (kind, rows)).ToArray();
    }
}

foreach (((string kind, string way), (int right, int count, double logLoss)) in sums.OrderBy(static s => s.Key.Kind, StringComparer.Ordinal).ThenBy(s => Array.IndexOf(ways, s.Key.Way)))
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind,-26} {way,-22} {count,5}   accuracy {(double)right / count:0.000}   log-loss {logLoss / count:0.000}"));
}

void Count(string kind, string way, string label, GenrePrediction prediction)
{
    sums.TryGetValue((kind, way), out (int Right, int Count, double LogLoss) sum);
    sums[(kind, way)] = (sum.Right + (prediction.Genre == label ? 1 : 0), sum.Count + 1, sum.LogLoss - Math.Log(Math.Max(1e-15, prediction[label])));
}
