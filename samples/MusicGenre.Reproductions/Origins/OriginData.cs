using System.Globalization;
using System.Runtime.InteropServices;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Neural;
using MusicGenre.Reproductions.Origins;

namespace MusicGenre.Reproductions;

/// <summary>
/// What the origins' networks learn from, made of a folder of audio with a folder for each genre: feature tables, MFCC sequences, spectrogram images. What was made once is
/// kept in a cache folder and made again when a file or a setting changes. Conventions are librosa 0.8's (<see cref="Padding.Reflect"/>), in whose time the projects were made.
/// </summary>
public sealed class OriginData
{
    private const int SampleRate = 22050;
    private const int SegmentsPerTrack = 10;
    private const int SegmentLength = 66_150;
    private const float DecibelRange = 80;
    private const float SmallestPower = 1e-10f;

    private static readonly FrameOptions Frames = new() { Padding = Padding.Reflect };

    private readonly AudioTrack[] _tracks;
    private readonly SampleCache _cache;
    private readonly List<string> _problems = [];

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">A folder with a folder of audio files for each genre, as <see cref="AudioFolder.List"/> finds them; files outside of these are left aside.</param>
    /// <param name="cacheFolder">Where to keep what was made; null for <c>.musicgenre</c> next to the folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">It has no folder with audio.</exception>
    public OriginData(string folder, string? cacheFolder = null)
    {
        List<BadFile> bad = [];
        _tracks = [.. AudioFolder.List(folder, GenreSource.Folder, bad).Where(static t => t.Genre.Length > 0)];
        if (_tracks.Length == 0)
        {
            throw new IOException($"{folder} has no folders with audio files; expected one for each genre.");
        }

        _problems.AddRange(bad.Select(static b => b.ToString()));
        string full = Path.GetFullPath(folder);
        string beside = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(full)) ?? full;
        _cache = new SampleCache(cacheFolder ?? Path.Combine(beside, ".musicgenre"));
    }

    /// <summary>How many tracks there are.</summary>
    public int TrackCount => _tracks.Length;

    /// <summary>Files that were left out, each with the reason.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>How many tracks are worked on at once, at least 1.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>One row per track.</summary>
    /// <param name="set">The columns.</param>
    /// <param name="progress">Takes the number of tracks that are done, from several threads.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public FeatureTable Features(FeatureSet set, IProgress<TrackProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        FeatureExtractor extractor = new(set, new FeatureExtractorOptions { Padding = Padding.Reflect });
        SampleCache.Sample[] samples = Get(
            "features-" + set.Name,
            string.Join(',', set.Names) + FormattableString.Invariant($" {set.Duration}"),
            clip => [(0, MemoryMarshal.AsBytes(extractor.Extract(clip).Values.ToArray().AsSpan()).ToArray())],
            progress, cancellationToken);
        return new FeatureTable(
            set.Names,
            MemoryMarshal.Cast<byte, float>(Join(samples, set.Count * sizeof(float))),
            [.. samples.Select(s => Genre(s))],
            [.. samples.Select(s => _tracks[s.Track].Name)],
            [.. samples.Select(s => Group(s))],
            featureSet: extractor.FeatureSet);
    }

    /// <summary>
    /// 13 MFCC of 130 frames, ten segments of 66,150 samples per track, each by itself, not standardised; segments with another number of frames are left out.
    /// The segments of a track are one group.
    /// </summary>
    /// <param name="progress">Takes the number of tracks that are done, from several threads.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public SampleSet MfccSequences(IProgress<TrackProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Shape shape = new(OriginNets.SequenceFrames, OriginNets.SequenceCoefficients);
        SampleCache.Sample[] samples = Get("mfcc13-130-frames", "10 segments of 66150 samples, 13 of 128 bands, reflect", Sequences, progress, cancellationToken);
        float[] values = MemoryMarshal.Cast<byte, float>(Join(samples, shape.Size * sizeof(float))).ToArray();
        return new SampleSet(
            shape,
            values,
            [.. samples.Select(s => Genre(s))],
            [.. samples.Select(s => string.Create(CultureInfo.InvariantCulture, $"{Group(s)}.{s.Segment}.wav"))],
            [.. samples.Select(s => Group(s))]);
    }

    /// <summary>
    /// One grey image a track: the powers of the short-time Fourier transform in dB below the loudest, 0 to -80 dB as white to black, time to the right, frequency upwards
    /// (linear), brought to size by the mean over the area of each pixel.
    /// </summary>
    /// <param name="side">Its height and width, at least 1.</param>
    /// <param name="progress">Takes the number of tracks that are done, from several threads.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public SampleSet SpectrogramImages(int side = OriginNets.ImageSide, IProgress<TrackProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        string name = FormattableString.Invariant($"spectrograms-{side}");
        SampleCache.Sample[] samples = Get(name, "dB below the loudest, range 80, grey, reflect", clip => [(0, Image(clip, side))], progress, cancellationToken);
        Shape shape = new(side, side, 1);
        return new SampleSet(
            shape, Join(samples, shape.Size), [.. samples.Select(s => Genre(s))], [.. samples.Select(s => _tracks[s.Track].Name)], [.. samples.Select(s => Group(s))]);
    }

    /// <summary>The grey image of a clip, as <see cref="SpectrogramImages"/> says.</summary>
    /// <param name="clip">The clip, at least one sample.</param>
    /// <param name="side">Height and width, at least 1.</param>
    /// <returns>Row by row from the top (the highest frequency).</returns>
    public static byte[] Image(AudioClip clip, int side = OriginNets.ImageSide)
    {
        ArgumentNullException.ThrowIfNull(clip);
        if (clip.Length == 0)
        {
            throw new ArgumentException("The clip is empty; an image needs at least one sample.", nameof(clip));
        }

        float[,] power = FrameDescriptors.PowerSpectrogram(clip, Frames);
        int bins = power.GetLength(0);
        int frames = power.GetLength(1);
        float loudest = float.NegativeInfinity;
        for (int b = 0; b < bins; b++)
        {
            for (int t = 0; t < frames; t++)
            {
                power[b, t] = 10 * MathF.Log10(MathF.Max(power[b, t], SmallestPower));
                loudest = MathF.Max(loudest, power[b, t]);
            }
        }

        float[,] narrow = new float[bins, side];
        Area(frames, side, (pixel, t, weight) =>
        {
            for (int b = 0; b < bins; b++)
            {
                narrow[b, pixel] += weight * MathF.Max(power[b, t] - loudest, -DecibelRange);
            }
        });
        float[] image = new float[side * side];
        Area(bins, side, (pixel, b, weight) =>
        {
            int row = side - 1 - pixel;
            for (int c = 0; c < side; c++)
            {
                image[(row * side) + c] += weight * narrow[b, c];
            }
        });
        return [.. image.Select(static decibel => (byte)Math.Clamp(MathF.Round(255 * (1 + (decibel / DecibelRange))), 0, 255))];
    }

    /// <summary>The fraction that each of <paramref name="count"/> numbers has in each of <paramref name="pixels"/> equal intervals; the fractions of an interval sum to 1.</summary>
    private static void Area(int count, int pixels, Action<int, int, float> add)
    {
        double width = (double)count / pixels;
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            double from = pixel * width;
            double to = Math.Min((pixel + 1) * width, count);
            for (int i = (int)from; i < to; i++)
            {
                add(pixel, i, (float)((Math.Min(to, i + 1) - Math.Max(from, i)) / width));
            }
        }
    }

    private static IEnumerable<(int Segment, byte[] Data)> Sequences(AudioClip clip)
    {
        for (int segment = 0; segment < SegmentsPerTrack; segment++)
        {
            int start = segment * SegmentLength;
            int length = Math.Min(SegmentLength, clip.Length - start);
            if (length <= 0 || Frames.FrameCount(length) != OriginNets.SequenceFrames)
            {
                continue;
            }

            float[,] mfcc = FrameDescriptors.Mfcc(new AudioClip(clip.Samples.Slice(start, length).ToArray(), clip.SampleRate), OriginNets.SequenceCoefficients, options: Frames);
            float[] frames = new float[OriginNets.SequenceFrames * OriginNets.SequenceCoefficients];
            for (int t = 0; t < OriginNets.SequenceFrames; t++)
            {
                for (int c = 0; c < OriginNets.SequenceCoefficients; c++)
                {
                    frames[(t * OriginNets.SequenceCoefficients) + c] = mfcc[c, t];
                }
            }

            yield return (segment, MemoryMarshal.AsBytes(frames.AsSpan()).ToArray());
        }
    }

    private SampleCache.Sample[] Get(string name, string settings, Func<AudioClip, IEnumerable<(int Segment, byte[] Data)>> make, IProgress<TrackProgress>? progress, CancellationToken cancellationToken)
    {
        AudioReadOptions read = new() { SampleRate = SampleRate };
        return _cache.Get(
            name,
            settings,
            _tracks,
            track =>
            {
                AudioClip clip = AudioFile.Read(track.Path, read, cancellationToken);
                if (clip.Length == 0)
                {
                    throw new AudioFormatException("no samples; at least one was expected", track.Path, 0);
                }

                return make(clip);
            },
            new SampleCache.Run(MaxDegreeOfParallelism, progress, _problems, cancellationToken));
    }

    private string Genre(SampleCache.Sample sample) => _tracks[sample.Track].Genre;

    // With the folder, where the name has one: rock/1.wav and jazz/1.wav are two tracks.
    private string Group(SampleCache.Sample sample) => Path.ChangeExtension(_tracks[sample.Track].Name, null);

    private static byte[] Join(SampleCache.Sample[] samples, int size)
    {
        byte[] all = new byte[checked(samples.Length * size)];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i].Data.CopyTo(all.AsMemory(i * size, size));
        }

        return all;
    }
}
