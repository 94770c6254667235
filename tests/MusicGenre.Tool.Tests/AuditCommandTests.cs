using System.Text.Json;
using System.Xml.Linq;
using MusicGenre.Audio;
using MusicGenre.ML;
using MusicGenre.ML.Tests;
using MusicGenre.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary><c>musicgenre audit</c> as a shell sees it.</summary>
[NonParallelizable]
public sealed class AuditCommandTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder() => _files = new AudioFiles();

    [TearDown]
    public void Delete() => _files.Dispose();

    [Test]
    public async Task A_folder_is_audited_into_text_json_page_and_groups()
    {
        for (int i = 0; i < 12; i++)
        {
            _files.Add($"music/{(i % 2 == 0 ? "even" : "odd")}/{i:00}.wav", i, 13);
        }

        _files.Add("music/odd/copy<4>.wav", new AudioClip([.. AudioFiles.Clip(4, 13).Samples.ToArray().Skip(20_000).Select(static x => 0.7f * x)], AudioFiles.Rate));
        _files.Add("music/odd/silent.wav", new AudioClip(new float[13 * AudioFiles.Rate].AsSpan(), AudioFiles.Rate));
        File.WriteAllBytes(_files.Path("music/odd/left.wav"), Stereo(AudioFiles.Clip(50, 13)));
        _files.AddBytes("music/even/bad.wav", [1, 2, 3]);
        AudioFiles.SmallSet.Save(_files.Path("small.json"));
        (int code, string output, string error) = await Shell.RunAsync(
            "audit", _files.Path("music"), "--set", _files.Path("small.json"), "--trainer", "lda", "--folds", "3",
            "--json", _files.Path("a.json"), "--report", _files.Path("a.html"), "--groups-out", _files.Path("g.csv"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_files.Path("a.json")));
        JsonElement root = json.RootElement;
        XDocument page = XDocument.Parse(File.ReadAllText(_files.Path("a.html")).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure), "one file is unreadable");
            Assert.That(error, Does.Contain("1 file could not be used").And.Contain("bad.wav"));
            Assert.That(output, Does.Contain("Same recording twice: 1").And.Contain("under two genres, even and odd").And.Contain("beginning 0.91 s later"));
            Assert.That(output, Does.Contain("even/bad.wav").And.Contain("odd/silent.wav").And.Contain("empty channel").And.Contain("Genres too small to judge: 2"));

            Assert.That(root.EnumerateObject().Select(static p => p.Name), Is.EqualTo(new[] { "source", "tracks", "seconds", "clean", "genres", "duplicates", "severalGenres", "files", "labels", "notes" }));
            Assert.That(root.GetProperty("tracks").GetInt32(), Is.EqualTo(16));
            JsonElement pair = root.GetProperty("duplicates").EnumerateArray().Single();
            Assert.That((pair.GetProperty("kind").GetString(), pair.GetProperty("first").GetString(), pair.GetProperty("second").GetString()), Is.EqualTo(("sameRecording", "even/04.wav", "odd/copy<4>.wav")));
            Assert.That(root.GetProperty("files").EnumerateArray().Select(static f => f.GetProperty("file").GetString() + " " + f.GetProperty("kind").GetString()), Is.EqualTo(new[]
            {
                "even/bad.wav unreadable", "odd/left.wav emptyChannel", "odd/silent.wav silent",
            }));
            Assert.That(root.GetProperty("labels").GetProperty("judged").GetInt32(), Is.EqualTo(14));
            Assert.That(root.GetProperty("labels").GetProperty("confidentJoint").GetArrayLength(), Is.EqualTo(2));

            Assert.That(page.Descendants("img").Select(static i => i.Attribute("src")!.Value), Has.Exactly(2).StartsWith("data:image/png;base64,"));
            Assert.That(page.Descendants("h3").Select(static h => h.Value), Is.EqualTo(new[] { "even/04.wav and odd/copy<4>.wav" }));
            Assert.That(page.Descendants("script"), Is.Empty);

            string[] groups = File.ReadAllLines(_files.Path("g.csv"));
            Assert.That(groups, Has.Length.EqualTo(17).And.Contain("even/04.wav,track even/04.wav").And.Contain("odd/copy<4>.wav,track even/04.wav"));
        });
    }

    /// <summary>A library as people have it: every copy is found and nothing else, every faulty file, and the artist whose excerpt is tagged with another genre.</summary>
    [Test]
    public async Task A_tagged_library_is_audited()
    {
        TaggedLibrary library = TaggedLibrary.Require();
        (int code, _, string error) = await Shell.RunAsync(
            "audit", library.Folder, "--genre", "tag", "--set", "means26", "--trainer", "lda", "--folds", "3", "--json", _files.Path("a.json"), "--groups-out", _files.Path("g.csv"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_files.Path("a.json")));
        JsonElement root = json.RootElement;
        (string? Kind, string File)[] faults =
        [
            ("clipped", library[LibraryTrackKind.Clipped].File), ("emptyChannel", library[LibraryTrackKind.OneChannel].File), ("silent", library[LibraryTrackKind.Silent].File),
            ("tooShort", library[LibraryTrackKind.Short].File), ("unreadable", library[LibraryTrackKind.Broken].File),
        ];
        LibraryTrack[] copies = [.. library.Tracks.Where(static t => t.CopyOf is not null)];
        Dictionary<string, string> groups = File.ReadAllLines(_files.Path("g.csv")).Skip(1).Select(static l => l.Split(',')).ToDictionary(static c => c[0], static c => c[1]);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure), error);
            Assert.That(
                root.GetProperty("duplicates").EnumerateArray().Select(static d => new[] { d.GetProperty("first").GetString(), d.GetProperty("second").GetString() }.Order().ToArray()),
                Is.EquivalentTo(copies.Select(static t => new[] { t.File, t.CopyOf }.Order().ToArray())));
            Assert.That(root.GetProperty("files").EnumerateArray().Select(static f => (f.GetProperty("kind").GetString(), f.GetProperty("file").GetString()!)).Order(), Is.EqualTo(faults));
            Assert.That(root.GetProperty("severalGenres").EnumerateArray().Select(static c => c.GetProperty("name").GetString()), Does.Contain(library[LibraryTrackKind.Excerpt].Artist));
            Assert.That(copies.Select(t => groups[t.File]), Is.EqualTo(copies.Select(t => groups[t.CopyOf!])));
            Assert.That(library.Tracks.Where(static t => t.Artist.Length > 0).GroupBy(static t => t.Artist).Select(a => a.Select(t => groups[t.File]).Distinct().Count()), Is.All.EqualTo(1));
        });
    }

    [Test]
    public async Task The_groups_go_into_the_next_command()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 12);
        float[] values = table.Values.ToArray();
        table.Row(3).CopyTo(values.AsSpan(20 * table.ColumnCount));
        FeatureCsv.Write(_files.Path("t.csv"), new FeatureTable(table.FeatureNames, values, table.Labels, table.FileNames));
        (int code, string output, string error) = await Shell.RunAsync("audit", _files.Path("t.csv"), "--trainer", "lda", "--folds", "3", "--groups-out", _files.Path("g.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(output, Does.Contain("genre0.00003.wav  genre1.00008.wav  every feature is equal; under two genres, genre0 and genre1"));
        (code, output, error) = await Shell.RunAsync("baseline", "--features", _files.Path("t.csv"), "--groups", _files.Path("g.csv"), "--trainers", "majority", "--folds", "3", "--no-report");
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(output, Does.Contain("23 groups kept together"));
    }

    [Test]
    public async Task The_exit_code_tells_of_findings_when_asked()
    {
        FeatureCsv.Write(_files.Path("t.csv"), TestTables.Clouds(genres: 2, rowsPerGenre: 4));
        string[] audit = ["audit", _files.Path("t.csv"), "--no-labels"];
        Assert.That((await Shell.RunAsync(audit)).Code, Is.EqualTo(CommandHost.Success));
        (int code, string output, _) = await Shell.RunAsync([.. audit, "--strict"]);
        Assert.That(code, Is.EqualTo(CommandHost.Failure), "the genres are small");
        Assert.That(output, Does.Contain("Same recording twice: none").And.Contain("genre0  4 tracks of 4 groups").And.Not.Contain("Labels"));
        FeatureCsv.Write(_files.Path("t.csv"), TestTables.Clouds(genres: 2, rowsPerGenre: 12));
        Assert.That((await Shell.RunAsync([.. audit, "--strict"])).Code, Is.EqualTo(CommandHost.Success));
    }

    [Test]
    public async Task What_can_not_be_judged_is_said()
    {
        _files.Add("one/rock/1.wav", 1, 1);
        (int code, string output, string error) = await Shell.RunAsync("audit", _files.Path("one"));
        Assert.That(code, Is.EqualTo(CommandHost.Success), error);
        Assert.That(output, Does.Contain("there are no two genres").And.Contain("too short"));
        FeatureCsv.Write(_files.Path("t.csv"), TestTables.Clouds(genres: 2, rowsPerGenre: 3));
        (code, output, _) = await Shell.RunAsync("audit", _files.Path("t.csv"), "--folds", "50");
        Assert.That(code, Is.EqualTo(CommandHost.Success));
        Assert.That(output, Does.Contain("Labels were not judged: "));
        (code, _, error) = await Shell.RunAsync("audit", Directory.CreateDirectory(_files.Path("empty")).FullName);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.Contain("has no audio file"));
        (code, _, error) = await Shell.RunAsync("audit", _files.Path("one"), "--no-labels", "--folds", "3");
        Assert.That((code, error.Contains("--no-labels", StringComparison.Ordinal)), Is.EqualTo((CommandHost.WrongUse, true)));
    }

    /// <summary>A WAV file of two channels, the second of them empty.</summary>
    private static byte[] Stereo(AudioClip left)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        int bytes = 4 * left.Length;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)2);
        writer.Write(left.SampleRate);
        writer.Write(4 * left.SampleRate);
        writer.Write((short)4);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (float sample in left.Samples.Span)
        {
            writer.Write((short)(32767 * sample));
            writer.Write((short)0);
        }

        return stream.ToArray();
    }
}
