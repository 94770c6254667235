using MusicGenre.ML.Trainers.Trees;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

public sealed class ForestTests
{
    /// <summary>Few values or many, one cache line of bins or several or columns apart, one byte or two, counted or listed, weighed or not: all are the same forest.</summary>
    [TestCase(180, 6, 0, 1, "none", TestName = "Bytes")]
    [TestCase(180, 70, 0, 1, "none", TestName = "Bytes, two lines")]
    [TestCase(320, 6, 0, 1, "none", TestName = "Two bytes")]
    [TestCase(280, 300, 0, 1, "none", TestName = "Two bytes, columns apart")]
    [TestCase(280, 300, 0, 2, "genres", TestName = "Two bytes, columns apart, weighted genres")]
    [TestCase(1200, 5, 12, 1, "none", TestName = "Few values")]
    [TestCase(1200, 5, 12, 7, "none", TestName = "Few values, large leaves")]
    [TestCase(320, 6, 0, 3, "genres", TestName = "Weighted genres")]
    [TestCase(320, 6, 25, 2, "rows", TestName = "Weighted rows")]
    public void Every_tree_is_that_of_the_plain_algorithm(int rows, int columns, int values, int minimum, string weights)
    {
        FeatureTable table = Overlapping(rows, columns, values, seed: 5);
        SeededRandom random = new(3);
        table = weights == "rows" ? table.WithWeights([.. Enumerable.Range(0, rows).Select(_ => 0.25 * (1 + random.Next(16)))]) : table;
        ClassWeights ofGenres = weights == "genres" ? ClassWeights.Of(new Dictionary<string, double> { [table.Genres[0]] = 2.5, [table.Genres[2]] = 0.75 }) : ClassWeights.None;
        FeatureTable others = Overlapping(200, columns, values, seed: 6);
        foreach (ForestTrainer kind in new ForestTrainer[] { new RandomForestTrainer(), new ExtraTreesTrainer() })
        {
            ForestTrainer trainer = kind with { NumberOfTrees = rows > 1000 || columns > 100 ? 2 : 5, MinimumExampleCountPerLeaf = minimum, ClassWeights = ofGenres, Preprocessing = [], Seed = 11 };
            GenreModel model = trainer.Fit(table);
            PlainForest plain = new(table, trainer);
            double worst = 0;
            for (int i = 0; i < others.RowCount; i++)
            {
                worst = Math.Max(worst, plain.Predict(others.Row(i)).Zip(model.Predict(others.Row(i)).RawProbabilities.ToArray()).Max(static p => Math.Abs(p.First - p.Second)));
            }

            Assert.That(worst, Is.LessThan(1e-6), kind.Name);

            // No column has more values than bins: nothing changes.
            if (values > 0)
            {
                Assert.That((trainer with { MaximumBinCountPerFeature = values }).Fit(table).ToBytes(), Is.EqualTo(model.ToBytes()), kind.Name);
            }
        }
    }

    [TestCase(256)]
    [TestCase(32)]
    public void Bins_cost_no_accuracy(int bins)
    {
        FeatureTable training = Overlapping(3000, 8, 0, seed: 1);
        FeatureTable testing = Overlapping(3000, 8, 0, seed: 2);
        foreach (ForestTrainer kind in new ForestTrainer[] { new RandomForestTrainer(), new ExtraTreesTrainer() })
        {
            ForestTrainer trainer = kind with { NumberOfTrees = 40 };
            double exact = trainer.Fit(training).Evaluate(testing).Accuracy;
            double binned = (trainer with { MaximumBinCountPerFeature = bins }).Fit(training).Evaluate(testing).Accuracy;
            TestContext.Out.WriteLine($"{kind.Name}: {exact} of all values, {binned} of {bins} bins");
            Assert.That(exact, Is.InRange(0.5, 0.95), "there is something to lose");
            Assert.That(binned, Is.GreaterThan(exact - Math.Sqrt(exact * (1 - exact) / testing.RowCount)), kind.Name);
        }
    }

    [Test]
    public void Bins_give_the_same_bits_on_any_number_of_threads()
    {
        FeatureTable table = Overlapping(700, 8, 0, seed: 1);
        foreach (ForestTrainer kind in new ForestTrainer[] { new RandomForestTrainer(), new ExtraTreesTrainer() })
        {
            ForestTrainer trainer = kind with { NumberOfTrees = 15, MaximumBinCountPerFeature = 100, MinimumExampleCountPerLeaf = 3 };
            byte[] one = trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 }).ToBytes();
            Assert.That(trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = 3 }).ToBytes(), Is.EqualTo(one), kind.Name);
        }
    }

    [Test]
    public void Bins_hold_neighbouring_values_and_as_many_rows_each()
    {
        FeatureTable table = Overlapping(1000, 3, 0, seed: 4);
        BinnedColumns<byte> columns = new(new TrainingSet(table, ClassWeights.None), 10, new FitContext());
        for (int c = 0; c < table.ColumnCount; c++)
        {
            float[][] bins = [.. Enumerable.Range(0, table.RowCount).GroupBy(i => Bin(i, c)).OrderBy(static g => g.Key).Select(g => g.Select(i => table.Row(i)[c]).ToArray())];
            Assert.That(bins.Select(static b => b.Length), Is.EqualTo(Enumerable.Repeat(100, 10)));
            Assert.That(columns.BinCount(c), Is.EqualTo(10));
            for (int b = 1; b < bins.Length; b++)
            {
                Assert.That(columns.Between(c, b - 1, b), Is.InRange(bins[b - 1].Max(), bins[b].Min()));
            }

            (float threshold, int below) = columns.Between(c, 2, 7, 0.5);
            Assert.That(threshold, Is.GreaterThanOrEqualTo(bins[below].Max()).And.LessThan(bins[below + 1].Min()));
        }

        unsafe int Bin(int row, int column) => columns.Bins[(row * columns.RowStride) + (column * columns.ColumnStride)];
    }

    [Test]
    public void Leaves_with_the_same_probabilities_are_stored_once()
    {
        SeededRandom random = new(1);
        float[][] drawn = [.. Enumerable.Range(0, 2000).Select(_ => new float[] { random.Next(12), random.Next(12), random.Next(3) })];
        LeafTable leaves = new(3);
        for (int round = 0; round < 2; round++)
        {
            Dictionary<(float, float, float), int> known = [];
            foreach (float[] leaf in drawn)
            {
                int place = leaves.Add(leaf);
                Assert.That(leaves[place].ToArray(), Is.EqualTo(leaf));
                Assert.That(known.TryAdd((leaf[0], leaf[1], leaf[2]), place) || known[(leaf[0], leaf[1], leaf[2])] == place);
            }

            Assert.That(leaves.Count, Is.EqualTo(known.Count));
            Assert.That(leaves.Values.Length, Is.EqualTo(3 * known.Count));
            leaves.Clear();
        }
    }

    [TestCase(1)]
    [TestCase(65537)]
    public void A_number_of_bins_that_is_none_is_refused(int bins)
        => Assert.That(
            () => new ExtraTreesTrainer { MaximumBinCountPerFeature = bins }.Fit(TestTables.Clouds()),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contain("MaximumBinCountPerFeature").And.Message.Contain("65536"));

    /// <summary>Four genres of unequal size that overlap.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="values">How many values a column has; 0 for a different one in every row.</param>
    /// <param name="seed">Another seed, other rows of the same genres.</param>
    private static FeatureTable Overlapping(int rows, int columns, int values, long seed)
    {
        SeededRandom random = new(seed);
        int[] genres = [.. Enumerable.Range(0, rows).Select(i => i < 4 ? i : Math.Min(3, random.Next(6)))];
        float[] cells = new float[rows * columns];
        for (int i = 0; i < cells.Length; i++)
        {
            int column = i % columns;
            double value = random.NextNormal() + (column < 6 ? 0.8 * ((genres[i / columns] * (column + 3) % 5) - 2) : 0);
            cells[i] = values > 0 ? Math.Clamp((int)Math.Round((value * values / 8) + (values / 2.0)), 0, values - 1) : (float)value;
        }

        return new FeatureTable([.. Enumerable.Range(0, columns).Select(static c => $"f{c}")], cells, [.. genres.Select(static g => $"genre{g}")]);
    }
}
