using System.Globalization;
using MusicGenre.Neural;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>The contract of every trainer.</summary>
public abstract class TrainerContract(string name)
{
    /// <summary>The trainer of that name, in the settings of the comparison, made smaller where that only saves time.</summary>
    protected abstract ITrainer Create(string name, long seed);

    /// <summary>What two models must have in common to be the same model.</summary>
    protected virtual object Learnt(GenreModel model) => model.ToBytes();

    /// <summary>Whether a model that was tampered with may refuse to predict by that error.</summary>
    protected virtual bool MayRefuse(Exception exception) => false;

    [Test]
    public void Same_seed_gives_the_same_bits_on_one_thread_and_on_many()
    {
        FeatureTable table = TestTables.Clouds();
        GenreModel one = Create(name, 7).Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 });
        GenreModel many = Create(name, 7).Fit(table, new FitOptions { MaxDegreeOfParallelism = 4 });
        Assert.That(Learnt(many), Is.EqualTo(Learnt(one)));
        Assert.That(Create(name, 7).Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 }).ToBytes(), Is.EqualTo(one.ToBytes()));
    }

    [Test]
    public void Learns_what_can_be_learnt()
    {
        FeatureTable table = TestTables.Clouds(rowsPerGenre: 40, seed: 3);
        CrossValidationResult result = CrossValidation.Run(table, Create(name, 1), Folds.HoldOut(table, 0.5, seed: 1));
        Assert.That(result.Accuracy.Mean, name == "majority" ? Is.EqualTo(0.25).Within(0.01) : Is.GreaterThan(0.9));
    }

    [Test]
    public void Probabilities_are_a_distribution_and_fit_the_prediction()
    {
        FeatureTable table = TestTables.Clouds(genres: 5, rowsPerGenre: 12, seed: 2);
        GenreModel model = Create(name, 1).Fit(table);
        foreach (GenrePrediction prediction in model.Predict(table))
        {
            AssertDistribution(prediction);
            Assert.That(prediction.Genre, Is.EqualTo(prediction.Probabilities[0].Key));
        }
    }

    [Test]
    public void Genres_that_lie_apart_are_all_recognised()
    {
        SeededRandom random = new(8);
        float[] values = [.. Enumerable.Range(0, 60).SelectMany(i => new[] { (i % 3 == 0 ? 100 : 0) + (float)random.NextNormal(), (i % 3 == 1 ? 100 : 0) + (float)random.NextNormal() })];
        FeatureTable table = new(["a", "b"], values, [.. Enumerable.Range(0, 60).Select(static i => $"genre{i % 3}")]);
        GenreModel model = Create(name, 1).Fit(table.SelectRows([.. Enumerable.Range(0, 45)]));
        FeatureTable others = table.SelectRows([.. Enumerable.Range(45, 15)]);
        int right = model.Predict(others).Zip(others.Labels).Count(static p => p.First.Genre == p.Second);
        Assert.That(right, Is.EqualTo(name == "majority" ? 5 : 15));
    }

    [TestCase(1e20f)]
    [TestCase(1e30f)]
    [TestCase(3.4e38f)]
    [TestCase(-3.4e38f)]
    [TestCase(1e-45f)]
    public void Extreme_cells_give_finite_probabilities(float extreme)
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 6, columns: 3);
        float[] cells = table.Values.ToArray();
        cells[4] = extreme;
        GenreModel[] models =
        [
            Create(name, 1).Fit(table),
            Create(name, 1).Fit(new FeatureTable(table.FeatureNames, cells, table.Labels, table.FileNames)),
            Create(name, 1).Fit(new FeatureTable(table.FeatureNames, [.. cells.Select((_, i) => i % 2 == 0 ? extreme : -extreme)], table.Labels, table.FileNames)),
        ];
        float[][] rows = [table.Row(0).ToArray(), [extreme, 100, 100], [100, -extreme, 100], [extreme, extreme, extreme], [-extreme, extreme, -extreme], [0, 0, 0]];
        foreach (GenreModel model in models)
        {
            GenreModel loaded = GenreModel.FromBytes(model.ToBytes());
            foreach (float[] row in rows)
            {
                AssertDistribution(model.Predict(row));
                Assert.That(loaded.Predict(row).RawProbabilities.ToArray(), Is.EqualTo(model.Predict(row).RawProbabilities.ToArray()));
            }
        }
    }

    [Test]
    public void A_genre_that_the_training_rows_lack_gets_probability_0()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10, columns: 3);
        int[] known = [.. Enumerable.Range(0, table.RowCount).Where(i => table.Labels[i] != "genre1")];
        int[] unknown = [.. Enumerable.Range(0, table.RowCount).Except(known)];
        GenreModel model = Create(name, 1).Fit(table.SelectRows(known));
        Assert.That(model.Genres, Is.EqualTo(new[] { "genre0", "genre2" }));
        foreach (GenrePrediction prediction in model.Predict(table.SelectRows(unknown)))
        {
            AssertDistribution(prediction);
            Assert.That(prediction["genre1"], Is.Zero);
        }
    }

    [Test]
    public void A_token_that_is_never_cancelled_changes_no_bit()
    {
        using CancellationTokenSource never = new();
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 12, columns: 4);
        GenreModel without = Create(name, 7).Fit(table);
        GenreModel with = Create(name, 7).Fit(table, cancellationToken: never.Token);
        Assert.That(Learnt(with), Is.EqualTo(Learnt(without)));
    }

    [Test]
    public void The_culture_changes_no_bit()
    {
        // The invariant culture is the only one of a globalisation-invariant process; a clone may write numbers as German does.
        CultureInfo german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "\u2212", PositiveInfinitySymbol = "unendlich" };
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 8, columns: 4);
        (object Learnt, string Prediction, string Csv) expected = Everything();
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = german;
        try
        {
            Assert.That($"{-1.5}", Is.EqualTo("\u22121,5"), "the culture is used");
            (object Learnt, string Prediction, string Csv) actual = Everything();
            Assert.That(actual.Learnt, Is.EqualTo(expected.Learnt));
            Assert.That(actual.Prediction, Is.EqualTo(expected.Prediction));
            Assert.That(actual.Csv, Is.EqualTo(expected.Csv));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        (object Learnt, string Prediction, string Csv) Everything()
        {
            string file = Path.GetTempFileName();
            try
            {
                FeatureCsv.Write(file, table);
                FeatureTable read = FeatureCsv.Read(file);
                GenreModel model = GenreModel.FromBytes(Create(name, 3).Fit(read).ToBytes());
                return (Learnt(model), string.Join(", ", model.Predict(read)), File.ReadAllText(file));
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Test]
    public void Saved_and_loaded_models_predict_the_same_bits()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 15);
        GenreModel model = Create(name, 5).Fit(table);
        GenreModel loaded = GenreModel.FromBytes(model.ToBytes());
        FeatureTable others = TestTables.Clouds(genres: 3, rowsPerGenre: 15, seed: 99);
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Genres, Is.EqualTo(model.Genres));
            Assert.That(loaded.FeatureNames, Is.EqualTo(model.FeatureNames));
            Assert.That(loaded.TrainerName, Is.EqualTo(model.TrainerName));
            Assert.That(loaded.ToBytes(), Is.EqualTo(model.ToBytes()));
        });
        foreach ((GenrePrediction a, GenrePrediction b) in model.Predict(others).Zip(loaded.Predict(others)))
        {
            Assert.That(b.GenreIndex, Is.EqualTo(a.GenreIndex));
            Assert.That(b.RawProbabilities.ToArray(), Is.EqualTo(a.RawProbabilities.ToArray()));
        }
    }

    [Test]
    public void Constant_columns_do_no_harm()
    {
        FeatureTable table = TestTables.Clouds(columns: 3);
        float[] values = new float[table.RowCount * 4];
        for (int i = 0; i < table.RowCount; i++)
        {
            table.Row(i).CopyTo(values.AsSpan(i * 4));
            values[(i * 4) + 3] = 0.1f;
        }

        FeatureTable wider = new([.. table.FeatureNames, "constant"], values, table.Labels, table.FileNames);
        foreach (GenrePrediction prediction in Create(name, 1).Fit(wider).Predict(wider))
        {
            Assert.That(prediction.RawProbabilities.ToArray(), Has.All.InRange(0.0, 1.0));
        }
    }

    [Test]
    public void All_columns_constant_gives_the_shares_or_even_odds_not_NaN()
    {
        FeatureTable table = new(["a", "b"], new float[24], [.. Enumerable.Range(0, 12).Select(i => i % 3 == 0 ? "x" : "y")]);
        GenrePrediction prediction = Create(name, 1).Fit(table).Predict(table)[0];
        Assert.That(prediction.RawProbabilities.ToArray().Sum(), Is.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void One_row_a_genre_is_enough()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: LeastRowsPerGenre(name));
        GenreModel model = Create(name, 1).Fit(table);
        Assert.That(model.Predict(table).Select(p => p.RawProbabilities.ToArray().Sum()), Has.All.EqualTo(1).Within(1e-9));
    }

    [Test]
    public void One_genre_alone_is_predicted_with_certainty()
    {
        FeatureTable table = TestTables.Clouds(genres: 1, rowsPerGenre: 8);
        GenrePrediction prediction = Create(name, 1).Fit(table).Predict(table)[3];
        Assert.That(prediction.Genre, Is.EqualTo("genre0"));
        Assert.That(prediction["genre0"], Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void The_order_of_the_columns_does_not_matter_to_a_model()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10, columns: 4);
        GenreModel model = Create(name, 1).Fit(table);
        FeatureTable turned = table.SelectColumns(["f3", "f1", "f4", "f2"]);
        Assert.That(
            model.Predict(turned).Select(p => p.RawProbabilities.ToArray()),
            Is.EqualTo(model.Predict(table).Select(p => p.RawProbabilities.ToArray())));
    }

    [Test]
    public void Bad_input_is_named()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 5, columns: 3);
        GenreModel model = Create(name, 1).Fit(table);
        Assert.Multiple(() =>
        {
            Assert.That(() => model.Predict([1, float.NaN, 3]), Throws.ArgumentException.With.Message.Contains("f2").And.Message.Contains("NaN"));
            Assert.That(() => model.Predict([1, 2]), Throws.ArgumentException.With.Message.Contains("3"));
            Assert.That(() => model.Predict(table.SelectColumns(["f1", "f3"])), Throws.ArgumentException.With.Message.Contains("f2"));
            Assert.That(() => Create(name, 1).Fit(new FeatureTable(["a"], [1, 2], ["x", ""])), Throws.ArgumentException.With.Message.Contains("Row 2"));
            Assert.That(() => Create(name, 1).Fit(new FeatureTable(["a"], [])), Throws.ArgumentException.With.Message.Contains("no rows"));
        });
    }

    /// <summary>Cancelled at any place where it looks, or at the end of an epoch, a fit ends there: at the first, in the middle, at the last.</summary>
    [Test]
    public void Cancelling_stops_the_fit_wherever_it_stands()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 8, columns: 4);
        int all = Count(cancelAt: -1);
        foreach (int place in new[] { 1, all / 4, all / 2, 3 * all / 4, all }.Where(static p => p > 0).Distinct())
        {
            Assert.That(() => Count(place), Throws.InstanceOf<OperationCanceledException>(), $"at {place} of {all}");
        }

        if (LooksWhileItLearns(name))
        {
            int outside = 1 + (2 * table.RowCount);
            Assert.That(all, Is.GreaterThan(outside), "it looks while it learns, not only while it standardises");
        }

        int Count(int cancelAt)
        {
            using CancellationTokenSource source = new();
            int count = 0;
            void Look()
            {
                if (++count == cancelAt)
                {
                    source.Cancel();
                }

                Assert.That(cancelAt < 0 || count <= cancelAt, Is.True, "it went on after it was cancelled");
            }

            Watched(Create(name, 1), table, new Told(Look), source.Token);
            return count;
        }
    }

    [Test]
    public void Cancelled_before_the_start_a_fit_does_not_begin()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.That(() => Create(name, 1).Fit(TestTables.Clouds(), cancellationToken: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Fits on one thread and calls <paramref name="look"/> at every epoch and wherever the fit looks whether it was cancelled.</summary>
    private static void Watched(ITrainer trainer, FeatureTable table, Told look, CancellationToken cancellationToken)
    {
        FitContext context = new() { MaxDegreeOfParallelism = 1, Progress = look, CancellationToken = cancellationToken, OnCheckpoint = () => look.Report(null) };
        context.Fit(trainer, table);
    }

    /// <summary>How many rows of each genre the trainer needs.</summary>
    protected virtual int LeastRowsPerGenre(string name) => 1;

    /// <summary>Whether the trainer tells where it looks while it learns, after the standardisation.</summary>
    protected virtual bool LooksWhileItLearns(string name) => false;

    private static void AssertDistribution(GenrePrediction prediction)
    {
        double[] p = prediction.RawProbabilities.ToArray();
        Assert.That(p, Has.All.InRange(0.0, 1.0));
        Assert.That(p.Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(prediction.GenreIndex, Is.EqualTo(Array.IndexOf(p, p.Max())));
    }

    private sealed class Told(Action look) : IProgress<EpochResult?>
    {
        public void Report(EpochResult? value) => look();
    }

    [Test]
    public void Damaged_model_files_are_refused()
    {
        byte[] good = Create(name, 1).Fit(TestTables.Clouds(genres: 2, rowsPerGenre: 4, columns: 2)).ToBytes();

        // Every byte of the header and of a segment at both ends, and a sample of those between.
        for (int i = 0; i < good.Length; i += i < 400 || i > good.Length - 100 ? 1 : Math.Max(1, good.Length / 500))
        {
            byte[] flipped = (byte[])good.Clone();
            flipped[i] ^= 0x40;
            Assert.That(() => GenreModel.FromBytes(flipped), Throws.TypeOf<ModelFormatException>(), $"byte {i} flipped");
            Assert.That(() => GenreModel.FromBytes(good.AsMemory(0, i)), Throws.TypeOf<ModelFormatException>(), $"cut off at {i}");
        }

        Assert.That(() => GenreModel.FromBytes((byte[])[.. good, 0]), Throws.TypeOf<ModelFormatException>(), "one byte more");
    }

    [Test]
    public void Hostile_model_files_with_a_right_checksum_crash_nothing()
    {
        byte[] good = Create(name, 1).Fit(TestTables.Clouds(genres: 2, rowsPerGenre: 4, columns: 2)).ToBytes();
        SeededRandom random = new(11);
        for (int trial = 0; trial < 400; trial++)
        {
            byte[] hostile = (byte[])good.Clone();
            for (int change = random.Next(3); change >= 0; change--)
            {
                int at = ModelFile.PayloadStart + random.Next(good.Length - ModelFile.PayloadStart);
                hostile[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0x7F, _ => (byte)random.Next(256) };
            }

            ModelFile.Seal(hostile);
            GenreModel model;
            try
            {
                model = GenreModel.FromBytes(hostile);
            }
            catch (ModelFormatException)
            {
                continue;
            }

            // A change may hit a weight: then the model is another, but it is one.
            try
            {
                AssertDistribution(model.Predict(new float[model.FeatureNames.Count]));
                AssertDistribution(model.Predict([.. Enumerable.Range(0, model.FeatureNames.Count).Select(static i => i % 2 == 0 ? float.MaxValue : float.MinValue)]));
            }
            catch (Exception error) when (MayRefuse(error))
            {
                continue;
            }
        }
    }
}
