using MusicGenre.Audio;

namespace MusicGenre.ML.Tests;

/// <summary>Models and tables through streams, evaluation by name, folds from lists of rows, and copies of what is given.</summary>
public sealed class StreamAndSplitTests
{
    private static readonly FeatureTable Table = TestTables.Clouds(genres: 3, rowsPerGenre: 8, columns: 4);

    [Test]
    public void A_model_goes_through_a_stream_that_stays_open_and_may_go_on()
    {
        GenreModel model = new NearestNeighborsTrainer().Fit(Table);
        using MemoryStream stream = new();
        stream.WriteByte(7);
        model.Save(stream);
        model.Save(stream);
        stream.WriteByte(9);
        stream.Position = 1;
        Assert.That(GenreModel.Load(stream).ToBytes(), Is.EqualTo(model.ToBytes()));
        Assert.That(GenreModel.Load(stream).ToBytes(), Is.EqualTo(model.ToBytes()));
        Assert.That(stream.ReadByte(), Is.EqualTo(9));
        Assert.That(() => GenreModel.Load(stream), Throws.TypeOf<ModelFormatException>());
        using MemoryStream cut = new(model.ToBytes()[..^1]);
        Assert.That(() => GenreModel.Load(cut), Throws.TypeOf<ModelFormatException>().With.Message.Contains("cut off"));
    }

    [Test]
    public void A_table_goes_through_a_stream_that_stays_open()
    {
        using MemoryStream stream = new();
        FeatureCsv.Write(stream, Table);
        stream.Position = 0;
        FeatureTable read = FeatureCsv.Read(stream, "memory");
        Assert.That(read.Values.ToArray(), Is.EqualTo(Table.Values.ToArray()));
        Assert.That(read.Labels, Is.EqualTo(Table.Labels));
        Assert.That(stream.CanRead, Is.True);
        stream.SetLength(0);
        stream.Write("filename,a,label\nx,nothing,rock\n"u8);
        stream.Position = 0;
        Assert.That(() => FeatureCsv.Read(stream, "memory"), Throws.TypeOf<TableFormatException>().With.Message.StartsWith("memory, line 2, column a: "));
    }

    [Test]
    public void Evaluate_compares_labels_by_name()
    {
        GenreModel model = new NearestNeighborsTrainer { NumberOfNeighbors = 1 }.Fit(Table);
        Metrics all = model.Evaluate(Table);
        Assert.That(all.Accuracy, Is.EqualTo(1));

        // A table of fewer genres numbers them otherwise.
        FeatureTable last = Table.SelectRows([.. Enumerable.Range(0, Table.RowCount).Where(static i => Table.GenreIndices[i] == 2)]);
        Metrics some = model.Evaluate(last);
        Assert.That(some.Accuracy, Is.EqualTo(1));
        Assert.That(some.ConfusionMatrix[2][2], Is.EqualTo(last.RowCount));
        Assert.That(some.PerGenre.Select(static g => g.Genre), Is.EqualTo(model.Genres));

        string[] labels = [.. Table.Labels];
        labels[3] = "polka";
        labels[5] = "";
        Assert.That(
            () => model.Evaluate(new FeatureTable(Table.FeatureNames, Table.Values, labels)),
            Throws.ArgumentException.With.Message.Contains("2 of 24 rows").And.Message.Contains("(polka, no genre)"));
        Assert.That(() => model.Evaluate(Table.SelectRows([])), Throws.ArgumentException);
    }

    [Test]
    public void What_is_given_is_copied()
    {
        double[] probabilities = [0.25, 0.75];
        int[] train = [0, 1];
        float[] samples = [0.5f];
        int[] units = [8];
        RowPrediction row = new(0, 0, 1, probabilities);
        Fold fold = new("f", train, [2]);
        AudioClip clip = new(samples, 8000);
        NeuralNetworkTrainer trainer = new() { HiddenUnits = units };
        probabilities[0] = train[0] = units[0] = 9;
        samples[0] = 9;
        Assert.Multiple(() =>
        {
            Assert.That(row.Probabilities[0], Is.EqualTo(0.25));
            Assert.That(fold.Train[0], Is.Zero);
            Assert.That(clip.Samples.Span[0], Is.EqualTo(0.5f));
            Assert.That(trainer.HiddenUnits[0], Is.EqualTo(8));
        });
    }

    [Test]
    public void A_degree_of_parallelism_below_1_is_refused_wherever_there_is_one([Values(0, -1)] int value)
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new FitOptions { MaxDegreeOfParallelism = value }, Refused);
            Assert.That(() => new CrossValidationOptions { MaxDegreeOfParallelism = value }, Refused);
            Assert.That(() => new TunerOptions { MaxDegreeOfParallelism = value }, Refused);
            Assert.That(() => new Features.BatchOptions { MaxDegreeOfParallelism = value }, Refused);
            Assert.That(() => new Neural.TrainingOptions { MaxDegreeOfParallelism = value }, Refused);
        });
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused => Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("MaxDegreeOfParallelism must be at least 1");
}
