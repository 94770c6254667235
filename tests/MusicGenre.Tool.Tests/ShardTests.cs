using MusicGenre.Features;
using MusicGenre.ML.Tests;

namespace MusicGenre.Tool.Tests;

/// <summary>A folder in parts: the merged table has the bytes of a single run's, and what does not belong together is refused.</summary>
[NonParallelizable]
public sealed class ShardTests
{
    private AudioFiles _files = null!;

    [SetUp]
    public void MakeFolder()
    {
        _files = new AudioFiles();
        for (int i = 0; i < 14; i++)
        {
            // Three spellings, of which none is the most frequent in each part; quotes that a table must escape.
            _files.Add($"music/{(i % 5) switch { 0 or 1 => "Hip-Hop", 2 => "hip hop", 3 => "HipHop", _ => "Folk, \"new\"" }}/{i:00}.wav", i, 0.4);
        }

        _files.Add("music/Jazz/alone.wav", 20, 0.4);
        _files.AddBytes("music/Jazz/bad.wav", [1, 2, 3]);
        _files.AddBytes("music/Folk, \"new\"/worse.wav", []);
    }

    [TearDown]
    public void Delete() => _files.Dispose();

    [TestCase("blues/a.wav", 3, 971)]
    [TestCase("Björk/Jóga.mp3", 6, 502)]
    [TestCase("x", 5, 877)]
    public void The_part_of_a_path_is_its_hash_as_anyone_computes_it(string path, int of8, int of1000)
    {
        // Python: int.from_bytes(hashlib.sha256(path.encode()).digest()[:8], "big") % n + 1
        Assert.That(Enumerable.Range(1, 8).Where(i => new Shard(i, 8).Holds(path)), Is.EqualTo(new[] { of8 }));
        Assert.That(Enumerable.Range(1, 1000).Where(i => new Shard(i, 1000).Holds(path)), Is.EqualTo(new[] { of1000 }));
    }

    [TestCase(1, true, 1)]
    [TestCase(3, true, 3)]
    [TestCase(12, false, 1)]
    public async Task Merged_parts_have_the_bytes_of_a_single_run(int count, bool segmented, int minTracks)
    {
        string[] options = segmented ? ["--set", "means26", "--window", "0.15"] : ["--set", "means26"];
        (_, _, string error) = await Shell.RunAsync(["extract", _files.Path("music"), .. options, "--min-tracks", $"{minTracks}", "--out", _files.Path("single.csv"), "--errors", _files.Path("bad.csv")]);
        string[] parts = await ExtractAsync(count, options);
        (int code, _, string merged) = await Shell.RunAsync(["merge", .. parts.Reverse(), "--min-tracks", $"{minTracks}", "--out", _files.Path("merged.csv"), "--errors", _files.Path("bad-merged.csv")]);
        Assert.Multiple(() =>
        {
            Assert.That(code, Is.EqualTo(CommandHost.Failure), "files could not be used, as in a single run");
            Assert.That(File.ReadAllBytes(_files.Path("merged.csv")), Is.EqualTo(File.ReadAllBytes(_files.Path("single.csv"))));
            Assert.That(File.ReadAllBytes(_files.Path("merged.featureset.json")), Is.EqualTo(File.ReadAllBytes(_files.Path("single.featureset.json"))));
            Assert.That(File.ReadAllLines(_files.Path("bad-merged.csv")), Has.Length.EqualTo(File.ReadAllLines(_files.Path("bad.csv")).Length).And.Some.Contains("worse.wav"));
            Assert.That(merged, Does.Contain("Spellings taken for one genre: Hip-Hop (also "));
            Assert.That(error, Does.Contain("Spellings taken for one genre: Hip-Hop (also "));
        });
    }

    [Test]
    public async Task A_file_that_is_added_moves_no_other()
    {
        string[] before = [.. AudioFolder.List(_files.Path("music")).Select(static t => t.Path)];
        int[] places = [.. before.Select(Place)];
        for (int i = 0; i < 5; i++)
        {
            _files.Add($"music/Jazz/{i}.wav", i, 0.4);
        }

        Assert.That(before.Select(Place), Is.EqualTo(places));
        Assert.That(AudioFolder.List(_files.Path("music")), Has.Count.EqualTo(before.Length + 5));

        // A part that was made before is made again, and no track is computed twice.
        string[] parts = await ExtractAsync(2, "--set", "means26");
        (int code, _, string error) = await Shell.RunAsync("extract", _files.Path("music"), "--shard", "1/2", "--set", "means26", "--out", parts[0], "--resume");
        Assert.That(error, Does.Contain(" tracks are there already"));
        (code, _, error) = await Shell.RunAsync(["merge", .. parts, "--out", _files.Path("merged.csv")]);
        Assert.That(error, Does.Contain("20 rows of 20 tracks"));

        int Place(string path) => Enumerable.Range(1, 7).Single(i => new Shard(i, 7).Select(_files.Path("music"), AudioFolder.List(_files.Path("music"))).Any(t => t.Path == path));
    }

    [Test]
    public async Task What_does_not_belong_together_is_refused_by_name()
    {
        string[] parts = await ExtractAsync(3, "--set", "means26");
        await RefusesAsync("shard 2 of 3 is missing", parts[0], parts[2]);
        await RefusesAsync("shards 2, 3 of 3 are missing: extract with --shard 2/3", parts[0]);
        await RefusesAsync($"it is shard 1/3, as {parts[0]} is", parts[0], parts[0]);
        await RefusesAsync("there is no such file", parts[0], _files.Path("nowhere.csv"));
        await OtherAsync(["--set", "means26", "--padding", "reflect"], "its padding is Reflect, that of");
        await OtherAsync(["--set", "gtzan57"], "its feature set is 'Gtzan57', that of");
        await OtherAsync(["--set", "means26", "--segments", "2"], "it was cut as '2 parts', ");
        await OtherAsync(["--set", "means26", "--no-tags"], "tags were not read for it, but for ");

        string record = _files.Path("part-2.shard.json");
        string json = await File.ReadAllTextAsync(record);
        await File.WriteAllTextAsync(record, json.Replace("\"library\": \"", "\"library\": \"9."));
        await RefusesAsync("it was made by version 9.", parts);
        await File.WriteAllTextAsync(record, json.Replace("\"path\": \"", "\"path\": \"moved/"));
        await RefusesAsync("is not in shard 2/3", parts);
        await File.WriteAllTextAsync(record, json.Replace("\"shard\": \"2/3\"", "\"shard\": \"2/2147483648\""));
        await RefusesAsync("is '2/2147483648'; a part such as 3/8 was expected", parts);
        await File.WriteAllTextAsync(record, json[..^40]);
        await RefusesAsync("not JSON", parts);
        File.Delete(record);
        await RefusesAsync("there is no part-2.shard.json next to it", parts);
        await File.WriteAllTextAsync(record, json);

        string table = await File.ReadAllTextAsync(parts[1]);
        await File.WriteAllTextAsync(parts[1], table[..^5]);
        await RefusesAsync("the last row is not complete", parts);
        await File.WriteAllTextAsync(parts[1], table[..(table.TrimEnd().LastIndexOf('\n') + 1)]);
        await RefusesAsync("it has no row of ", parts);
        await File.WriteAllTextAsync(parts[1], table.Replace("chroma_stft", "chroma"));
        await RefusesAsync("its columns are not those", parts);
        Assert.That(File.Exists(_files.Path("merged.csv")), Is.False);

        async Task OtherAsync(string[] options, string expected)
        {
            (_, _, string error) = await Shell.RunAsync(["extract", _files.Path("music"), "--shard", "2/3", .. options, "--out", _files.Path("other.csv"), "--overwrite"]);
            Assert.That(File.Exists(_files.Path("other.shard.json")), Is.True, error);
            await RefusesAsync(expected, parts[0], _files.Path("other.csv"), parts[2]);
        }
    }

    [Test]
    public async Task A_part_that_is_not_complete_is_no_part()
    {
        string[] parts = await ExtractAsync(2, "--set", "means26");
        File.Move(parts[0], parts[0] + ".part");
        File.Delete(_files.Path("part-1.shard.json"));
        await RefusesAsync("the shard is not complete: an interrupted run left a part of its rows", parts);
        await Shell.RunAsync("extract", _files.Path("music"), "--shard", "1/2", "--set", "means26", "--out", parts[0], "--resume");
        (_, _, string error) = await Shell.RunAsync(["merge", .. parts, "--out", _files.Path("merged.csv")]);
        Assert.That(error, Does.Contain("15 rows of 15 tracks"));
    }

    [TestCase("0/3")]
    [TestCase("4/3")]
    [TestCase("1")]
    [TestCase("1/0")]
    [TestCase("1/100001")]
    [TestCase("a/b")]
    public async Task A_part_that_there_is_not_is_wrong_use(string part)
    {
        (int code, _, string error) = await Shell.RunAsync("extract", _files.Path("music"), "--shard", part, "--out", _files.Path("t.csv"));
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse));
        Assert.That(error, Does.Contain("--shard takes I/N"));
    }

    private async Task<string[]> ExtractAsync(int count, params string[] options)
    {
        string[] parts = [.. Enumerable.Range(1, count).Select(i => _files.Path($"part-{i}.csv"))];
        for (int i = 0; i < count; i++)
        {
            (_, _, string error) = await Shell.RunAsync(["extract", _files.Path("music"), "--shard", $"{i + 1}/{count}", .. options, "--out", parts[i], "--resume"]);
            Assert.That(File.Exists(_files.Path($"part-{i + 1}.shard.json")), Is.True, error);
        }

        return parts;
    }

    private async Task RefusesAsync(string expected, params string[] parts)
    {
        (int code, _, string error) = await Shell.RunAsync(["merge", .. parts, "--out", _files.Path("merged.csv")]);
        Assert.That(error, Does.Contain(expected));
        Assert.That(code, Is.EqualTo(CommandHost.Failure));
    }
}
