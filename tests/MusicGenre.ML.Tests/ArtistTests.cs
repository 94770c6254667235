using FsCheck;
using FsCheck.Fluent;

namespace MusicGenre.ML.Tests;

/// <summary>Tables that know artists: their tracks are one group, in memory and in files.</summary>
public sealed class ArtistTests
{
    private static readonly FeatureTable Plain = TestTables.Clouds(genres: 2, rowsPerGenre: 3, columns: 2);
    private static readonly string[] Artists = ["The Beatles", " beatles ", "", "Beatles feat. X", "genre0.00002", "Other"];
    private static readonly string[] Albums = ["1", "", "A, \"B\"", "", "", "C\nD"];

    [Test]
    public void The_group_of_a_row_is_its_artist_and_else_its_track()
    {
        FeatureTable table = With(Artists, groups: null);
        Assert.Multiple(() =>
        {
            Assert.That(table.Groups.Distinct().Count(), Is.EqualTo(4));
            Assert.That(table.Groups[1], Is.EqualTo(table.Groups[0]));
            Assert.That(table.Groups[3], Is.EqualTo(table.Groups[0]));
            Assert.That(table.Groups[4], Is.Not.EqualTo(table.Groups[2]), "an artist that is called like a track");
            Assert.That(table.DescribeGroups(), Is.EqualTo("3 artists; 1 track without an artist, alone"));
            Assert.That(Plain.DescribeGroups(), Is.EqualTo("6 tracks, each alone"));
            Assert.That(With(Artists, ["x", "x", "y", "y", "", ""]).DescribeGroups(), Is.EqualTo("2 artists; 2 groups as the table says"), "x and y");
            Assert.That(TestTables.Clouds(segments: 2).DescribeGroups(), Is.EqualTo("120 tracks, each alone"));
            Assert.That(With([.. new string[6]], groups: null).Artists, Is.Null, "none is known");
            Assert.That(() => With(["a"], groups: null), Throws.ArgumentException);
        });
        foreach (FeatureTable same in (FeatureTable[])[table.SelectRows([0, 1, 2, 3, 4, 5]), table.SelectColumns(["f2", "f1"]), table.WithFeatureSet(null), table.WithWeights(null), table.WithFamilies(["a", "a"]), table.WithGroups(new string[6])])
        {
            Assert.That(same.Artists, Is.EqualTo(table.Artists));
            Assert.That(same.Albums, Is.EqualTo(table.Albums));
            Assert.That(same.Groups, Is.EqualTo(table.Groups));
        }

        Assert.That(table.SelectRows([5, 2]).Artists, Is.EqualTo(new[] { "Other", "" }));
    }

    [Test]
    public void Artists_albums_and_groups_are_read_as_they_were_written()
    {
        Gen<string> names = Gen.Elements("", "a", "A", "1", "2.5", "The A", "x, \"y\"", "genre0.00001", "track genre0.00001");
        Prop.ForAll(Gen.ArrayOf(names, 18).ToArbitrary(), static all =>
        {
            FeatureTable table = new(Plain.FeatureNames, Plain.Values, Plain.Labels, Plain.FileNames, all[12].Length == 0 ? null : all[..6], artists: all[6..12], albums: all[12..]);
            FeatureTable read = Read(Written(table));
            Assert.That(read.Artists, Is.EqualTo(table.Artists));
            Assert.That(read.Albums, Is.EqualTo(table.Albums));
            Assert.That(read.Groups, Is.EqualTo(table.Groups));
            Assert.That(read.ComputeSha256(), Is.EqualTo(table.ComputeSha256()));
        }).QuickCheckThrowOnFailure();
        Assert.That(Written(With(Artists, null)).Split('\n')[0], Is.EqualTo("filename,f1,f2,artist,album,label"));
        Assert.That(Written(Plain).Split('\n')[0], Is.EqualTo("filename,f1,f2,label"), "as before");
    }

    [TestCase("file,artist,f1,label\na.wav,3.5,1,x\nb.wav,4,2,y\n", "artist,f1", null)]
    [TestCase("file,Artist,f1,label\na.wav,Abba,1,x\nb.wav,311,2,y\n", "f1", "Abba,311")]
    [TestCase("file,f1,artist,album,label\na.wav,1,311,1989,x\nb.wav,2,50,25,y\n", "f1", "311,50")]
    [TestCase("file,artist,f1,label\na.wav,,1,x\nb.wav,Abba,2,y\n", "f1", ",Abba")]
    [TestCase("file,album,f1,label\na.wav,3,1,x\nb.wav,4,2,y\n", "album,f1", null)]
    public void A_column_called_artist_may_be_a_feature(string csv, string features, string? artists)
    {
        FeatureTable table = Read(csv);
        Assert.That(string.Join(',', table.FeatureNames), Is.EqualTo(features));
        Assert.That(table.Artists is null ? null : string.Join(',', table.Artists), Is.EqualTo(artists));
        FeatureTable named = Read(csv.Replace("album", "artist", StringComparison.OrdinalIgnoreCase).Replace("artist,artist", "artist,album", StringComparison.Ordinal), new FeatureCsvOptions { ArtistColumn = csv.Contains("Artist", StringComparison.Ordinal) ? "Artist" : "artist" });
        Assert.That(named.FeatureNames, Is.EqualTo(new[] { "f1" }), "as it is asked for by name");
    }

    private static FeatureTable With(string[] artists, string[]? groups) => new(Plain.FeatureNames, Plain.Values, Plain.Labels, Plain.FileNames, groups, artists: artists, albums: Albums);

    private static string Written(FeatureTable table)
    {
        using StringWriter text = new();
        FeatureCsv.Write(text, table);
        return text.ToString();
    }

    private static FeatureTable Read(string csv, FeatureCsvOptions? options = null)
    {
        using StringReader text = new(csv);
        return FeatureCsv.Read(text, "test", options);
    }
}
