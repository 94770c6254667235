using System.Diagnostics;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Tool.Drawing;

namespace MusicGenre.Tool.Web;

/// <summary>From a file to the answer: decoding, windows, prediction, nearest tracks, picture.</summary>
internal sealed class SongAnalyzer
{
    private const int NearestShown = 8;
    private const int PictureWidth = 960;
    private const int PictureHeight = 160;
    private const int FramesOfColumn = 4;

    // A short song has few windows of the model's length: shorter ones show where it changes.
    private const double FineSeconds = 10;
    private const double FineHop = 5;
    private const int FewWindows = 3;
    private static readonly double[] Ticks = [500, 1000, 2000, 4000, 8000];

    private readonly FeatureExtractor _extractor;

    /// <param name="model">The model; it has a feature set.</param>
    /// <param name="name">Where it comes from.</param>
    /// <param name="table">The table that it was trained on, or null.</param>
    public SongAnalyzer(GenreModel model, string name, FeatureTable? table)
    {
        Model = model;
        Name = name;
        FeatureSet = model.FeatureSet ?? throw new WrongUseException(
            $"{name}: the model was learnt from a table whose feature set is not known, so it can't predict from audio: train it from a folder of audio, or on a table that 'extract' made.");
        Nearest = table is null ? null : new NearestTracks(table, model.FeatureNames);
        _extractor = new FeatureExtractor(FeatureSet);
    }

    public GenreModel Model { get; }

    /// <summary>What the model is called.</summary>
    public string Name { get; }

    public FeatureSet FeatureSet { get; }

    /// <summary>The training table, if it is known.</summary>
    public NearestTracks? Nearest { get; }

    /// <summary>The model that is used without another: of the shipped table, without the columns that need a separation into harmonic and percussive parts: they cost most of the time and change nothing.</summary>
    public static SongAnalyzer CreateDefault(CancellationToken cancellation)
    {
        FeatureTable shipped = Gtzan.LoadGenreFeatures();
        FeatureTable table = shipped.SelectColumns([.. shipped.FeatureNames.Where(static n => !n.StartsWith("harmony_", StringComparison.Ordinal) && !n.StartsWith("perceptr_", StringComparison.Ordinal))]);
        return new SongAnalyzer(new DiscriminantRidgeTrainer { Seed = 1 }.Fit(table, cancellationToken: cancellation), "the shipped GTZAN table", table);
    }

    /// <summary>Looks at a song.</summary>
    /// <param name="path">The file.</param>
    /// <param name="label">What it is called in the answer and in errors.</param>
    /// <param name="longest">How much of it is read, s.</param>
    /// <param name="picture">Whether a spectrogram is drawn.</param>
    /// <param name="fine">Whether a song of few windows is also looked at in shorter ones.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="AudioFormatException">The file can't be read; its path is the label.</exception>
    /// <exception cref="ArgumentException">It is too short, or has a sample that is no number.</exception>
    public SongAnswer Analyze(string path, string label, double longest, bool picture, bool fine, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        List<string> notes = [];
        AudioReadOptions options = new() { SampleRate = FeatureSet.SampleRate, Duration = longest, Warnings = new Collected(notes) };
        AudioClip clip;
        try
        {
            clip = AudioFile.Read(path, options, cancellation);
        }
        catch (AudioFormatException error)
        {
            throw new AudioFormatException(error.Reason.Replace(path, label, StringComparison.Ordinal), label, error.Position);
        }

        if (clip.Duration >= longest - 1)
        {
            notes.Add(FormattableString.Invariant($"Only the first {longest / 60:0.#} minutes were looked at."));
        }

        List<float[]> features = [];
        List<WindowAnswer> windows = [];
        List<GenrePrediction> predictions = [];
        foreach (Range window in Windows(clip))
        {
            (int offset, int length) = window.GetOffsetAndLength(clip.Length);
            float[] row = _extractor.Extract(clip.Samples.Span.Slice(offset, length), clip.SampleRate, cancellationToken: cancellation).Values.ToArray();
            GenrePrediction prediction = Model.Predict(row);
            features.Add(row);
            predictions.Add(prediction);
            windows.Add(Answer((double)offset / clip.SampleRate, (double)length / clip.SampleRate, prediction));
        }

        WindowAnswer[]? course = fine && windows.Count <= FewWindows ? Fine(clip, cancellation) : null;
        GenreShare[] shares = [.. Average(predictions).OrderByDescending(static s => s.Probability)];
        NearTrack[]? nearest = Nearest?.Find(features, NearestShown);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new SongAnswer(
            label, shares[0].Genre, shares[0].Probability, clip.Duration, shares, [.. windows], course, nearest, [.. notes], picture ? Draw(clip) : null, milliseconds);
    }

    private static WindowAnswer Answer(double start, double duration, GenrePrediction prediction) => new(start, start + duration, prediction.Genre, prediction.RawProbabilities.ToArray());

    /// <summary>The course in short windows; null where the song has not two of them, or they are too short for the features.</summary>
    private WindowAnswer[]? Fine(AudioClip clip, CancellationToken cancellation)
    {
        Segmentation segmentation = Segmentation.OfSeconds(FineSeconds, FineHop);
        IReadOnlyList<Segment> segments = segmentation.Cut(clip.Length, clip.SampleRate);
        if (segments.Count < 2)
        {
            return null;
        }

        try
        {
            return [.. _extractor.ExtractSegments(clip, segmentation, cancellationToken: cancellation).Zip(
                segments, (features, segment) => Answer((double)segment.Start / clip.SampleRate, (double)segment.Length / clip.SampleRate, Model.Predict(features.Values.Span)))];
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private IEnumerable<Range> Windows(AudioClip clip)
    {
        int length = (int)((FeatureSet.Duration ?? 30) * clip.SampleRate);
        if (clip.Length < 2 * length)
        {
            yield return ..clip.Length;
            yield break;
        }

        for (int start = 0; start + length <= clip.Length; start += length)
        {
            yield return start..(start + length);
        }
    }

    private IEnumerable<GenreShare> Average(List<GenrePrediction> predictions)
    {
        double[] logs = [.. Model.Genres.Select((_, g) => predictions.Average(p => Math.Log(Math.Max(1e-12, p.RawProbabilities[g]))))];
        double sum = logs.Sum(Math.Exp);
        return Model.Genres.Select((genre, g) => new GenreShare(genre, Math.Exp(logs[g]) / sum));
    }

    private static SpectrogramAnswer Draw(AudioClip clip)
    {
        Spectrogram spectrogram = Spectrogram.Of(clip, FrequencyScale.Mel, PictureWidth, PictureHeight, FramesOfColumn);
        using MemoryStream png = new();
        new SpectrogramPlot(spectrogram, 0, clip.Duration).WriteLevels(png);
        FrequencyTick[] ticks = [.. Ticks.Where(f => f < spectrogram.Highest).Select(f => new FrequencyTick(f, spectrogram.Place(f)))];
        return new SpectrogramAnswer($"data:image/png;base64,{Convert.ToBase64String(png.GetBuffer().AsSpan(0, (int)png.Length))}", PictureWidth, PictureHeight, ticks);
    }

    private sealed class Collected(List<string> notes) : IProgress<AudioWarning>
    {
        public void Report(AudioWarning value) => notes.Add(value.Message);
    }
}
