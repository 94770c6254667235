using System.Reflection;
using MusicGenre.Audio;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests.Extraction;

/// <summary>What every public method that works on audio, frames or tracks must keep: it takes progress and cancellation last, progress rises to its end, and cancelled work ends at the next step.</summary>
public sealed class LongWorkTests : FolderFixture
{
    private const int Length = 60_000;

    private static readonly AudioClip Clip = TestSignals.Music(Length);
    private static readonly AudioClip LongClip = TestSignals.Music(10 * Length);
    private static readonly FeatureExtractor Extractor = new(FeatureSets.Gtzan57);
    private static readonly BatchExtractor Batch = new(FeatureSets.Gtzan57, new BatchOptions { MaxDegreeOfParallelism = 1 });
    private static readonly float[,] Chroma = FrameDescriptors.Chroma(Clip);
    private static readonly float[,] Power = FrameDescriptors.PowerSpectrogram(Clip);
    private static readonly float[] Onsets = [.. FrameDescriptors.OnsetStrength(Clip).Cast<float>()];

    // All of them, by their names and the arguments that are not optional.
    private static readonly Dictionary<string, Action<TemporaryFolder, IProgress<double>, CancellationToken>> OfAudio = new()
    {
        ["FrameDescriptors.Mfcc(AudioClip)"] = (_, p, c) => FrameDescriptors.Mfcc(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.MelSpectrogram(AudioClip)"] = (_, p, c) => FrameDescriptors.MelSpectrogram(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.PowerSpectrogram(AudioClip)"] = (_, p, c) => FrameDescriptors.PowerSpectrogram(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.Chroma(AudioClip)"] = (_, p, c) => FrameDescriptors.Chroma(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.Tonnetz(AudioClip)"] = (_, p, c) => FrameDescriptors.Tonnetz(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.Tonnetz(Single[,])"] = (_, p, c) => FrameDescriptors.Tonnetz(Chroma, p, c),
        ["FrameDescriptors.Rms(AudioClip)"] = (_, p, c) => FrameDescriptors.Rms(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.ZeroCrossingRate(AudioClip)"] = (_, p, c) => FrameDescriptors.ZeroCrossingRate(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.SpectralCentroid(AudioClip)"] = (_, p, c) => FrameDescriptors.SpectralCentroid(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.SpectralBandwidth(AudioClip)"] = (_, p, c) => FrameDescriptors.SpectralBandwidth(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.SpectralRolloff(AudioClip)"] = (_, p, c) => FrameDescriptors.SpectralRolloff(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.SpectralFlatness(AudioClip)"] = (_, p, c) => FrameDescriptors.SpectralFlatness(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.SpectralContrast(AudioClip)"] = (_, p, c) => FrameDescriptors.SpectralContrast(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.OnsetStrength(AudioClip)"] = (_, p, c) => FrameDescriptors.OnsetStrength(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.Delta(Single[,])"] = (_, p, c) => FrameDescriptors.Delta(Chroma, progress: p, cancellationToken: c),
        ["FrameDescriptors.EstimateTuning(AudioClip)"] = (_, p, c) => FrameDescriptors.EstimateTuning(Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.Compute(Descriptor, AudioClip)"] = (_, p, c) => FrameDescriptors.Compute(DescriptorCatalog.Rms, Clip, progress: p, cancellationToken: c),
        ["FrameDescriptors.Compute(Descriptor, AudioClip, Span`1)"] = (_, p, c) => FrameDescriptors.Compute(DescriptorCatalog.Rms, Clip, new float[Length], progress: p, cancellationToken: c),
        ["FrameDescriptors.ComputeFromSpectrogram(Descriptor, Single[,], Int32)"] =
            (_, p, c) => FrameDescriptors.ComputeFromSpectrogram(DescriptorCatalog.SpectralCentroid, Power, 22050, progress: p, cancellationToken: c),
        ["TempoEstimator.Estimate(ReadOnlySpan`1, Int32, Int32)"] = (_, p, c) => TempoEstimator.Estimate(Onsets, 22050, 512, p, c),
        ["TempoEstimator.EstimateOfBeats(ReadOnlySpan`1, Int32, Int32)"] = (_, p, c) => TempoEstimator.EstimateOfBeats(Onsets, 22050, 512, p, c),
        ["HarmonicPercussive.Separate(AudioClip)"] = (_, p, c) => HarmonicPercussive.Separate(Clip, progress: p, cancellationToken: c),
        ["FeatureExtractor.Extract(AudioClip)"] = (_, p, c) => Extractor.Extract(Clip, p, c),
        ["FeatureExtractor.Extract(IAudioSource)"] = (_, p, c) =>
        {
            using IAudioSource source = Clip.OpenSource();
            Extractor.Extract(source, p, c);
        },
        ["FeatureExtractor.Extract(Stream)"] = (folder, p, c) =>
        {
            using FileStream stream = File.OpenRead(Track(folder).Path);
            Extractor.Extract(stream, p, c);
        },
        ["FeatureExtractor.Extract(ReadOnlySpan`1, Int32)"] = (_, p, c) => Extractor.Extract(Clip.Samples.Span, 22050, progress: p, cancellationToken: c),
        ["FeatureExtractor.ExtractChannels(ReadOnlySpan`1, Int32, Int32)"] = (_, p, c) => Extractor.ExtractChannels(Clip.Samples.Span, 22050, 2, p, c),
        ["FeatureExtractor.ExtractSegments(AudioClip, Segmentation)"] = (_, p, c) => Extractor.ExtractSegments(Clip, Segmentation.Parts(3), p, c),
        ["FeatureExtractor.ExtractSegments(IAudioSource, Segmentation)"] = (_, p, c) =>
        {
            using IAudioSource source = Clip.OpenSource();
            Extractor.ExtractSegments(source, Segmentation.Parts(3), p, c);
        },
        ["AudioFingerprint.Of(AudioClip)"] = (_, p, c) => AudioFingerprint.Of(LongClip, p, c),
        ["AudioFingerprint.Of(IAudioSource)"] = (_, p, c) =>
        {
            using IAudioSource source = LongClip.OpenSource();
            AudioFingerprint.Of(source, p, c);
        },
        ["BatchExtractor.Extract(AudioTrack)"] = (folder, p, c) => Batch.Extract(Track(folder), p, c),
    };

    private static readonly Dictionary<string, Action<TemporaryFolder, IProgress<BatchProgress>, CancellationToken>> OfTracks = new()
    {
        ["BatchExtractor.Extract(IEnumerable`1)"] = (folder, p, c) => Batch.Extract(Tracks(folder), p, c).ToList(),
        ["BatchExtractor.ExtractAsync(IEnumerable`1)"] = (folder, p, c) => Batch.ExtractAsync(Tracks(folder), p, c).ToBlockingEnumerable(CancellationToken.None).ToList(),
        ["BatchExtractor.ExtractFolderAsync(String)"] = (folder, p, c) =>
        {
            Tracks(folder);
            _ = Batch.ExtractFolderAsync(folder.Path, progress: p, cancellationToken: c).ToBlockingEnumerable(CancellationToken.None).ToList();
        },
    };

    private static IEnumerable<string> AudioNames => OfAudio.Keys;

    private static IEnumerable<string> TrackNames => OfTracks.Keys;

    [Test]
    public void Every_method_that_works_on_audio_takes_progress_and_cancellation_last()
    {
        Type[] works = [typeof(AudioClip), typeof(IAudioSource), typeof(Stream), typeof(float[,]), typeof(ReadOnlySpan<float>)];
        MethodInfo[] methods = [.. typeof(FrameDescriptors).Assembly.GetExportedTypes()
            .SelectMany(static t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsSpecialName && (m.DeclaringType == typeof(BatchExtractor) || m.GetParameters().Any(p => works.Contains(p.ParameterType))))];
        Assert.That(methods.Select(Name), Is.EquivalentTo(OfAudio.Keys.Concat(OfTracks.Keys)));
        Assert.That(methods.Select(static m => string.Join(", ", m.GetParameters().TakeLast(2).Select(static p => $"{p.Name} {p.IsOptional}"))), Is.All.EqualTo("progress True, cancellationToken True"));
    }

    [TestCaseSource(nameof(AudioNames))]
    public void Progress_rises_to_one_and_work_is_cancelled_at_any_step(string name)
    {
        Steps<double> whole = new();
        OfAudio[name](Folder, whole, CancellationToken.None);
        Assert.That(whole.Values, Is.Ordered.And.Count.GreaterThan(1));
        Assert.That(whole.Values[^1], Is.EqualTo(1).Within(1e-9));
        Assert.That(() => OfAudio[name](Folder, new Steps<double>(), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        using CancellationTokenSource cancellation = new();
        Steps<double> some = new(cancellation.Cancel);
        Assert.That(() => OfAudio[name](Folder, some, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(some.Values, Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(TrackNames))]
    public void Progress_counts_every_track_and_work_is_cancelled_at_any_of_them(string name)
    {
        Steps<BatchProgress> whole = new();
        OfTracks[name](Folder, whole, CancellationToken.None);
        Assert.That(whole.Values.Select(static v => v.Done), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(() => OfTracks[name](Folder, new Steps<BatchProgress>(), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        using CancellationTokenSource cancellation = new();
        Steps<BatchProgress> some = new(cancellation.Cancel);
        Assert.That(() => OfTracks[name](Folder, some, cancellation.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(some.Values, Has.Count.EqualTo(1));
    }

    private static string Name(MethodInfo method)
        => $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Where(static p => !p.IsOptional).Select(static p => p.ParameterType.Name))})";

    private static AudioTrack Track(TemporaryFolder folder, string name = "a.wav")
    {
        WavWriter.Write(folder[name], Clip);
        return AudioFolder.FromPath(folder[name]);
    }

    private static AudioTrack[] Tracks(TemporaryFolder folder) => [Track(folder), Track(folder, "b.wav"), Track(folder, "c.wav")];

    private sealed class Steps<T>(Action? atFirst = null) : IProgress<T>
    {
        public List<T> Values { get; } = [];

        public void Report(T value)
        {
            Values.Add(value);
            if (Values.Count == 1)
            {
                atFirst?.Invoke();
            }
        }
    }
}
