using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

public sealed class FeatureCsvTests
{
    private static FeatureTable Parse(string text, FeatureCsvOptions? options = null)
    {
        using StringReader reader = new(text);
        return FeatureCsv.Read(reader, "t.csv", options);
    }

    private static string Text(FeatureTable table)
    {
        using StringWriter writer = new();
        FeatureCsv.Write(writer, table);
        return writer.ToString();
    }

    [Test]
    public void The_shipped_table_is_what_its_readme_says()
    {
        FeatureTable table = Gtzan.LoadFeatures();
        Assert.Multiple(() =>
        {
            Assert.That(table.RowCount, Is.EqualTo(554));
            Assert.That(table.ColumnCount, Is.EqualTo(57));
            Assert.That(table.Genres, Is.EqualTo(Gtzan.Genres));
            Assert.That(table.GenreCounts(), Is.EqualTo(new[] { 100, 100, 11, 11, 11, 100, 11, 100, 10, 100 }));
            Assert.That(table.FeatureNames[0], Is.EqualTo("chroma_stft_mean"));
            Assert.That(table.FeatureNames[16], Is.EqualTo("tempo"));
            Assert.That(table.FeatureNames[56], Is.EqualTo("mfcc20_var"));
            Assert.That(table.FileNames[0], Is.EqualTo("blues.00000.wav"));
            Assert.That(table.Lengths![0], Is.EqualTo(661794));
            Assert.That(table[0, table.ColumnIndex("tempo")], Is.EqualTo(123.046875f));
        });
    }

    [Test]
    public void The_shipped_table_of_the_genre_set_has_the_rows_with_audio_and_the_same_columns()
    {
        FeatureTable genre = Gtzan.LoadGenreFeatures();
        FeatureTable table = Gtzan.LoadFeatures();
        FeatureTable same = table.SelectRows([.. genre.FileNames.Select(name => table.FileNames.ToList().IndexOf(name))]);
        Assert.Multiple(() =>
        {
            Assert.That((genre.RowCount, genre.ColumnCount), Is.EqualTo((550, 604)));
            Assert.That(genre.FeatureSet, Is.EqualTo(FeatureSets.Genre));
            Assert.That(genre.GenreCounts(), Is.EqualTo(new[] { 100, 100, 10, 10, 10, 100, 10, 100, 10, 100 }));
            Assert.That(table.FileNames.Except(genre.FileNames), Is.EqualTo(new[] { "country.00012.wav", "disco.00010.wav", "hiphop.00028.wav", "metal.00016.wav" }));

            // The genre set hears the first 30 s, the published columns the whole file: with the few samples more their means differ in the fourth digit at most.
            Assert.That(genre.FeatureNames.Take(52), Is.EqualTo(table.FeatureNames.Where(static n => !n.StartsWith("harmony", StringComparison.Ordinal) && !n.StartsWith("perceptr", StringComparison.Ordinal) && n != "tempo")));
            Assert.That(Enumerable.Range(0, 550).Average(row => Math.Abs(genre[row, 2] - same[row, 2]) / same[row, 2]), Is.LessThan(1e-3));
        });
    }

    [TestCase("t.tsv", '\t', null)]
    [TestCase("t.TSV", '\t', null)]
    [TestCase("t.csv", ';', ';')]
    [TestCase("t.tsv", ',', ',')]
    public void Cells_are_separated_as_the_name_or_the_option_says(string name, char between, char? option)
    {
        using AudioFiles files = new();
        string path = files.Path(name);
        File.WriteAllText(path, "filename,a,b,label\nx.wav,1,2.5,rock\ny.wav,-3,4,pop\n".Replace(',', between));
        FeatureTable table = FeatureCsv.Read(path, new FeatureCsvOptions { Separator = option });
        Assert.That(table.FeatureNames, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(table.Values.ToArray(), Is.EqualTo(new[] { 1, 2.5f, -3, 4 }));
        Assert.That(() => new FeatureCsvOptions { Separator = '"' }, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase("kaggle_features_30_sec.csv", 57)]
    [TestCase("means_26.csv", 26)]
    [TestCase("librosa080.csv", 57)]
    public void Published_tables_are_read(string name, int columns)
    {
        FeatureTable table = TestTables.Published(name);
        Assert.That(table.ColumnCount, Is.EqualTo(columns));
        Assert.That(table.Genres, Is.EqualTo(Gtzan.Genres));
        Assert.That(Parse(Text(table)).Values.ToArray(), Is.EqualTo(table.Values.ToArray()));
    }

    [Test]
    public void Kaggle_s_three_second_rows_are_grouped_by_track()
    {
        FeatureTable table = Parse("filename,length,a,label\nblues.00000.0.wav,66149,1,blues\nblues.00000.1.wav,66149,2,blues\nrock.00001.9.wav,66149,3,rock\n");
        Assert.That(table.Groups, Is.EqualTo(new[] { "blues.00000", "blues.00000", "rock.00001" }));
        Assert.That(table.Lengths, Is.EqualTo(new[] { 66149L, 66149L, 66149L }));
    }

    [TestCase("blues.00000.wav", "blues.00000")]
    [TestCase("blues/blues.00000.au", "blues.00000")]
    [TestCase("a\\b\\blues.00000.12.wav", "blues.00000")]
    [TestCase("blues.00000", "blues.00000")]
    [TestCase("song.01.mp3", "song.01")]
    [TestCase("song.mp3", "song")]
    [TestCase("a.5.x", "a.5.x")]
    [TestCase("a.b.5.wav", "a.b.5")]
    [TestCase(".3.5.wav", ".3")]
    [TestCase("a..5.wav", "a..5")]
    [TestCase("song", "song")]
    [TestCase("", "")]
    public void Tracks_are_found_in_file_names(string fileName, string track) => Assert.That(TrackName.Track(fileName), Is.EqualTo(track));

    [Test]
    public void Byte_order_mark_CRLF_quotes_and_blank_lines_are_understood()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, "bom.csv");
        File.WriteAllText(path, "\"file\",\"a, b\",Genre\r\n\"x \"\"1\"\".wav\",1.5,rock\r\n\r\n\"y\nz.wav\",-2e-3,pop\r\n", new UTF8Encoding(true));
        FeatureTable table = FeatureCsv.Read(path);
        Assert.Multiple(() =>
        {
            Assert.That(table.FeatureNames, Is.EqualTo(new[] { "a, b" }));
            Assert.That(table.FileNames, Is.EqualTo(new[] { "x \"1\".wav", "y\nz.wav" }));
            Assert.That(table.Labels, Is.EqualTo(new[] { "rock", "pop" }));
            Assert.That(table.Values.ToArray(), Is.EqualTo(new[] { 1.5f, -0.002f }));
        });
    }

    [Test]
    public void Columns_can_be_named_and_ignored()
    {
        FeatureTable table = Parse("id,artist,x,y,style\n1,a,1,2,p\n2,b,3,4,q\n", new FeatureCsvOptions { FileNameColumn = "id", LabelColumn = "style", GroupColumn = "artist", IgnoredColumns = ["y"] });
        Assert.Multiple(() =>
        {
            Assert.That(table.FeatureNames, Is.EqualTo(new[] { "x" }));
            Assert.That(table.Groups, Is.EqualTo(new[] { "a", "b" }));
            Assert.That(table.FileNames, Is.EqualTo(new[] { "1", "2" }));
        });
    }

    [TestCase("", "t.csv: the file is empty")]
    [TestCase("filename,a,label\n", "no row")]
    [TestCase("filename,a,\nx,1,2\n", "line 1, column 3: the header has no name")]
    [TestCase("filename,a,a,label\nx,1,2,p\n", "line 1, column 3: the header 'a' occurs twice, in columns 2 and 3")]
    [TestCase("filename,a,b\nx,1,2\n", "no label column")]
    [TestCase("filename,label\nx,p\n", "no feature column")]
    [TestCase("filename,a,label\nx,1,p\ny,loud,q\n", "t.csv, line 3, column a: 'loud' was found")]
    [TestCase("filename,a,label\nx,,p\ny,1,q\n", "line 2, column a: the cell is empty")]
    [TestCase("filename,a,label\nx,1,p\ny,NaN,q\n", "line 3, column a: 'NaN' was found")]
    [TestCase("filename,a,label\nx,1,p\ny,Infinity,q\n", "line 3, column a: 'Infinity' was found")]
    [TestCase("filename,a,label\nx,1,p\ny,1e99,q\n", "line 3, column a: '1e99' was found")]
    [TestCase("filename,a,label\nx,1,p\ny,1\n", "line 3: the row has 2 fields where the header has 3")]
    [TestCase("filename,a,label\nx,1,p\n\n\"y\nz\",1,q,9\n", "line 4: the row has 4 fields where the header has 3")]
    [TestCase("filename,a,label\nx,1,p\ny,2,\n", "line 3, column label: the label is empty")]
    [TestCase("filename,a,label\nx,1,p\ny,2,p\n", "every row has the label 'p'")]
    [TestCase("filename,length,a,label\nx,-5,1,p\n", "line 2, column length: '-5' was found")]
    [TestCase("filename,a,label\nx,1,p\n\"y,2,q\n", "RFC 4180")]
    public void Errors_say_what_stood_where(string text, string expected) =>
        Assert.That(() => Parse(text), Throws.TypeOf<TableFormatException>().With.Message.Contains(expected));

    [Test]
    public void A_table_to_predict_needs_no_labels()
    {
        FeatureCsvOptions options = new() { RequireLabels = false };
        Assert.That(Parse("filename,a\nx,1\n", options).Labels, Is.EqualTo(new[] { "" }));
        Assert.That(Parse("a,label\n1,p\n", options).FileNames, Is.EqualTo(new[] { "row 1" }));
    }

    [Test]
    public void Whatever_is_written_reads_back_to_the_bit()
    {
        Gen<float> number = Gen.OneOf(
            Gen.Choose(int.MinValue, int.MaxValue).Select(BitConverter.Int32BitsToSingle).Where(float.IsFinite),
            Gen.Elements(0f, -0f, float.MaxValue, float.MinValue, float.Epsilon, 1f / 3));
        Gen<string> text = Gen.Choose(1, 8).SelectMany(n => Gen.Elements('a', 'Z', ',', '"', ' ', '.', '\n', 'é', '語', '7').ArrayOf(n)).Select(c => new string(c) + "x");
        Gen<(int Rows, int Columns)> size = Gen.Choose(2, 6).SelectMany(r => Gen.Choose(1, 4).Select(c => (r, c)));
        Gen<FeatureTable> table = size.SelectMany(s => number.ArrayOf(s.Rows * s.Columns).SelectMany(v => text.ArrayOf(s.Rows).Select(names => new FeatureTable(
            [.. Enumerable.Range(0, s.Columns).Select(c => $"f,\"{c}")],
            v,
            [.. Enumerable.Range(0, s.Rows).Select(r => r % 2 == 0 ? "p" : "q, r")],
            names,
            [.. names.Select(n => n + "'s group")],
            [.. Enumerable.Range(0, s.Rows).Select(r => 661_000L + r)]))));
        Prop.ForAll(table.ToArbitrary(), original =>
        {
            FeatureTable copy = Parse(Text(original));
            return copy.Values.ToArray().Select(BitConverter.SingleToInt32Bits).SequenceEqual(original.Values.ToArray().Select(BitConverter.SingleToInt32Bits))
                && copy.FeatureNames.SequenceEqual(original.FeatureNames) && copy.FileNames.SequenceEqual(original.FileNames)
                && copy.Labels.SequenceEqual(original.Labels) && copy.Groups.SequenceEqual(original.Groups) && copy.Lengths!.SequenceEqual(original.Lengths!);
        }).QuickCheckThrowOnFailure();
    }

    [Test]
    public void A_file_that_can_not_be_written_leaves_the_old_one_alone()
    {
        string folder = Path.Combine(TestContext.CurrentContext.WorkDirectory, "atomic");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "table.csv");
        File.WriteAllText(path, "precious");
        Assert.That(() => AtomicFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("disk full");
        }), Throws.InstanceOf<IOException>());
        Assert.That(File.ReadAllText(path), Is.EqualTo("precious"));
        Assert.That(Directory.GetFileSystemEntries(folder), Has.Length.EqualTo(1));
    }
}
