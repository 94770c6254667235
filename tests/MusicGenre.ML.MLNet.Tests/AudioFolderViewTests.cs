using System.Diagnostics;
using System.Runtime.Versioning;
using Microsoft.ML;
using MusicGenre.Audio;
using MusicGenre.Features;
using static MusicGenre.ML.MLNet.Tests.ViewRows;

namespace MusicGenre.ML.MLNet.Tests;

public sealed class AudioFolderViewTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [Test]
    public void ItsRowsAreThoseOfTheTableOfTheFolder([Values] bool segmented, [Values("plain", "alike")] string names)
    {
        using AudioFiles files = new();
        files.Add("blues/a.wav", 1, 0.9);
        files.Add("rock/b.wav", 2, 1.3);
        files.Add("rock/rock.00003.wav", 3);
        if (names == "alike")
        {
            // Without folder and extension both would be the track "a".
            files.Add("rock/a.wav", 4);
        }

        BatchOptions batch = new() { Segmentation = segmented ? Segmentation.OfSeconds(0.4) : null };
        FeatureTable expected = FeatureTable.FromFolder(files.Folder, AudioFiles.SmallSet, batch);
        IDataView view = _mlContext.Data.LoadFromAudioFolder(files.Folder, AudioFiles.SmallSet, new AudioFolderViewOptions { Batch = batch });
        Assert.That(Texts(view, "Features", "Label", "FileName", "Group"), Is.EqualTo(Texts(expected.ToDataView(_mlContext))));
        Assert.That(FeatureTable.FromDataView(view).FeatureNames, Is.EqualTo(AudioFiles.SmallSet.Names));
        Assert.That(Texts(view, "Path").Distinct(), Is.EqualTo(AudioFolder.List(files.Folder).Select(static t => t.Path)));
    }

    [Test]
    public void WhatIsKnownAlreadyIsNotDecoded()
    {
        using AudioFiles files = Folder(good: 5);
        Decoded plain = new();
        IDataView view = Open(files, plain, badFile: null);
        Assert.That(view.GetRowCount(), Is.EqualTo(5));
        Assert.That(Texts(view, "Label", "FileName", "Group", "Path"), Has.Length.EqualTo(5));
        Assert.That(plain.Count, Is.Zero, "names and labels alone");
        Texts(view);
        Texts(view, "Features");
        Assert.That(plain.Count, Is.EqualTo(10), "every pass with features decodes anew");
        Texts(_mlContext.Data.Cache(view, "Features", "Label"), "Features");
        Assert.That(plain.Count, Is.EqualTo(15));

        files.AddBytes("rock/x.wav", [1, 2, 3, 4]);
        Decoded careful = new();
        IDataView withListener = Open(files, careful, static _ => { });
        Assert.That(withListener.GetRowCount(), Is.Null, "nobody knows yet");
        Assert.That(Texts(withListener, "Label"), Has.Length.EqualTo(5));
        Assert.That(withListener.GetRowCount(), Is.EqualTo(5));
        Assert.That(careful.Count, Is.EqualTo(6), "the first pass finds out which files can be used");
        Texts(withListener, "Label");
        Assert.That(careful.Count, Is.EqualTo(6), "the second knows");
        Texts(withListener);
        Assert.That(careful.Count, Is.EqualTo(11), "the bad file is not read again");
    }

    [Test]
    public void ABadFileIsReportedOnceAndLeftOutOfEveryPass()
    {
        using AudioFiles files = Folder(good: 4);
        string bad = files.AddBytes("blues/2bad.wav", [1, 2, 3, 4]);
        List<BadFile> heard = [];
        IDataView view = Open(files, new Decoded(), file =>
        {
            lock (heard)
            {
                heard.Add(file);
            }
        });
        List<Row>[] passes = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => Read(view))];
        Assert.That(passes, Is.All.EqualTo(passes[0]));
        Assert.That(passes[0], Has.Count.EqualTo(4));
        Assert.That(heard.Select(static f => f.Path), Is.EqualTo(new[] { bad }));
        Assert.That(Texts(view, "Path"), Has.Length.EqualTo(4).And.None.EqualTo(bad));
    }

    [Test]
    public void WithoutAListenerABadFileEndsEveryCursorOfThePass()
    {
        using AudioFiles files = Folder(good: 3);
        string bad = files.AddBytes("blues/0bad.wav", [1, 2, 3, 4]);
        IDataView view = Open(files, new Decoded(), badFile: null);
        Assert.That(() => Texts(view), Throws.InstanceOf<AudioFormatException>().With.Property("Path").EqualTo(bad));
        DataViewRowCursor[] set = view.GetRowCursorSet(view.Schema, 2);
        foreach (DataViewRowCursor cursor in set)
        {
            using (cursor)
            {
                Assert.That(
                    () =>
                    {
                        while (cursor.MoveNext())
                        {
                        }
                    },
                    Throws.InstanceOf<AudioFormatException>(),
                    "not one of them may look as if it had read all its rows");
            }
        }

        // Through ML.NET: it arrives as it is or inside of another exception, never as fewer rows.
        Assert.That(() => _mlContext.Transforms.NormalizeMinMax("Features").Fit(view), Throws.InstanceOf<Exception>().With.Message.Contains("0bad.wav").Or.InnerException.Message.Contains("0bad.wav"));
    }

    [Test]
    [SupportedOSPlatform("linux")]
    public void AFolderThatCanNotBeReadIsReportedAndTheRestIsListed()
    {
        using AudioFiles files = Folder(good: 3);

        // Bytes that are not valid UTF-8: not even root can open it from here.
        Process.Start("/bin/sh", ["-c", "mkdir \"$0/$(printf 'd\\377')\"", files.Folder]).WaitForExit();
        List<BadFile> bad = [];
        IDataView view = Open(files, new Decoded(), bad.Add);
        Assert.That(bad.Single().Reason, Does.Contain("UTF-8"));
        Assert.That(Texts(view, "Path"), Has.Length.EqualTo(3));
        Assert.That(() => Open(files, new Decoded(), badFile: null), Throws.InstanceOf<SystemException>());
        Process.Start("/bin/sh", ["-c", "rmdir \"$0\"/d*", files.Folder]).WaitForExit();
    }

    [Test]
    public void AFileThatChangesBetweenTwoPassesIsAnError([Values] bool segmented)
    {
        using AudioFiles files = Folder(good: 3);
        IDataView view = _mlContext.Data.LoadFromAudioFolder(
            files.Folder,
            AudioFiles.SmallSet,
            new AudioFolderViewOptions { BadFile = static _ => { }, Batch = new BatchOptions { Segmentation = segmented ? Segmentation.OfSeconds(0.3) : null } });
        Texts(view);
        string changed = Texts(view, "Path")[^1];
        if (segmented)
        {
            WavWriter.Write(changed, AudioFiles.Clip(9, 2.0), WavSampleFormat.Pcm16);
        }
        else
        {
            File.Delete(changed);
        }

        Assert.That(() => Texts(view), Throws.InstanceOf<AudioFormatException>().With.Message.Contains("changed between two passes").And.Property("Path").EqualTo(changed));
        Assert.That(Texts(view, "Label"), Is.Not.Empty, "what is known needs no file");
    }

    [Test]
    public void WhatCannotBeOpenedIsRefusedAtOnce()
    {
        using AudioFiles files = new();
        Assert.That(() => _mlContext.Data.LoadFromAudioFolder(files.Folder), Throws.InstanceOf<FeatureFormatException>().With.Message.Contains("no audio file"));
        Assert.That(() => _mlContext.Data.LoadFromAudioFolder(files.Path("nowhere")), Throws.InstanceOf<DirectoryNotFoundException>());
        Assert.That(() => _mlContext.Data.LoadFromAudioFolder(""), Throws.ArgumentException);
    }

    [Test]
    public void ACancelledPassEnds()
    {
        using AudioFiles files = Folder(good: 3);
        using CancellationTokenSource source = new();
        IDataView view = _mlContext.Data.LoadFromAudioFolder(files.Folder, AudioFiles.SmallSet, cancellationToken: source.Token);
        source.Cancel();
        Assert.That(() => Texts(view), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void FromAFolderToAModel()
    {
        using AudioFiles files = new();
        for (int i = 0; i < 8; i++)
        {
            files.Add($"{(i % 2 == 0 ? "blues" : "rock")}/{i}.wav", i, 0.5 + (0.1 * i));
        }

        IDataView data = _mlContext.Data.Cache(_mlContext.Data.LoadFromAudioFolder(files.Folder, AudioFiles.SmallSet));
        IDataView predicted = _mlContext.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Label"))
            .Append(_mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
            .Append(_mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data)
            .Transform(data);
        Assert.That(Texts(predicted, "PredictedLabel"), Has.Length.EqualTo(8).And.All.AnyOf("blues", "rock"));
    }

    private static AudioFiles Folder(int good)
    {
        AudioFiles files = new();
        for (int i = 0; i < good; i++)
        {
            files.Add($"{(i % 2 == 0 ? "blues" : "rock")}/{i}.wav", i, 0.4 + (0.1 * i));
        }

        return files;
    }

    private IDataView Open(AudioFiles files, Decoded decoded, Action<BadFile>? badFile) =>
        _mlContext.Data.LoadFromAudioFolder(
            files.Folder, AudioFiles.SmallSet, new AudioFolderViewOptions { BadFile = badFile, Batch = new BatchOptions { MaxDegreeOfParallelism = 2 } }, decoded);

    /// <summary>Counts the tracks that a pass has decoded.</summary>
    private sealed class Decoded : IProgress<BatchProgress>
    {
        private int _count;

        public int Count => _count;

        public void Report(BatchProgress value) => Interlocked.Increment(ref _count);
    }
}
