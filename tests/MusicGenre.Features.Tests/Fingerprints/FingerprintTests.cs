using System.Numerics;
using MusicGenre.Audio;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests.Fingerprints;

public sealed class FingerprintTests
{
    private const int Rate = AudioFingerprint.SampleRate;
    private static readonly AudioClip[] Songs = [.. Enumerable.Range(1, 12).Select(static seed => TestSignals.Music(14 * Rate, seed))];

    /// <summary>The bits by their formula, in double precision from the power spectrogram.</summary>
    [Test]
    public void Words_follow_the_formula()
    {
        AudioClip clip = new(Songs[0].Samples.Span[..(4 * Rate)], Rate);
        AudioFingerprint fingerprint = AudioFingerprint.Of(clip);
        float[,] power = FrameDescriptors.PowerSpectrogram(clip);
        float[,] bank = SemitoneFilterBank.Create(Rate, 2048, 33, 300);
        int frames = power.GetLength(1);
        double[,] bands = new double[33, frames];
        for (int band = 0; band < 33; band++)
        {
            for (int t = 0; t < frames; t++)
            {
                for (int bin = 0; bin < 1025; bin++)
                {
                    bands[band, t] += bank[band, bin] * power[bin, t];
                }
            }
        }

        double Sum(int band, int first) => Enumerable.Range(first, 16).Sum(t => bands[band, t]);
        Assert.That(fingerprint.Words.Length, Is.EqualTo(frames - 31));
        int differ = 0;
        for (int n = 0; n < fingerprint.Words.Length; n++)
        {
            uint word = 0;
            for (int m = 0; m < 32; m++)
            {
                word |= Sum(m, n + 16) - Sum(m + 1, n + 16) - (Sum(m, n) - Sum(m + 1, n)) > 0 ? 1u << m : 0;
            }

            differ += BitOperations.PopCount(word ^ fingerprint.Words.Span[n]);
        }

        Assert.That(differ, Is.LessThan(0.001 * 32 * fingerprint.Words.Length), "what differs is a sum near zero");
    }

    [Test]
    public void Words_do_not_depend_on_the_vector_width_nor_on_how_the_source_is_read()
    {
        AudioFingerprint expected = AudioFingerprint.Of(Songs[1]);
        Assert.Multiple(() =>
        {
            foreach (int lanes in (int[])[4, 8, 16])
            {
                AudioFingerprint other = AudioFingerprint.Of(Songs[1].OpenSource(), new FeatureExtractorOptions { Lanes = lanes });
                Assert.That(other.Words.ToArray(), Is.EqualTo(expected.Words.ToArray()), $"{lanes} lanes");
                Assert.That(other.IsInformative.ToArray(), Is.EqualTo(expected.IsInformative.ToArray()), $"{lanes} lanes");
            }

            AudioFingerprint exact = AudioFingerprint.Of(Songs[1].OpenSource(), new FeatureExtractorOptions { Exact = true });
            Assert.That(exact.BitErrorRate(expected), Is.LessThan(1e-3));
        });
    }

    [Test]
    public void A_gain_changes_no_bit()
    {
        AudioFingerprint quiet = AudioFingerprint.Of(Changed(Songs[2], static (x, _) => x / 2));
        Assert.That(quiet.Words.ToArray(), Is.EqualTo(AudioFingerprint.Of(Songs[2]).Words.ToArray()));
    }

    [Test]
    public void Copies_are_found_with_their_offsets_and_different_music_is_not([Values(1, 3)] int threads)
    {
        const int Skipped = (3 * Rate) + 137;
        SeededNoise noise = new();
        AudioFingerprint[] all =
        [
            .. Songs.Select(static s => AudioFingerprint.Of(s)),
            AudioFingerprint.Of(Changed(Songs[0], static (x, _) => x / 2)),
            AudioFingerprint.Of(new AudioClip(Songs[1].Samples.Span[Skipped..], Rate)),
            AudioFingerprint.Of(Changed(Songs[2], (x, _) => x + noise.Next(0.01f))),
            AudioFingerprint.Of(new AudioClip(Songs[3].Samples.Span.Slice(Skipped, 8 * Rate), Rate)),
            AudioFingerprint.Of(Changed(Songs[4], static (x, _) => MathF.Round(x * 32) / 32)),
        ];
        IReadOnlyList<FingerprintMatch> pairs = FingerprintSearch.FindPairs(all, new FingerprintSearchOptions { MaxDegreeOfParallelism = threads });
        Assert.Multiple(() =>
        {
            Assert.That(pairs.Select(static p => (p.First, p.Second)), Is.EqualTo(new[] { (0, 12), (1, 13), (2, 14), (3, 15), (4, 16) }));
            Assert.That(pairs.Select(static p => p.Offset), Is.EqualTo(new[] { 0, Skipped / (double)Rate, 0, Skipped / (double)Rate, 0 }).Within(0.013));
            Assert.That(pairs.Select(static p => p.Seconds), Is.EqualTo(new[] { 13.3, 10.3, 13.3, 7.3, 13.3 }).Within(0.4));
            Assert.That(pairs.Select(static p => p.BitErrorRate), Is.All.LessThan(0.2));
            Assert.That(all[0].BitErrorRate(all[5]), Is.EqualTo(0.5).Within(0.07));
        });
    }

    [Test]
    public void An_excerpt_is_found_in_the_middle_of_a_whole_song()
    {
        AudioFingerprint song = AudioFingerprint.Of(new AudioClip([.. Songs.SelectMany(static s => s.Samples.ToArray())], Rate));
        AudioFingerprint excerpt = AudioFingerprint.Of(new AudioClip(Songs[7].Samples.Span.Slice(Rate, 10 * Rate), Rate));
        FingerprintMatch match = FingerprintSearch.FindPairs([excerpt, song]).Single();
        Assert.That(match.Offset, Is.EqualTo(-((7 * 14) + 1)).Within(0.013));
    }

    /// <summary>What has no bits of its own matches nothing: two silent files, two test tones are not the same recording by their fingerprints.</summary>
    [Test]
    public void Silence_and_constant_tones_tell_nothing()
    {
        AudioFingerprint[] all =
        [
            .. Enumerable.Range(0, 2).Select(static _ => AudioFingerprint.Of(new AudioClip(new float[10 * Rate].AsSpan(), Rate))),
            .. Enumerable.Range(0, 2).Select(static _ => AudioFingerprint.Of(Changed(new AudioClip(new float[10 * Rate].AsSpan(), Rate), static (_, i) => MathF.Sin(0.125f * i)))),
        ];
        Assert.Multiple(() =>
        {
            Assert.That(FingerprintSearch.FindPairs(all), Is.Empty);
            Assert.That(all[0].IsInformative.ToArray(), Has.None.True);

            // A tone begins and ends.
            Assert.That(all[2].IsInformative.ToArray()[40..^40], Has.None.True);
            Assert.That(all[0].BitErrorRate(all[1]), Is.NaN);
        });
    }

    [Test]
    public void What_has_no_fingerprint_is_named()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => AudioFingerprint.Of(new AudioClip(new float[100].AsSpan(), 44_100)), Throws.ArgumentException.With.Message.Contains("44100 Hz"));
            Assert.That(() => AudioFingerprint.Of(new AudioClip([], Rate)), Throws.ArgumentException.With.Message.Contains("empty"));
            Assert.That(() => AudioFingerprint.Of(new AudioClip([0, float.NaN], Rate)), Throws.ArgumentException.With.Message.Contains("Sample 1"));
            Assert.That(AudioFingerprint.Of(new AudioClip(new float[31 * 512 - 1].AsSpan(), Rate)).Words.Length, Is.Zero, "31 frames");
            Assert.That(FingerprintSearch.FindPairs([]), Is.Empty);
            Assert.That(() => new FingerprintSearchOptions { MaximumBitErrorRate = 0.5 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    /// <summary>A hundred tracks of ten genres, none of them twice, and ten of them once more: shifted, at another gain, with the noise of a coarse coding.</summary>
    [Test]
    public void Music_is_found_again_and_nothing_else()
    {
        string[] files = [.. AudioFolder.List(SharedData.Require("gtzan", "audio")).Select(static t => t.Path)];
        AudioClip[] clips = [.. files.AsParallel().AsOrdered().Select(static f => AudioFile.Read(f, new AudioReadOptions { SampleRate = Rate }))];
        SeededNoise noise = new();
        AudioFingerprint[] prints = [.. clips.AsParallel().AsOrdered().Select(static c => AudioFingerprint.Of(c))];
        int[] copied = [.. Enumerable.Range(0, files.Length).Where(static i => i % 10 == 4)];
        AudioFingerprint[] copies =
        [
            .. copied.Select(i => AudioFingerprint.Of(Changed(new AudioClip(clips[i].Samples.Span.Slice(70_001, 20 * Rate), Rate), (x, _) => (x / 3) + noise.Next(0.003f)))),
        ];
        IReadOnlyList<FingerprintMatch> pairs = FingerprintSearch.FindPairs([.. prints, .. copies]);
        Assert.That(pairs.Select(static p => (p.First, p.Second)), Is.EqualTo(copied.Select((c, i) => (c, files.Length + i))));
        Assert.That(pairs.Select(static p => p.Offset), Is.All.EqualTo(70_001.0 / Rate).Within(0.013));
    }

    private static AudioClip Changed(AudioClip clip, Func<float, int, float> change) => new([.. clip.Samples.ToArray().Select(change)], clip.SampleRate);

    private sealed class SeededNoise
    {
        private readonly Random _random = new(5);

        public float Next(float amplitude) => amplitude * ((2 * _random.NextSingle()) - 1);
    }
}
