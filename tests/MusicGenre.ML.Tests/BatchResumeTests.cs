using System.Text;
using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

/// <summary>A table whose making was killed, at whatever byte of it, is made whole: no row is lost, none occurs twice.</summary>
public sealed class BatchResumeTests
{
    private static readonly FeatureSet Set = new("two", [.. FeatureSets.Means26.Features.Take(2)]);
    private AudioFiles _files = null!;
    private TrackFeatures[] _whole = null!;
    private TrackFeatures[] _segments = null!;

    [OneTimeSetUp]
    public void Extract()
    {
        _files = new AudioFiles();
        AudioTrack[] tracks = [.. ((string[])["plain.wav", "quoted, \"so\".wav", "Zwölf Töne\n音.wav", "last.wav"]).Select((name, i) => new AudioTrack(_files.Add($"{i}.wav", i, 0.5), name, i % 2 == 0 ? "even" : "odd, too") { Artist = i % 2 == 0 ? "" : "A, \"B\"\nC", Album = i < 2 ? "" : "D" })];
        AudioTrack bad = new(_files.AddBytes("bad.wav", []), "bad.wav", "even");
        tracks = [tracks[0], bad, .. tracks[1..]];
        _whole = [.. new BatchExtractor(Set).Extract(tracks)];
        _segments = [.. new BatchExtractor(Set, new BatchOptions { Segmentation = Segmentation.Parts(2) }).Extract(tracks)];
    }

    [OneTimeTearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public void A_cut_at_any_byte_is_mended([Values] bool segmented, [Values] bool groups, [Values] bool ofTheWholeFile, [Values] bool artists)
    {
        if (segmented && !groups)
        {
            Assert.That(() => FeatureRowFile.Create(_files.Path("x.csv"), Set, hasGroups: false, segmented: true), Throws.ArgumentException);
            return;
        }

        TrackFeatures[] results = segmented ? _segments : _whole;
        string path = _files.Path("table.csv");
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, groups, segmented, hasArtists: artists))
        {
            Array.ForEach(results, file.Write);
            Assert.That(File.Exists(path + ".part"), Is.True);
            file.Complete();
        }

        byte[] expected = File.ReadAllBytes(path);
        Assert.That(File.Exists(path + ".part"), Is.False);
        for (int cut = 0; cut <= expected.Length; cut++)
        {
            File.Delete(path);
            File.WriteAllBytes(ofTheWholeFile ? path : path + ".part", expected[..cut]);
            int written = 0;
            using (FeatureRowFile file = FeatureRowFile.Resume(path, Set, groups, segmented, artists))
            {
                foreach (TrackFeatures result in results.Where(r => !file.Holds(r.Track)))
                {
                    file.Write(result);
                    written++;
                }
            }

            Assert.That(File.ReadAllBytes(path + ".part"), Is.EqualTo(expected), $"cut at byte {cut}");
            File.Delete(path + ".part");
            if (cut == expected.Length)
            {
                Assert.That(written, Is.EqualTo(2), "the bad file, and the last track once more");
            }
        }

        File.WriteAllBytes(path, expected);
        FeatureTable table = FeatureCsv.Read(path);
        Assert.That(table.FeatureSet, Is.EqualTo(Set));
        Assert.That(table.FileNames, Is.EqualTo(results.SelectMany(r => r.Rows.Select(row => row.Name))));
        Assert.That(table.Values.ToArray(), Is.EqualTo(results.SelectMany(r => r.Rows.SelectMany(row => row.Values.ToArray()))));
        Assert.That(table.Artists, artists ? Is.EqualTo(results.SelectMany(r => r.Rows.Select(_ => r.Track.Artist))) : Is.Null);
        if (artists && segmented)
        {
            Assert.That(table.Groups, Is.EqualTo(FeatureTable.FromTracks(results, Set).Groups), "a table that is read has the groups of one in memory");
        }
    }

    [Test]
    public void Cuts_upon_cuts_are_mended_too()
    {
        string path = _files.Path("again.csv");
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, hasGroups: true, segmented: true))
        {
            Array.ForEach(_segments, file.Write);
            file.Complete();
        }

        byte[] expected = File.ReadAllBytes(path);
        File.Move(path, path + ".part");
        for (int length = expected.Length - 1; length > 0; length -= 37)
        {
            // Killed again after the first track that was written.
            using (FileStream part = File.OpenWrite(path + ".part"))
            {
                part.SetLength(Math.Min(length, part.Length));
            }

            using FeatureRowFile file = FeatureRowFile.Resume(path, Set, hasGroups: true, segmented: true);
            if (_segments.FirstOrDefault(r => r.Problem is null && !file.Holds(r.Track)) is { } next)
            {
                file.Write(next);
            }
        }

        using (FeatureRowFile file = FeatureRowFile.Resume(path, Set, hasGroups: true, segmented: true))
        {
            Array.ForEach([.. _segments.Where(r => !file.Holds(r.Track))], file.Write);
            file.Complete();
        }

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(expected));
    }

    [Test]
    public void A_table_made_with_other_options_is_noticed()
    {
        string path = _files.Path("other.csv");
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, hasGroups: false, segmented: false))
        {
            file.Write(_whole[0]);
        }

        byte[] part = File.ReadAllBytes(path + ".part");
        TrackFeatures reflected = new BatchExtractor(Set.WithPadding(Padding.Reflect)).Extract(_whole[0].Track);
        using (FeatureRowFile file = FeatureRowFile.Resume(path, Set.WithPadding(Padding.Reflect), hasGroups: false, segmented: false))
        {
            Assert.That(() => file.Write(reflected), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("plain.wav"));
        }

        Assert.Multiple(() =>
        {
            Assert.That(() => FeatureRowFile.Resume(path, FeatureSets.Means26, hasGroups: false, segmented: false), Throws.TypeOf<FeatureFormatException>().With.Message.Contains("columns"));
            Assert.That(() => FeatureRowFile.Resume(path, Set, hasGroups: true, segmented: false), Throws.TypeOf<FeatureFormatException>());
            Assert.That(File.ReadAllBytes(path + ".part"), Is.EqualTo(part), "what was there is left alone");
        });
    }

    [Test]
    public void What_an_interrupted_run_left_is_not_overwritten_unasked()
    {
        string path = _files.Path("hours.csv");
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, hasGroups: false, segmented: false))
        {
            file.Write(_whole[0]);
        }

        byte[] part = File.ReadAllBytes(path + ".part");
        Assert.That(FeatureRowFile.IsInterrupted(path), Is.True);
        Assert.That(() => FeatureRowFile.Create(path, Set, hasGroups: false, segmented: false), Throws.InstanceOf<IOException>().With.Message.Contains(path + ".part"));
        Assert.That(File.ReadAllBytes(path + ".part"), Is.EqualTo(part));
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, hasGroups: false, segmented: false, overwrite: true))
        {
            file.Complete();
        }

        Assert.That(FeatureRowFile.IsInterrupted(path), Is.False);
        Assert.That(File.ReadAllLines(path), Has.Length.EqualTo(1));
    }

    [TestCase("a.wav,1,2\n", "fields")]
    [TestCase("{row}{row}", "twice")]
    public void A_table_that_is_none_is_refused(string rows, string message)
    {
        string path = _files.Path("none.csv");
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, hasGroups: false, segmented: false, overwrite: true))
        {
            file.Write(_whole[0]);
        }

        string[] lines = File.ReadAllLines(path + ".part");
        File.WriteAllText(path + ".part", lines[0] + "\n" + rows.Replace("{row}", lines[1] + "\n"));
        Assert.That(() => FeatureRowFile.Resume(path, Set, hasGroups: false, segmented: false), Throws.TypeOf<FeatureFormatException>().With.Message.Contains(message));
    }

    [Test]
    public void Rows_to_a_stream_are_the_table_that_a_file_gets()
    {
        string path = _files.Path("stream.csv");
        using (FeatureRowFile file = FeatureRowFile.Create(path, Set, hasGroups: true, segmented: false))
        {
            Array.ForEach(_whole, file.Write);
            file.Complete();
        }

        using MemoryStream stream = new();
        FeatureRowWriter writer = new(stream, Set, hasGroups: true);
        writer.WriteHeader();
        Array.ForEach(_whole, writer.Write);
        Assert.That(stream.ToArray(), Is.EqualTo(File.ReadAllBytes(path)));
    }

    [Test]
    public void Bad_files_are_written_with_their_reasons()
    {
        string path = _files.Path("bad.csv");
        BadFile.Write(path, _whole.Where(r => r.Problem is not null).Select(r => r.Problem!));
        string[] lines = File.ReadAllLines(path, Encoding.UTF8);
        Assert.That(lines, Has.Length.EqualTo(2));
        Assert.That(lines[0], Is.EqualTo("filename,reason"));
        Assert.That(lines[1], Does.Contain("bad.wav").And.Contain("empty"));
    }
}
