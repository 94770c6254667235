using System.Diagnostics;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Features.Batch;

namespace MusicGenre.ML.Tests;

/// <summary>Many files: the same rows in the same order regardless of the threads, bad files named, memory bounded.</summary>
public sealed class BatchExtractorTests
{
    [Test]
    public void Rows_are_those_of_each_clip_alone_in_order_on_any_number_of_threads()
    {
        using AudioFiles files = new();
        for (int i = 0; i < 30; i++)
        {
            // Long ones between short ones: threads finish out of order.
            files.Add($"g{i % 3}/g{i % 3}.{i:00}.wav", i, i % 7 == 0 ? 3 : 0.4);
        }

        IReadOnlyList<AudioTrack> tracks = AudioFolder.List(files.Folder);
        FeatureExtractor alone = new(AudioFiles.SmallSet);
        float[][] expected = [.. tracks.Select(t => alone.Extract(AudioFile.Read(t.Path)).ToArray())];
        foreach (int threads in (int[])[1, 2, 5])
        {
            BatchExtractor batch = new(AudioFiles.SmallSet, new BatchOptions { MaxDegreeOfParallelism = threads });
            TrackFeatures[] results = [.. batch.Extract(tracks)];
            Assert.That(results.Select(r => r.Track), Is.EqualTo(tracks));
            Assert.That(results.Select(r => r.Rows.Single().Values.ToArray()), Is.EqualTo(expected));
        }
    }

    [Test]
    public void One_bad_file_in_ten_is_named_and_the_rest_goes_on()
    {
        using AudioFiles files = new();
        for (int i = 0; i < 36; i++)
        {
            files.Add($"g{i % 2}/{i:00}.wav", i, 0.1);
        }

        byte[] wav = File.ReadAllBytes(files.Add("whole.wav", 1, 0.1));
        File.Delete(files.Path("whole.wav"));
        byte[] notANumber = FloatWav(float.NaN);
        files.AddBytes("g0/05-empty.wav", []);
        files.AddBytes("g0/15-cut.wav", wav[..30]);
        files.AddBytes("g1/20-nan.wav", notANumber);
        files.AddBytes("g1/30-no-sample.wav", [.. wav[..40], 0, 0, 0, 0]);

        List<BatchProgress> progress = [];
        BatchOptions options = new() { MaxDegreeOfParallelism = 3 };
        FeatureTable table = FeatureTable.FromFolder(files.Folder, FeatureSets.Means26, out IReadOnlyList<BadFile> bad, options, new Recorder(progress));
        Assert.Multiple(() =>
        {
            Assert.That(table.RowCount, Is.EqualTo(36));
            Assert.That(table.FeatureSet, Is.EqualTo(FeatureSets.Means26));
            Assert.That(table.GenreCounts(), Is.EqualTo(new[] { 18, 18 }));
            Assert.That(table.Groups.Distinct().Count(), Is.EqualTo(36));
            Assert.That(bad.Select(b => Path.GetFileName(b.Path)), Is.EqualTo(new[] { "05-empty.wav", "15-cut.wav", "20-nan.wav", "30-no-sample.wav" }));
            Assert.That(bad[0].Reason, Does.Contain("empty").And.Not.Contain(files.Folder));
            Assert.That(bad[2].Reason, Does.Contain("NaN"));
            Assert.That(bad[3].Reason, Does.Contain("empty"));
            Assert.That(progress.Select(p => p.Done), Is.EqualTo(Enumerable.Range(1, 40)));
            Assert.That(progress[^1].Bad, Is.EqualTo(4));
            Assert.That(() => FeatureTable.FromFolder(files.Folder, FeatureSets.Means26), Throws.TypeOf<AudioFormatException>().With.Message.Contains("05-empty.wav"));
            Assert.That(() => FeatureTable.FromFolder(files.Path("nowhere")), Throws.TypeOf<DirectoryNotFoundException>());
        });
    }

    private static IEnumerable<TestCaseData> Cuts() =>
    [
        new TestCaseData(null).SetArgDisplayNames("whole"),
        new TestCaseData(Segmentation.Parts(3)).SetArgDisplayNames("parts"),
        new TestCaseData(Segmentation.OfSeconds(0.5, 0.2)).SetArgDisplayNames("overlapping windows"),
        new TestCaseData(Segmentation.OfSeconds(0.3, 0.7)).SetArgDisplayNames("windows with gaps"),
        new TestCaseData(Segmentation.OfSeconds(2, 1)).SetArgDisplayNames("windows longer than what is held"),
    ];

    [TestCaseSource(nameof(Cuts))]
    public void A_track_too_long_to_be_held_gives_the_same_bits(Segmentation? cut)
    {
        using AudioFiles files = new();
        AudioTrack[] tracks =
        [
            AudioFolder.FromPath(files.Add("a/own-rate.wav", 1, 3)),
            AudioFolder.FromPath(files.Add("a/resampled.wav", 2, 2.5, rate: 16000)),
        ];
        BatchOptions options = new() { Segmentation = cut };
        TrackFeatures[] held = [.. new BatchExtractor(AudioFiles.SmallSet, options).Extract(tracks)];
        TrackFeatures[] streamed = [.. new BatchExtractor(AudioFiles.SmallSet, options with { SampleMemory = sizeof(float) * AudioFiles.Rate }).Extract(tracks)];
        for (int t = 0; t < tracks.Length; t++)
        {
            AudioClip clip = AudioFile.Read(tracks[t].Path, new AudioReadOptions { SampleRate = AudioFiles.Rate });
            FeatureExtractor extractor = new(AudioFiles.SmallSet);
            FeatureVector[] expected = cut is null ? [extractor.Extract(clip)] : extractor.ExtractSegments(clip, cut);
            Assert.That(held[t].Rows.Select(r => r.Values.ToArray()), Is.EqualTo(expected.Select(v => v.ToArray())));
            Assert.That(streamed[t].Rows.Select(r => r.Values.ToArray()), Is.EqualTo(expected.Select(v => v.ToArray())));
            Assert.That(streamed[t].Rows.Select(r => (r.Name, r.Length)), Is.EqualTo(held[t].Rows.Select(r => (r.Name, r.Length))));
        }
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [CancelAfter(60_000)]
    public void A_pipe_that_does_not_end_is_bounded([Values] bool segmented, [Values(AudioFiles.Rate, 16000)] int rate, CancellationToken cancellation)
    {
        using AudioFiles files = new();
        string pipe = files.Path("endless.wav");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        byte[] file = File.ReadAllBytes(files.Add("a/1.wav", 1, 0.5, rate));
        Task writer = Task.Run(
            () =>
            {
                try
                {
                    // The length of a WAV file that was never filled in.
                    using FileStream stream = new(pipe, FileMode.Open, FileAccess.Write);
                    stream.Write(file.AsSpan(0, 40));
                    stream.Write([0xFF, 0xFF, 0xFF, 0xFF]);
                    while (true)
                    {
                        stream.Write(file.AsSpan(44));
                    }
                }
                catch (IOException)
                {
                    // The reader has had enough.
                }
            },
            cancellation);
        BatchOptions options = new() { Segmentation = segmented ? Segmentation.Parts(2) : null, SampleMemory = 2 * sizeof(float) * AudioFiles.Rate };
        TrackFeatures result = new BatchExtractor(AudioFiles.SmallSet, options).Extract(AudioFolder.FromPath(pipe), cancellationToken: cancellation);
        Assert.That(result.Problem!.Reason, Does.Contain("more than 44100 samples (2 s at 22050 Hz)"));
        writer.Wait(cancellation);

        // What ends in time is read.
        string ends = files.Path("ends.wav");
        Process.Start("mkfifo", [ends]).WaitForExit();
        writer = Task.Run(() => File.WriteAllBytes(ends, file), cancellation);
        result = new BatchExtractor(AudioFiles.SmallSet, options).Extract(AudioFolder.FromPath(ends), cancellationToken: cancellation);
        Assert.That(result.Problem, Is.Null);
        writer.Wait(cancellation);
    }

    [Test]
    public void Memory_does_not_grow_with_the_length_of_a_track()
    {
        using AudioFiles files = new();
        AudioTrack shorter = AudioFolder.FromPath(files.Add("a/short.wav", 1, 60));
        AudioTrack longer = AudioFolder.FromPath(files.Add("a/long.wav", 1, 240));
        BatchExtractor batch = new(new FeatureSet("all of it", FeatureSets.Means26.Features), new BatchOptions { SampleMemory = 1 << 18 });
        batch.Extract(longer);
        long afterWarming = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(batch.Extract(shorter).Problem, Is.Null);
        long ofShort = GC.GetAllocatedBytesForCurrentThread() - afterWarming;
        Assert.That(batch.Extract(longer).Problem, Is.Null);
        long ofLong = GC.GetAllocatedBytesForCurrentThread() - afterWarming - ofShort;

        // Its samples alone would be 16 MB more.
        Assert.That(ofLong - ofShort, Is.LessThan(1 << 20), $"{ofShort} bytes for a minute, {ofLong} for four");
    }

    [Test]
    public async Task A_folder_without_a_waiting_thread_gives_the_same_rows()
    {
        using AudioFiles files = new();
        string first = files.Add("a/1.wav", 1, 0.5);
        files.Add("b/2.wav", 2, 0.5);
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(first))!;
        BatchExtractor batch = new(AudioFiles.SmallSet);
        List<TrackFeatures> asynchronous = [];
        await foreach (TrackFeatures track in batch.ExtractFolderAsync(folder))
        {
            asynchronous.Add(track);
        }

        TrackFeatures[] expected = [.. batch.Extract(AudioFolder.List(folder))];
        Assert.That(asynchronous.Select(t => t.Track), Is.EqualTo(expected.Select(t => t.Track)));
        Assert.That(asynchronous.Select(t => t.Rows[0].Values.ToArray()), Is.EqualTo(expected.Select(t => t.Rows[0].Values.ToArray())));
        using CancellationTokenSource cancellation = new();
        await cancellation.CancelAsync();
        await Assert.ThatAsync(
            async () =>
            {
                await foreach (TrackFeatures track in batch.ExtractFolderAsync(folder, cancellationToken: cancellation.Token))
                {
                    Assert.Fail($"{track.Track} after the end");
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Input_is_taken_no_further_ahead_than_the_window()
    {
        const int Window = 6;
        int taken = 0;
        int given = 0;
        int furthest = 0;
        using ManualResetEventSlim windowIsFull = new();
        IEnumerable<int> Items()
        {
            for (int i = 0; i < 200; i++)
            {
                furthest = Math.Max(furthest, ++taken - Volatile.Read(ref given));
                if (taken == Window)
                {
                    windowIsFull.Set();
                }

                yield return i;
            }
        }

        int Work(int item)
        {
            if (item == 0)
            {
                // The first is the last to be ready; all others of the window wait for it.
                windowIsFull.Wait();
            }

            return item;
        }

        List<int> results = [];
        foreach (int result in OrderedWork.Run(Items(), Work, threads: 3, Window, CancellationToken.None).ToBlockingEnumerable())
        {
            results.Add(result);
            Volatile.Write(ref given, results.Count);
        }

        Assert.That(results, Is.EqualTo(Enumerable.Range(0, 200)));

        // A result counts as given when the reader has it, one later than its place is free.
        Assert.That(furthest, Is.InRange(Window, Window + 1));
    }

    [Test]
    public void Failures_of_work_and_of_input_come_in_their_turn()
    {
        static IEnumerable<int> Breaking()
        {
            yield return 0;
            yield return 1;
            throw new IOException("the pipe broke");
        }

        List<int> seen = [];
        Assert.That(
            () =>
            {
                foreach (int i in OrderedWork.Run(Breaking(), static i => i, 2, 4, CancellationToken.None).ToBlockingEnumerable())
                {
                    seen.Add(i);
                }
            },
            Throws.TypeOf<IOException>());
        Assert.That(seen, Is.EqualTo(new[] { 0, 1 }));
        Assert.That(
            () => OrderedWork.Run(Enumerable.Range(0, 10), static i => i == 3 ? throw new InvalidOperationException() : i, 2, 4, CancellationToken.None).ToBlockingEnumerable().ToList(),
            Throws.InvalidOperationException);
    }

    [Test]
    public void Cancelling_ends_the_batch_and_its_threads()
    {
        using AudioFiles files = new();
        AudioTrack track = AudioFolder.FromPath(files.Add("a/a.wav", 1, 0.1));
        using CancellationTokenSource cancel = new();
        BatchExtractor batch = new(FeatureSets.Means26);
        int results = 0;
        Assert.That(
            () =>
            {
                foreach (TrackFeatures _ in batch.Extract(Enumerable.Repeat(track, int.MaxValue), cancellationToken: cancel.Token))
                {
                    if (++results == 5)
                    {
                        cancel.Cancel();
                    }
                }
            },
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(results, Is.EqualTo(5));
    }

    private static byte[] FloatWav(float sample)
    {
        string path = Path.GetTempFileName();
        WavWriter.Write(path, new AudioClip([1f, 0.5f], AudioFiles.Rate));
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), sample);
        return bytes;
    }

    private sealed class Recorder(List<BatchProgress> list) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) => list.Add(value);
    }
}
