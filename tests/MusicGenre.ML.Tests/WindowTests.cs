using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

/// <summary>Songs that are longer than the clips that a model learnt from.</summary>
public sealed class WindowTests
{
    private const double Seconds = 0.6;
    private static readonly int Window = (int)(Seconds * AudioFiles.Rate);
    private static readonly GenreModel Model = Fit();

    // length and windows' starts in hundredths of a window.
    [TestCase(40, new[] { 0 }, ExpectedResult = 40)]
    [TestCase(110, new[] { 0 }, ExpectedResult = 110)]
    [TestCase(149, new[] { 0 }, ExpectedResult = 100)]
    [TestCase(150, new[] { 0, 50 }, ExpectedResult = 100)]
    [TestCase(349, new[] { 0, 100, 200 }, ExpectedResult = 100)]
    [TestCase(380, new[] { 0, 100, 200, 280 }, ExpectedResult = 100)]
    public int A_song_is_cut_so_that_no_more_than_half_a_window_is_left_out(int length, int[] starts)
    {
        IReadOnlyList<Segment> segments = Segmentation.Windows(1).Cut(length, 100);
        Assert.That(segments.Select(static s => s.Start), Is.EqualTo(starts));
        Assert.That(segments.Select(static s => s.Index), Is.EqualTo(Enumerable.Range(0, starts.Length)));
        return segments.Select(static s => s.Length).Distinct().Single();
    }

    [Test]
    public void Of_many_windows_some_are_taken_evenly()
    {
        Assert.That(Segmentation.Windows(1, most: 4).Cut(1200, 100).Select(static s => s.Start / 100), Is.EqualTo(new[] { 1, 4, 7, 10 }));
        Assert.That(Segmentation.Windows(1, most: 12).Cut(1200, 100), Has.Count.EqualTo(12));
        Assert.That(() => Segmentation.Windows(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Segmentation.Windows(1, most: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_model_knows_the_length_of_what_it_learnt_from_and_its_file_keeps_it()
    {
        FeatureTable table = Table([Window, Window - 50, Window, Window + 20, Window, Window, Window, Window, Window, 9]);
        GenreModel model = new LogisticRegressionTrainer().Fit(table);
        Assert.Multiple(() =>
        {
            Assert.That(model.Window, Is.EqualTo((double)Window / AudioFiles.Rate));
            Assert.That(GenreModel.FromBytes(model.ToBytes()).Window, Is.EqualTo(model.Window));
            Assert.That(GenreModel.FromBytes(model.WithWindow(null).ToBytes()).Window, Is.Null);
            Assert.That(Fit(Table([Window, 2 * Window, 9, 9 * Window])).Window, Is.Null, "tracks of many lengths");
            Assert.That(Fit(Table(lengths: null)).Window, Is.Null);
            Assert.That(Fit(TestTables.Clouds()).Window, Is.Null);
            Assert.That(new MajorityClassTrainer().Fit(Gtzan.LoadFeatures()).Window, Is.EqualTo(30).Within(0.1));
            Assert.That(new MajorityClassTrainer().Fit(Gtzan.LoadGenreFeatures()).Window, Is.EqualTo(30).Within(0.1));
            Assert.That(() => model.WithWindow(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [TestCase(-1)]
    [TestCase(1e-300)]
    [TestCase(0.09)]
    [TestCase(1e10)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_file_with_an_impossible_window_is_refused(double window)
    {
        byte[] file = ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5]), window: window);
        Assert.That(() => GenreModel.FromBytes(file), Throws.InstanceOf<ModelFormatException>().With.Message.Contains("window"));
        Assert.That(GenreModel.FromBytes(ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5]), window: 0.1)).Window, Is.EqualTo(0.1));
    }

    [Test]
    public void A_song_of_the_same_clip_four_times_is_that_clip()
    {
        AudioClip clip = AudioFiles.Clip(3, Seconds);
        GenrePrediction alone = Model.Predict(clip);
        GenreTimeline song = Model.PredictWindows(Join(clip, clip, clip, clip));
        Assert.Multiple(() =>
        {
            Assert.That(song.Windows.Select(static w => w.Start), Is.EqualTo(Enumerable.Range(0, 4).Select(static k => (double)k * Window / AudioFiles.Rate)));
            Assert.That(song.Windows.Select(static w => w.Prediction.RawProbabilities.ToArray()), Is.All.EqualTo(alone.RawProbabilities.ToArray()));
            Assert.That(song.Prediction.RawProbabilities.ToArray(), Is.EqualTo(alone.RawProbabilities.ToArray()).Within(1e-5), "1e-6 is the least that counts");
            Assert.That(Model.PredictWindows(clip).Prediction.RawProbabilities.ToArray(), Is.EqualTo(alone.RawProbabilities.ToArray()));
            Assert.That(Model.WithWindow(null).PredictWindows(Join(clip, clip)).Windows, Has.Count.EqualTo(1));
        });
    }

    [Test]
    public void A_song_is_the_geometric_mean_of_its_windows_however_it_is_read()
    {
        AudioClip song = Join([.. Enumerable.Range(10, 3).Select(static i => AudioFiles.Clip(i, Seconds)), AudioFiles.Clip(14, 0.7 * Seconds)]);
        GenreTimeline timeline = Model.PredictWindows(song);
        double[] log = [.. Enumerable.Range(0, 3).Select(g => timeline.Windows.Average(w => Math.Log(Math.Max(1e-6, w.Prediction.RawProbabilities[g]))))];
        double[] expected = [.. log.Select(l => Math.Exp(l) / log.Sum(Math.Exp))];
        Assert.That(timeline.Windows, Has.Count.EqualTo(4));
        Assert.That(timeline.Windows[^1].End, Is.EqualTo(song.Duration).Within(1e-9), "the last ends with the song");
        Assert.That(timeline.Prediction.RawProbabilities.ToArray(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(timeline.Prediction.RawProbabilities.ToArray().Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(Model.Predict(song).RawProbabilities.ToArray(), Is.EqualTo(timeline.Prediction.RawProbabilities.ToArray()));

        // Of a source of unknown length that is read once; and through a batch, on many threads, from a file, with a store of no memory.
        Assert.That(Values(Model.PredictWindows(new Once(song.OpenSource()))), Is.EqualTo(Values(timeline)));
        using AudioFiles files = new();
        files.Add("a/song.wav", song);
        files.Add("a/clip.wav", 12, Seconds);
        BatchOptions options = new() { Segmentation = Model.Segmentation, SampleMemory = 0 };
        TrackFeatures[] tracks = [.. new BatchExtractor(AudioFiles.SmallSet, options).Extract(AudioFolder.List(files.Folder))];
        Assert.That(tracks[0].Rows.Select(static r => r.Name), Is.EqualTo(new[] { "a/clip.wav" }), "a track that is one window keeps its name");
        Assert.That(Values(Model.PredictWindows(tracks[1])), Is.EqualTo(Values(Model.PredictWindows(AudioFile.Read(files.Path("a/song.wav"))))));
        Assert.That(FeatureTable.FromTracks(tracks, AudioFiles.SmallSet).Groups.Distinct().Count(), Is.EqualTo(2), "a song's windows are one group");

        static double[][] Values(GenreTimeline timeline) => [.. timeline.Windows.Select(static w => (double[])[w.Start, w.Duration, .. w.Prediction.RawProbabilities])];
    }

    [Test]
    public void Nothing_is_predicted_of_nothing()
    {
        Assert.That(() => Model.PredictWindows(new AudioClip([], AudioFiles.Rate)), Throws.ArgumentException);
        Assert.That(() => Fit(TestTables.Clouds()).PredictWindows(AudioFiles.Clip(1, 1)), Throws.InvalidOperationException);
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.That(() => Model.PredictWindows(AudioFiles.Clip(1, 3), progress: null, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    private static AudioClip Join(params AudioClip[] clips) => new([.. clips.SelectMany(static c => c.Samples.ToArray())], clips[0].SampleRate);

    private static GenreModel Fit(FeatureTable table) => new MajorityClassTrainer().Fit(table);

    private static FeatureTable Table(long[]? lengths)
    {
        int rows = lengths?.Length ?? 4;
        FeatureSet set = AudioFiles.SmallSet;
        return new FeatureTable(set.Names, [.. Enumerable.Range(0, rows * set.Count).Select(static i => (float)(i * i % 17))], [.. Enumerable.Range(0, rows).Select(static i => i % 2 == 0 ? "a" : "b")], lengths: lengths, featureSet: set);
    }

    private static GenreModel Fit()
    {
        FeatureSet set = AudioFiles.SmallSet;
        FeatureExtractor extractor = new(set);
        float[] values = [.. Enumerable.Range(0, 12).SelectMany(i => extractor.Extract(AudioFiles.Clip(i, Seconds)).ToArray())];
        FeatureTable table = new(set.Names, values, [.. Enumerable.Range(0, 12).Select(static i => "abc"[i % 3].ToString())], lengths: [.. Enumerable.Repeat((long)Window, 12)], featureSet: set);
        return new LogisticRegressionTrainer().Fit(table);
    }

    private sealed class Once(IAudioSource source) : IAudioSource
    {
        public int SampleRate => source.SampleRate;

        public long? Length => null;

        public int Read(Span<float> buffer) => source.Read(buffer[..Math.Min(buffer.Length, 1000)]);

        public void Rewind() => throw new InvalidOperationException("It is read once.");

        public void Dispose() => source.Dispose();
    }
}
