using Microsoft.ML;
using Microsoft.ML.Data;
using MusicGenre.Features;
using static MusicGenre.ML.MLNet.Tests.ViewRows;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>What ML.NET expects of every <see cref="IDataView"/>, of each of the library's.</summary>
[TestFixture("table")]
[TestFixture("empty table")]
[TestFixture("table with folds and feature columns")]
[TestFixture("GTZAN")]
[TestFixture("folder")]
[TestFixture("folder with bad files")]
[TestFixture("folder in segments with feature columns")]
[TestFixture("extracted features")]
public sealed class DataViewContractTests(string kind)
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly AudioFiles _files = new();
    private IDataView _view = null!;

    [OneTimeSetUp]
    public void Open()
    {
        for (int i = 0; i < 6; i++)
        {
            _files.Add(FormattableString.Invariant($"{(i % 2 == 0 ? "blues" : "rock")}/{i}.wav"), seed: i, seconds: 0.4 + (0.2 * i));
        }

        if (kind == "folder with bad files")
        {
            _files.AddBytes("blues/1 bad.wav", [1, 2, 3]);
            _files.AddBytes("rock/9 bad.wav", new byte[100]);
        }

        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 70);
        _view = kind switch
        {
            "table" => table.ToDataView(_mlContext),
            "empty table" => table.SelectRows([]).ToDataView(_mlContext),
            "table with folds and feature columns" =>
                table.ToDataView(_mlContext, new FeatureTableViewOptions { FeatureColumns = true, Folds = Folds.Stratified(table, 5) }),
            "GTZAN" => _mlContext.Data.LoadGtzanFeatures(),
            "folder" => _mlContext.Data.LoadFromAudioFolder(_files.Folder, AudioFiles.SmallSet),
            "folder with bad files" => _mlContext.Data.LoadFromAudioFolder(_files.Folder, AudioFiles.SmallSet, new AudioFolderViewOptions { BadFile = static _ => { } }),
            "extracted features" => Extracted(),
            _ => _mlContext.Data.LoadFromAudioFolder(
                _files.Folder,
                AudioFiles.SmallSet,
                new AudioFolderViewOptions { FeatureColumns = true, Batch = new BatchOptions { Segmentation = Segmentation.OfSeconds(0.3) } }),
        };
    }

    // The folder's rows without their features, which then are extracted from the paths.
    private IDataView Extracted()
    {
        IDataView folder = _mlContext.Data.LoadFromAudioFolder(_files.Folder, AudioFiles.SmallSet);
        IDataView paths = _mlContext.Transforms.DropColumns("Features").Fit(folder).Transform(folder);
        return _mlContext.Transforms.ExtractMusicFeatures("Features", "Path", AudioFiles.SmallSet).Fit(paths).Transform(paths);
    }

    [OneTimeTearDown]
    public void Close() => _files.Dispose();

    [Test]
    public void TheSchemaIsAsDocumented()
    {
        string[] names = [.. _view.Schema.Select(static c => c.Name)];
        Assert.That(
            kind == "extracted features" ? names : names.Take(4),
            Is.EqualTo(kind == "extracted features" ? ["Label", "FileName", "Group", "Path", "Features"] : new[] { "Features", "Label", "FileName", "Group" }));
        Assert.That(names.Contains("Path"), Is.EqualTo(kind.StartsWith("folder", StringComparison.Ordinal) || kind == "extracted features"));
        Assert.That(names.Contains("Fold"), Is.EqualTo(kind.Contains("folds", StringComparison.Ordinal)));

        DataViewSchema.Column features = _view.Schema["Features"];
        VBuffer<ReadOnlyMemory<char>> slots = default;
        features.GetSlotNames(ref slots);
        Assert.That(features.Type, Is.EqualTo(new VectorDataViewType(NumberDataViewType.Single, slots.Length)));
        string[] featureNames = [.. slots.DenseValues().Select(static n => n.ToString())];
        Assert.That(featureNames.Distinct().Count(), Is.EqualTo(slots.Length));
        if (kind.Contains("feature columns", StringComparison.Ordinal))
        {
            Assert.That(names.TakeLast(slots.Length), Is.EqualTo(featureNames));
            Assert.That(Texts(_view, "Features"), Is.EqualTo(Texts(_view, featureNames).Select(static t => t.Replace('|', ' '))));
        }
    }

    [Test]
    public void IdsAreUniqueAndTheRowCountIsTrue()
    {
        List<Row> rows = Read(_view);
        Assert.That(rows.Select(static r => r.Id).Distinct().Count(), Is.EqualTo(rows.Count));
        Assert.That(_view.GetRowCount(), Is.EqualTo(rows.Count));
        Assert.That(rows, Has.Count.EqualTo(kind switch { "empty table" => 0, "GTZAN" => Gtzan.LoadFeatures().RowCount, "folder" or "folder with bad files" or "extracted features" => 6, _ => rows.Count }));
        Assert.That(Read(_view), Is.EqualTo(rows), "a second pass");
    }

    [Test]
    public void RowsAreTheSameWhateverColumnsAreActive()
    {
        List<Row> all = Read(_view);
        Assert.That(Read(_view, []).Select(static r => r.Id), Is.EqualTo(all.Select(static r => r.Id)), "no column");
        for (int c = 0; c < Math.Min(6, _view.Schema.Count); c++)
        {
            List<Row> one = Read(_view, [_view.Schema[c]]);
            Assert.That(one.Select(static r => r.Id), Is.EqualTo(all.Select(static r => r.Id)), _view.Schema[c].Name);
            Assert.That(one.Select(static r => r.Text), Is.EqualTo(all.Select(r => r.Text.Split('|')[c])), _view.Schema[c].Name);
        }
    }

    [Test]
    public void ACursorSetHoldsEveryRowOnce([Values(-1, 1, 2, 3, 100)] int n, [Values] bool shuffled, [Values] bool threads)
    {
        Random? random = shuffled ? new Random(5) : null;
        List<Row> serial = Read(_view, random: shuffled ? new Random(5) : null);
        DataViewRowCursor[] cursors = _view.GetRowCursorSet(_view.Schema, n, random);
        Assert.That(cursors, Has.Length.InRange(1, n > 0 ? n : Environment.ProcessorCount));
        Task<List<Row>>[] reading = [.. cursors.Select(c => new Task<List<Row>>(() => Read(c), TaskCreationOptions.LongRunning))];
        foreach (Task<List<Row>> read in reading)
        {
            if (threads)
            {
                read.Start();
            }
            else
            {
                read.RunSynchronously();
            }
        }

        List<Row>[] parts = Task.WhenAll(reading).GetAwaiter().GetResult();
        foreach (List<Row> part in parts)
        {
            Assert.That(part.Select(static r => r.Batch), Is.Ordered);
        }

        Assert.That(parts.SelectMany(static p => p.Select(static r => r.Batch).Distinct()), Is.Unique, "a batch is in one cursor only");
        Assert.That(
            parts.SelectMany(static p => p).OrderBy(static r => r.Batch).Select(static r => (r.Id, r.Text)),
            Is.EqualTo(serial.Select(static r => (r.Id, r.Text))),
            "by their batches the rows stand as in one cursor");
    }

    [Test]
    public void AShuffledCursorIsAPermutationThatTheSeedDecides()
    {
        Assert.That(_view.CanShuffle);
        List<Row> plain = Read(_view);
        List<Row> first = Read(_view, random: new Random(1));
        List<Row> again = Read(_view, random: new Random(1));
        List<Row> other = Read(_view, random: new Random(2));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(first.Select(static r => (r.Id, r.Text)), Is.EquivalentTo(plain.Select(static r => (r.Id, r.Text))));
        if (plain.Count > 1)
        {
            Assert.That(first.Select(static r => r.Id), Is.Not.EqualTo(plain.Select(static r => r.Id)));
            Assert.That(first.Select(static r => r.Id), Is.Not.EqualTo(other.Select(static r => r.Id)));
        }
    }

    [Test]
    public void SeveralCursorsRunAtOnce()
    {
        List<Row> rows = Read(_view);
        List<Row>[] read = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Read(_view)))).GetAwaiter().GetResult();
        Assert.That(read, Is.All.EqualTo(rows));
    }

    [Test]
    public void ACursorThatIsLeftEarlyLetsTheOthersGoOn()
    {
        List<Row> rows = Read(_view);
        using (DataViewRowCursor left = _view.GetRowCursor(_view.Schema))
        {
            Assert.That(left.MoveNext(), Is.EqualTo(rows.Count > 0));
            left.Dispose();
            Assert.That(left.MoveNext(), Is.False);
        }

        DataViewRowCursor[] set = _view.GetRowCursorSet(_view.Schema, 2);
        set[0].Dispose();
        if (set.Length > 1 && kind.StartsWith("folder", StringComparison.Ordinal))
        {
            Assert.That(Read(set[1]).Select(static r => r.Text), Is.EqualTo(rows.Select(static r => r.Text)), "the other takes what the first has not");
        }
    }

    [Test]
    public void WrongQuestionsAreRefused()
    {
        DataViewSchema.Column label = _view.Schema["Label"];
        using DataViewRowCursor cursor = _view.GetRowCursor([label]);
        Assert.That(cursor.IsColumnActive(label));
        Assert.That(cursor.IsColumnActive(_view.Schema["Features"]), Is.False);
        Assert.That(() => cursor.GetGetter<VBuffer<float>>(_view.Schema["Features"]), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Features"));
        Assert.That(() => cursor.GetGetter<string>(label), Throws.InvalidOperationException.With.Message.Contains("System.String"));
        ValueGetter<ReadOnlyMemory<char>> getter = cursor.GetGetter<ReadOnlyMemory<char>>(label);
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        Assert.That(
            () =>
            {
                ReadOnlyMemory<char> value = default;
                getter(ref value);
            },
            Throws.InvalidOperationException.With.Message.Contains("MoveNext"));
        Assert.That(
            () =>
            {
                DataViewRowId value = default;
                id(ref value);
            },
            Throws.InvalidOperationException.With.Message.Contains("MoveNext"));
        Assert.That(() => _view.GetRowCursor(null), Throws.ArgumentNullException);
    }

    [Test]
    public void MlNetsOwnOperationsWork()
    {
        string[] rows = Texts(_view);
        Assert.That(Texts(_mlContext.Data.Cache(_view)), Is.EqualTo(rows), "Cache");
        Assert.That(Texts(_mlContext.Data.Cache(_view, "Label", "FileName"), "FileName"), Is.EqualTo(Texts(_view, "FileName")), "Cache of some columns");
        Assert.That(Texts(_mlContext.Data.ShuffleRows(_view, seed: 3)), Is.EquivalentTo(rows), "ShuffleRows");
        Assert.That(Texts(_mlContext.Data.TakeRows(_view, 4)), Is.EqualTo(rows.Take(4)), "TakeRows");
        Assert.That(Texts(_mlContext.Data.SkipRows(_view, 2)), Is.EqualTo(rows.Skip(2)), "SkipRows");
        Assert.That(_view.Preview(100).RowView, Has.Length.EqualTo(Math.Min(100, rows.Length)), "Preview");

        DataOperationsCatalog.TrainTestData split = _mlContext.Data.TrainTestSplit(_view, testFraction: 0.5);
        Assert.That(Texts(split.TrainSet).Concat(Texts(split.TestSet)), Is.EquivalentTo(rows), "TrainTestSplit");

        // ML.NET reads a transform's input with a cursor set on threads of its own, and puts the rows in order by their batches.
        IDataView copied = _mlContext.Transforms.CopyColumns("X", "Features").Append(_mlContext.Transforms.CopyColumns("Name", "FileName")).Fit(_view).Transform(_view);
        Assert.That(Texts(copied, "X"), Is.EqualTo(Texts(_view, "Features")), "a transform of a vector");
        Assert.That(Texts(copied, "X", "Name"), Has.Length.EqualTo(rows.Length), "both at once");
        Assert.That(Texts(copied, "Name"), Is.EqualTo(Texts(_view, "FileName")), "a transform of a text");

        string path = _files.Path("view.idv");
        using (FileStream stream = File.Create(path))
        {
            _mlContext.Data.SaveAsBinary(_view, stream);
        }

        IDataView loaded = _mlContext.Data.LoadFromBinary(path);
        Assert.That(Texts(loaded), Is.EqualTo(rows), "SaveAsBinary and LoadFromBinary");
        Assert.That(loaded.Schema["Features"].HasSlotNames());
    }

    [Test]
    public void ATableComesBackFromIt()
    {
        IDataView back = FeatureTable.FromDataView(_view).ToDataView(_mlContext);
        foreach (DataViewSchema.Column column in back.Schema)
        {
            Assert.That(Texts(back, column.Name), Is.EqualTo(Texts(_view, column.Name)), column.Name);
        }
    }
}
