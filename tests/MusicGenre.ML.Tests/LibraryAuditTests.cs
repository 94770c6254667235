using MusicGenre.Audio;
using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

public sealed class LibraryAuditTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder() => _files = new AudioFiles();

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public void Copies_and_faults_are_found_and_nothing_else()
    {
        AudioClip song = Music(1, 16);
        _files.Add("a/1.wav", song);
        _files.Add("a/2.wav", Music(2, 16));
        _files.Add("a/equal.wav", song);
        _files.Add("b/quiet.wav", new AudioClip([.. song.Samples.ToArray().Skip(40_000).Select(static x => x / 2)], AudioFiles.Rate));
        _files.Add("b/3.wav", Music(3, 16));
        _files.Add("b/silent.wav", new AudioClip(new float[16 * AudioFiles.Rate].AsSpan(), AudioFiles.Rate));
        _files.Add("b/silent2.wav", new AudioClip(new float[16 * AudioFiles.Rate].AsSpan(), AudioFiles.Rate));
        _files.Add("b/clipped.wav", new AudioClip([.. Music(4, 16).Samples.ToArray().Select(static x => Math.Clamp(8 * x, -1, 1))], AudioFiles.Rate));
        _files.Add("b/short.wav", Music(5, 3));
        _files.AddBytes("b/bad.wav", [1, 2, 3]);
        AuditResult audit = Run(out TrackInspection[] inspected);
        string[] Pair(DuplicatePair p) => [audit.FileNames[p.First], audit.FileNames[p.Second], p.Kind.ToString()];
        Assert.Multiple(() =>
        {
            Assert.That(audit.Duplicates.Select(Pair), Is.EqualTo(new string[][] { ["a/1.wav", "a/equal.wav", "SameSamples"], ["a/1.wav", "b/quiet.wav", "SameRecording"] }));
            Assert.That(audit.Duplicates[1].Offset, Is.EqualTo(40_000.0 / AudioFiles.Rate).Within(0.013));
            Assert.That(audit.TrackIssues.Select(static i => (i.FileName, i.Kind)), Is.EqualTo(new[]
            {
                ("b/bad.wav", TrackIssueKind.Unreadable), ("b/clipped.wav", TrackIssueKind.Clipped), ("b/short.wav", TrackIssueKind.TooShort),
                ("b/silent.wav", TrackIssueKind.Silent), ("b/silent2.wav", TrackIssueKind.Silent),
            }));
            Assert.That(audit.SmallGenres.Select(static g => (g.Genre, g.Tracks)), Is.EqualTo(new[] { ("a", 3), ("b", 7) }));
            Assert.That(inspected.Single(static t => t.Problem is not null).Problem!.Reason, Does.Contain("first 12 bytes"));
            Assert.That(audit.IsClean, Is.False);
        });
    }

    [Test]
    public void Results_do_not_depend_on_threads()
    {
        for (int i = 0; i < 6; i++)
        {
            _files.Add($"a/{i}.wav", Music(i / 2, 8));
        }

        AudioTrack[] tracks = [.. AudioFolder.List(_files.Folder)];
        string[] Lines(int threads) => [.. DuplicateSearch.Find([.. TrackInspector.Inspect(tracks, new BatchOptions { MaxDegreeOfParallelism = threads })]).Select(static p => p.ToString())];
        Assert.That(Lines(3), Is.EqualTo(Lines(1)).And.Length.EqualTo(3));
    }

    [Test]
    public void Copies_become_one_group_with_their_artists_and_the_file_is_read_back()
    {
        DuplicatePair Pair(int first, int second) => new(first, second, DuplicateKind.SameRecording, 0, 0, 30, 0);
        string[] names = ["a.wav", "b.wav", "c.wav", "d, \"live\".wav", "e.wav"];
        IReadOnlyList<string> merged = DuplicateGroups.Merge(["Ann", "Ann", "Bob", "track d", "track e"], [Pair(1, 3), Pair(2, 3)]);
        Assert.That(merged, Is.EqualTo(new[] { "Ann", "Ann", "Ann", "Ann", "track e" }));
        Assert.That(() => DuplicateGroups.Merge(["x"], [Pair(0, 1)]), Throws.ArgumentException);

        string path = _files.Path("groups.csv");
        DuplicateGroups.Write(path, names, merged);
        FeatureTable table = new(["f"], [1, 2, 3, 4, 5], ["x", "x", "y", "y", "y"], names);
        Assert.That(GroupFile.Apply(table, path, column: null, out int unknown).Groups, Is.EqualTo(merged));
        Assert.That(unknown, Is.Zero);
    }

    [Test]
    public void A_table_has_equal_rows_groups_of_several_genres_and_small_genres()
    {
        FeatureTable table = new(
            ["f", "g"],
            [1, 2, 3, 4, 1, 2, 5, 6, 5, 6],
            ["x", "x", "y", "y", "y"],
            ["a.00001.wav", "a.00002.wav", "b.00001.wav", "b.00002.0.wav", "b.00002.1.wav"],
            ["Ann", "Bob", "Ann", "Cid", "Cid"]);
        AuditResult audit = LibraryAudit.Run(table, new AuditOptions { SmallestGenre = 2 });
        Assert.Multiple(() =>
        {
            Assert.That(audit.Duplicates.Select(static p => (p.First, p.Second, p.Kind)), Is.EqualTo(new[] { (0, 2, DuplicateKind.SameFeatures) }), "segments of one track may be equal");
            Assert.That(audit.GenreConflicts.Single().Name, Is.EqualTo("Ann"));
            Assert.That(audit.GenreConflicts.Single().Genres, Is.EqualTo(new[] { KeyValuePair.Create("x", 1), KeyValuePair.Create("y", 1) }));
            Assert.That(audit.GenreSizes, Is.EqualTo(new[] { new GenreSize("x", 2, 2), new GenreSize("y", 2, 2) }));
            Assert.That(audit.SmallGenres, Is.Empty);
        });
    }

    /// <summary>Kaggle's table has the features of a thousand tracks: all groups of equal rows that are known.</summary>
    [Test]
    public void Exact_duplicates_of_the_published_table_are_all_found()
    {
        FeatureTable table = TestTables.Published("kaggle_features_30_sec.csv");
        string[][] known =
        [
            .. File.ReadLines(MusicGenre.Tests.SharedData.Require("splits", "exact_duplicates_from_features_30_sec.txt")).Where(static l => l.Length > 0 && l[0] != '#').Select(static l => l.Split(' ')),
        ];
        Assert.That(LibraryAudit.Run(table).Duplicates.Select(p => new[] { table.FileNames[p.First], table.FileNames[p.Second] }), Is.EquivalentTo(known));
    }

    private AuditResult Run(out TrackInspection[] inspected)
    {
        inspected = [.. TrackInspector.Inspect(AudioFolder.List(_files.Folder))];
        return LibraryAudit.Run(inspected);
    }

    /// <summary>Notes that come and go, and noise.</summary>
    private static AudioClip Music(int seed, int seconds)
    {
        Random random = new(seed);
        float[] samples = new float[seconds * AudioFiles.Rate];
        double frequency = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            frequency = i % 5000 == 0 ? 110 * Math.Pow(2, random.Next(0, 36) / 12.0) : frequency;
            samples[i] = (float)((0.3 * Math.Exp(-i % 5000 / 3000.0) * (Math.Sin(2 * Math.PI * frequency * i / AudioFiles.Rate) + (0.4 * Math.Sin(4.01 * Math.PI * frequency * i / AudioFiles.Rate)))) + (0.02 * ((2 * random.NextDouble()) - 1)));
        }

        return new AudioClip(samples, AudioFiles.Rate);
    }
}
