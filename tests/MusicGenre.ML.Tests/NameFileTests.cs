using System.Text;
using MusicGenre.Features;

namespace MusicGenre.ML.Tests;

/// <summary>Files that say something of file names (groups, artists, folds): one strict reader.</summary>
public sealed class NameFileTests
{
    private static readonly string[] Files = ["a.wav", "b.wav", "c.wav", "d.wav"];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("names").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("g.csv", "filename,artist\na.wav,X\nb.wav,\"Y\nc.wav,Z\nd.wav,Z\n", 3, "quote is opened and not closed")]
    [TestCase("g.csv", "filename,artist\na.wav,X\nb.wav,\"Y\nc.wav,Z\"\nd.wav,Z\n", 3, "quote is opened and not closed")]
    [TestCase("g.csv", "filename,artist\na.wav,X\nb.wav,\"Y", 3, "quote is opened and not closed")]
    [TestCase("g.tsv", "filename\tartist\na.wav\t\"X\nb.wav\tY\n", 2, "quote is opened and not closed")]
    [TestCase("g.txt", "filename;artist\na.wav;X\nb.wav;\"Y\nc.wav;Z\n", 3, "quote is opened and not closed")]
    [TestCase("g.csv", "filename,artist\na.wav,\"X\" and Y\n", 2, "follows a closing quote")]
    [TestCase("g.csv", "filename,artist\na.wav,X \"Y\"\n", 2, "within a field")]
    [TestCase("g.csv", "filename,artist\na.wav,X\nb.wav,Y\na.wav,Z\n", 4, "'a.wav' is named twice, in 'X' (line 2) and in 'Z'")]
    [TestCase("g.csv", "filename,artist\na.wav,X\na.wav,\n", 3, "in 'X' (line 2) and in none")]
    [TestCase("g.csv", "filename,artist\na.wav,X\nb.wav,Y,Z\n", 3, "3 fields where the header has 2")]
    [TestCase("g.csv", "filename,artist\na.wav,X\n ,Y\n", 3, "file name is empty")]
    [TestCase("g.csv", "filename,artist\na.wav,X\nfolder/,Y\n", 3, "file name is empty")]
    [TestCase("g.csv", "filename,artist,Artist\na.wav,X,Y\n", 1, "'artist' occurs twice")]
    [TestCase("g.csv", "a.wav,X\nb.wav,Y\n", 1, "a header line was expected; 'a.wav'")]
    [TestCase("g.csv", "filename\na.wav\n", 1, "one column")]
    [TestCase("g.csv", "", null, "empty")]
    [TestCase("g.csv", "filename,artist\nz.wav,X\n", null, "for none of the table's 4 rows")]
    public void A_group_file_that_is_not_right_is_refused_with_its_line(string name, string text, int? line, string message)
    {
        string file = Write(name, text);
        TableFormatException error = Assert.Throws<TableFormatException>(() => GroupFile.Apply(Table(Files), file, column: null, out _))!;
        Assert.That(error.Message, Does.Contain(message));
        Assert.That(error.Path, Is.EqualTo(file));
        Assert.That(error.Line, Is.EqualTo(line));
    }

    [Test]
    public void Bytes_that_are_not_UTF_8_are_refused()
    {
        string table = Path.Combine(_folder, "g.csv");
        File.WriteAllBytes(table, Encoding.Latin1.GetBytes("filename,artist\na.wav,Björk\nb.wav,Y\n"));
        Assert.That(() => GroupFile.Apply(Table(Files), table, null, out _), Throws.TypeOf<TableFormatException>().With.Message.Contains("UTF-8"));

        File.WriteAllBytes(Path.Combine(_folder, "train.txt"), Encoding.Latin1.GetBytes("ä.wav\n"));
        File.WriteAllText(Path.Combine(_folder, "test.txt"), "b.wav\n");
        Assert.That(() => Folds.FromFile(Table(Files), _folder), Throws.TypeOf<TableFormatException>().With.Message.Contains("train.txt").And.Message.Contains("UTF-8"));
    }

    [Test]
    public void Quotes_blank_lines_marks_and_columns_are_understood()
    {
        // A name twice with the same group, a quoted comma, a doubled quote, a byte-order mark, blanks around cells.
        string file = Write("g.csv", "\uFEFF\"file\",year, Artist \r\na.wav,1, X \r\n\r\nb.wav,1,\"Y, \"\"Z\"\"\"\r\na.wav,2,X\r\nc.wav,1,\r\n");
        FeatureTable table = GroupFile.Apply(Table(Files), file, column: null, out int unknown);
        Assert.That(table.Groups, Is.EqualTo(new[] { "X", "Y, \"Z\"", "track c", "track d" }), "a blank group is none");
        Assert.That(unknown, Is.EqualTo(2));
        Assert.That(GroupFile.Apply(Table("a.wav", "b.wav"), Write("h.csv", "file,year\na.wav,1\nb.wav,2\n"), "YEAR", out unknown).Groups, Is.EqualTo(new[] { "1", "2" }));
        Assert.That(unknown, Is.Zero);
        Assert.That(
            () => GroupFile.Apply(Table(Files), file, "album", out _),
            Throws.TypeOf<TableFormatException>().With.Message.Contains("no column 'album'").And.Message.Contains("year"));

        // "group" before "artist"; without either the only one next to the file name, wherever that is.
        Assert.That(GroupFile.Apply(Table("a.wav"), Write("i.csv", "file,artist,group\na.wav,1,2\n"), null, out _).Groups, Is.EqualTo(new[] { "2" }));
        Assert.That(GroupFile.Apply(Table("a.wav"), Write("j.csv", "album,file\n1,a.wav\n"), null, out _).Groups, Is.EqualTo(new[] { "1" }));
        Assert.That(GroupFile.Apply(Table("a.wav"), Write("k.csv", "x,album\na.wav,1\n"), null, out _).Groups, Is.EqualTo(new[] { "1" }));

        // A genre is not a group, and of two other columns none is guessed.
        foreach (string header in (string[])["file,genre", "file, Label ", "class,file", "file,genre,year", "year,file,album"])
        {
            string cells = string.Join(',', header.Split(',').Select(static h => h == "file" ? "a.wav" : "1"));
            string guess = Write("n.csv", $"{header}\n{cells}\n");
            Assert.That(
                () => GroupFile.Apply(Table("a.wav"), guess, null, out _),
                Throws.TypeOf<TableFormatException>().With.Message.Contains("no column 'group'").And.Message.Contains(string.Join(", ", header.Split(','))));
            Assert.That(GroupFile.Apply(Table("a.wav"), guess, header.Split(',').First(static h => h != "file").Trim(), out _).Groups, Is.EqualTo(new[] { "1" }));
            Assert.That(() => Folds.FromFile(Table("a.wav"), guess), Throws.TypeOf<TableFormatException>().With.Message.Contains("no column 'fold'"));
        }

        // A TSV has no quoting: "12" in a title is not a fault.
        Assert.That(GroupFile.Apply(Table("a.wav"), Write("l.tsv", "file\tartist\ttitle\na.wav\tX\tthe 12\" mix\n"), null, out _).Groups, Is.EqualTo(new[] { "X" }));
        Assert.That(GroupFile.Apply(Table("a.wav"), Write("m.dat", "file\tartist\ttitle\na.wav\tX\tthe 12\" mix\n"), null, out _).Groups, Is.EqualTo(new[] { "X" }));
    }

    [Test]
    public void Only_audio_extensions_are_taken_off_names()
    {
        Assert.That(new[] { "Mr. Brown", "Mr. Green", "a/Mr. Brown.MP3", "x.00001", "x.data", ".wav" }.Select(TrackName.Stem), Is.EqualTo(new[] { "Mr. Brown", "Mr. Green", "Mr. Brown", "x.00001", "x.data", ".wav" }));
        FeatureTable table = Table("Mr. Brown", "Mr. Green");
        Assert.That(table.Groups, Is.EqualTo(new[] { "Mr. Brown", "Mr. Green" }));
        Assert.That(GroupFile.Apply(table, Write("g.csv", "name,artist\nMr. Brown,X\nMr. Green,Y\n"), null, out _).Groups, Is.EqualTo(new[] { "X", "Y" }));
    }

    [Test]
    public void Names_are_matched_whole_then_without_folder_then_without_extension_then_by_track()
    {
        string file = Write("g.csv", "name,artist\nx/a.wav,1\ny/a.wav,2\na.mp3,3\nb.00001.au,4\nc.wav,5\nc.mp3,5\n");
        FeatureTable Apply(params string[] names) => GroupFile.Apply(Table(names), file, null, out _);
        Assert.That(Apply("x/a.wav", "y\\a.wav", "z/a.mp3", "w/b.00001.7.wav", "b.00001", "c.au").Groups, Is.EqualTo(new[] { "1", "2", "3", "4", "4", "5" }));
        Assert.That(() => Apply("z/a.wav"), Throws.TypeOf<TableFormatException>().With.Message.Contains("'x/a.wav' in '1' (line 2)").And.Message.Contains("'y/a.wav' in '2'"));
        Assert.That(() => Apply("a.au"), Throws.TypeOf<TableFormatException>().With.Message.Contains("may be"));
    }

    [Test]
    public void Rows_without_group_or_name_are_no_common_group()
    {
        Assert.That(
            new FeatureTable(["x"], new float[4], null, ["a.wav", "b.1.0.wav", "b.1.1.wav", ""], ["", " ", null!, "\t"]).Groups,
            Is.EqualTo(new[] { "track a", "track b.1", "track b.1", "row 4" }));
        Assert.That(new FeatureTable(["x"], new float[2], null, ["", " "]).Groups, Is.EqualTo(new[] { "row 1", "row 2" }));

        string file = Write("t.csv", "filename,x,group,label\na.wav,1,,p\nb.wav,2,,q\nc.wav,3,G ,p\nd.wav,3,G,q\n");
        FeatureTable table = FeatureCsv.Read(file);
        Assert.That(table.Groups, Is.EqualTo(new[] { "track a", "track b", "G", "G" }));
        FeatureCsv.Write(file, table);
        Assert.That(FeatureCsv.Read(file).Groups, Is.EqualTo(table.Groups));
    }

    [Test]
    public void Split_files_are_read_by_the_same_reader()
    {
        FeatureTable table = Table(Files);
        Assert.Multiple(() =>
        {
            Assert.That(() => Split("name,fold\na.wav,1\nb.wav,\"2\nc.wav,1\n"), Fault(3, "not closed"));
            Assert.That(() => Split("name,fold\na.wav,1\nb.wav,2\na.wav,2\n"), Fault(4, "named twice"));
            Assert.That(() => Split("name,fold\na.wav,1\nb.wav, \n"), Fault(3, "the fold is empty"));
            Assert.That(() => Split("name,fold\na.wav,Train\nb.wav,VALID\n"), Fault(null, "test is missing"));
            Assert.That(() => Split("name,fold\na.wav,train\nb.wav,test\nc.wav,extra\nd.wav,7\n"), Fault(null, "found 7, extra beside train, test"));
            Assert.That(() => Split("name,fold\na.wav,1\nb.wav,1\n"), Fault(null, "at least two folds"));
        });

        Folds folds = Split("name,fold\na.wav,Train\nb.wav,TEST\nc.wav, Valid \nz.wav,test\n");
        Assert.That(folds.Single().Test, Is.EqualTo(new[] { 1 }));
        Assert.That(folds.Single().Train, Is.EqualTo(new[] { 0, 2 }));
        Assert.That(folds.Warnings, Has.Some.Contains("1 of the 4 names in the partition are not in the table").And.Some.Contains("1 of 4 rows are in no fold"));
        Assert.That(folds.Description, Is.EqualTo("partition of s.csv"));

        Folds Split(string text) => Folds.FromFile(table, Write("s.csv", text));
        NUnit.Framework.Constraints.IResolveConstraint Fault(int? line, string message) =>
            Throws.TypeOf<TableFormatException>().With.Message.Contains(message).And.Property(nameof(TableFormatException.Line)).EqualTo(line).And.Message.Contains("s.csv");
    }

    [Test]
    public void Lists_are_found_in_any_case_and_a_name_in_two_of_them_is_refused()
    {
        FeatureTable table = Table(Files);
        Write("Train_x.txt", "# comment\na.wav\n\na.wav\n");
        Write("VALIDATION_X.txt", "b.wav\n");
        string test = Write("test_x.txt", "c.wav\n");
        foreach (string path in (string[])[_folder, test])
        {
            Folds folds = Folds.FromFile(table, path);
            Assert.That(folds.Single().Train, Is.EqualTo(new[] { 0, 1 }));
            Assert.That(folds.Single().Test, Is.EqualTo(new[] { 2 }));
            Assert.That(folds.Description, Does.Contain("(2/1/1 names)"));
        }

        Assert.That(Folds.FromFile(table, _folder).Warnings, Is.EqualTo(new[] { "1 of 4 rows are in no fold and were left out." }), "one partition, all of its names known");

        // Of several without a filtered one the first by name is taken.
        Write("train_a.txt", "d.wav\n");
        Write("test_a.txt", "a.wav\n");
        Assert.That(Folds.FromFile(table, _folder).Single().Train, Is.EqualTo(new[] { 3 }));

        // Another partition next to it: the filtered one is taken, and the reader gets a message.
        Write("train_filtered.txt", "c.wav\n");
        Write("test_filtered.txt", "d.wav\n");
        Folds filtered = Folds.FromFile(table, _folder);
        Assert.That(filtered.Single().Test, Is.EqualTo(new[] { 3 }));
        Assert.That(filtered.Warnings, Has.Some.Contains("3 partitions").And.Some.Contains("train_filtered.txt was taken"));
        Assert.That(Folds.FromFile(table, test).Single().Test, Is.EqualTo(new[] { 2 }), "a list that is named is taken");

        Write("test_x.txt", "c.wav\na.wav\n");
        Assert.That(() => Folds.FromFile(table, test), Throws.TypeOf<TableFormatException>().With.Message.Contains("test_x.txt, line 2: 'a.wav' is named twice"));
        Write("valid_x.txt", "d.wav\n");
        Assert.That(() => Folds.FromFile(table, test), Throws.TypeOf<TableFormatException>().With.Message.Contains("two lists").And.Message.Contains("VALIDATION_X.txt, valid_x.txt"));
        Assert.That(() => Folds.FromFile(table, Directory.CreateDirectory(Path.Combine(_folder, "none")).FullName), Throws.TypeOf<TableFormatException>().With.Message.Contains("no list train"));
    }

    [Test]
    public void The_longest_word_for_a_part_is_its_name()
    {
        // "training_y" is the list "_y" of train, as "testing_y" is that of test; "trainer.txt" is none.
        FeatureTable table = Table(Files);
        Write("training_y.txt", "a.wav\n");
        Write("testing_y.txt", "b.wav\n");
        Write("trainer.txt", "c.wav\n");
        Folds folds = Folds.FromFile(table, _folder);
        Assert.That(folds.Single().Train, Is.EqualTo(new[] { 0 }));
        Assert.That(folds.Single().Test, Is.EqualTo(new[] { 1 }));
        Assert.That(folds.Description, Does.Contain("(1/0/1 names)"));
    }

    [Test]
    public void The_extension_says_what_separates_the_cells()
    {
        Assert.That(GroupFile.Apply(Table("a\tb.wav"), Write("c.csv", "file\tname,artist\na\tb.wav,X\n"), null, out _).Groups, Is.EqualTo(new[] { "X" }));
        Assert.That(GroupFile.Apply(Table("a,b.wav"), Write("c.tsv", "file,name\tartist\na,b.wav\tX\n"), null, out _).Groups, Is.EqualTo(new[] { "X" }));
        Assert.That(GroupFile.Apply(Table("a.wav"), Write("d.csv", "file,,artist\na.wav,,X\n"), "artist", out _).Groups, Is.EqualTo(new[] { "X" }), "columns without a name are no double");
        Assert.That(Folds.FromFile(Table("a.wav", "b.wav"), Write("e.csv", "name,note,Split\na.wav,same,train\nb.wav,same,test\n")).Single().Train, Is.EqualTo(new[] { 0 }));
    }

    [Test]
    public void No_argument_may_be_null()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => GroupFile.Apply(null!, "g.csv", null, out _), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("table"));
            Assert.That(() => TrackName.Track(null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("fileName"));
            Assert.That(() => Folds.FromFile(Table("a.wav"), ""), Throws.ArgumentException.With.Property("ParamName").EqualTo("path"));
            Assert.That(() => Folds.FromFile(new FeatureTable(["x"], [0, 1], ["", "b"]), "none.csv"), Throws.ArgumentException.With.Message.Contains("Row 1"));
            Assert.That(() => Folds.Predefined(Table("a.wav"), null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("names"));
            Assert.That(() => Folds.FromIndices(null!, []), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("table"));
            Assert.That(() => Folds.FromIndices(Table("a.wav"), null!), Throws.ArgumentNullException.With.Property("ParamName").EqualTo("folds"));
        });
    }

    private static FeatureTable Table(params string[] files) => new(["x"], new float[files.Length], [.. files.Select(static (_, i) => i % 2 == 0 ? "p" : "q")], files);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text, new UTF8Encoding(false));
        return path;
    }
}
