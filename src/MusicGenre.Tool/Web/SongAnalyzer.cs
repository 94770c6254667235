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
        NearestNote = table is null ? "The model was started without its training table, so the nearest tracks are not known (--table)."
            : model.Card is { TableSha256.Length: > 0 } card && card.TableSha256 != table.ComputeSha256() ? "The table is not the one that the model was trained on: the nearest tracks are of this table."
            : null;
        _extractor = new FeatureExtractor(FeatureSet);
    }

    public GenreModel Model { get; }

    /// <summary>What the model is called.</summary>
    public string Name { get; }

    public FeatureSet FeatureSet { get; }

    /// <summary>The training table, if it is known.</summary>
    public NearestTracks? Nearest { get; }

    /// <summary>The least probability of an answer; below it the genre is <see cref="GenrePrediction.Unknown"/>.</summary>
    public double RejectBelow { get; init; }

    /// <summary>Why the nearest tracks are not to be trusted, or not known; null if all is well.</summary>
    public string? NearestNote { get; }

    /// <summary>The model that is used without another: of the shipped table, by the trainer that is the default for folders.</summary>
    public static SongAnalyzer CreateDefault(CancellationToken cancellation, double rejectBelow = 0)
    {
        FeatureTable table = Gtzan.LoadGenreFeatures();
        DiscriminantRidgeTrainer trainer = new() { Seed = 1 };
        GenreModel model = trainer.Fit(table, cancellationToken: cancellation).WithCard(ModelCard.Of(trainer, table));
        return new SongAnalyzer(model, "the shipped GTZAN table", table) { RejectBelow = rejectBelow };
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

        using IAudioSource source = clip.OpenSource();
        IReadOnlyList<(Segment Segment, FeatureVector Values)> windows = _extractor.ExtractSegments(source, Model.Segmentation ?? Segmentation.Parts(1), cancellationToken: cancellation);
        GenreTimeline timeline = Model.PredictWindows(windows);
        WindowAnswer[]? course = fine && Model.Window > FineSeconds && windows.Count <= FewWindows ? Fine(clip, cancellation) : null;
        NearTrack[]? nearest = Nearest?.Find([.. windows.Select(static w => w.Values.Values)], NearestShown);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new SongAnswer(
            label,
            timeline.Prediction.GenreOrUnknown(RejectBelow),
            timeline.Prediction.Probability,
            clip.Duration,
            [.. timeline.Prediction.Probabilities.Select(static p => new GenreShare(p.Key, p.Value))],
            [.. timeline.Windows.Select(w => Answer(w.Start, w.Duration, w.Prediction))],
            course,
            nearest,
            [.. notes],
            picture ? Draw(clip) : null,
            milliseconds);
    }

    private WindowAnswer Answer(double start, double duration, GenrePrediction prediction) => new(start, start + duration, prediction.GenreOrUnknown(RejectBelow), prediction.RawProbabilities.ToArray());

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
