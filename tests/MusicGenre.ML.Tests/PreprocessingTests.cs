using System.Globalization;
using MusicGenre.ML.Preprocessing;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Tests;

/// <summary>Preprocessing steps: against scikit-learn's on the shipped table, and what holds for every chain.</summary>
public sealed class PreprocessingTests
{
    private static readonly FeatureTable Table = ReferencePredictionTests.Table;

    // A narrow maximum is found to about 1e-8 by scikit-learn, and to 1e-5 here; the values follow.
    private const double PowerTolerance = 1e-4;

    private static IEnumerable<TestCaseData> Chains()
    {
        yield return Chain("standard", 1e-6, new StandardScaler());
        yield return Chain("minmax", 1e-6, new MinMaxScaler());
        yield return Chain("power", PowerTolerance, new PowerTransform());
        yield return Chain("standard power", PowerTolerance, new StandardScaler(), new PowerTransform());
        yield return Chain("standard pca10", 2e-6, new StandardScaler(), new PrincipalComponents { NumberOfComponents = 10 });
        yield return Chain("standard pca90 whitened", 2e-6, new StandardScaler(), new PrincipalComponents { VarianceFraction = 0.9, Whiten = true });
        yield return Chain("minmax pca20 whitened of 30 rows", 2e-6, new MinMaxScaler(), new PrincipalComponents { NumberOfComponents = 20, Whiten = true });

        static TestCaseData Chain(string name, double tolerance, params PreprocessingStep[] steps) => new TestCaseData(name, tolerance, steps).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Chains))]
    public void Transformed_rows_are_scikit_learn_s(string name, double tolerance, PreprocessingStep[] steps)
    {
        Dictionary<string, double[]> expected = Expected(name);
        Fold fold = Folds.FromFile(Table, ReferencePredictionTests.PathOf("folds.csv"))[0];
        int[] rows = name.EndsWith("of 30 rows", StringComparison.Ordinal) ? [.. fold.Train.Where(static (_, i) => i % 13 == 0).Take(30)] : [.. fold.Train];
        FittedPreprocessing fitted = FittedPreprocessing.Fit(Table.SelectRows(rows), steps);
        double[][] wanted = [.. fold.Test.Take(5).Select(i => expected[Table.FileNames[i]])];
        double[][] actual = [.. fold.Test.Take(5).Select(i => Transform(fitted, Table.Row(i)))];
        Assert.That(fitted.OutputCount, Is.EqualTo(wanted[0].Length));
        for (int c = 0; c < fitted.OutputCount; c++)
        {
            // The sign of a component is a matter of taste.
            int largest = Enumerable.Range(0, wanted.Length).MaxBy(r => Math.Abs(wanted[r][c]));
            double sign = steps[^1] is PrincipalComponents && wanted[largest][c] * actual[largest][c] < 0 ? -1 : 1;
            for (int r = 0; r < wanted.Length; r++)
            {
                Assert.That(sign * actual[r][c], Is.EqualTo(wanted[r][c]).Within(tolerance * Math.Max(1, Math.Abs(wanted[r][c]))), $"row {r}, column {c}");
            }
        }

        if (expected.TryGetValue("lambda", out double[]? lambdas))
        {
            double[][] before = steps.Length == 1
                ? [.. rows.Select(i => Table.Row(i).ToArray().Select(static v => (double)v).ToArray())]
                : [.. rows.Select(i => Transform(FittedPreprocessing.Fit(Table.SelectRows(rows), steps[..^1]), Table.Row(i)))];
            IReadOnlyList<double> powers = YeoJohnson.Fit(before, new FitContext()).Lambdas;
            Assert.That(powers.Zip(lambdas, static (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(b))).Max(), Is.LessThan(PowerTolerance));
        }
    }

    [Test]
    public void A_normal_column_is_left_nearly_as_it_is_and_a_constant_one_is_0()
    {
        SeededRandom random = new(3);
        double[][] normal = [.. Enumerable.Range(0, 4000).Select(_ => new[] { random.NextNormal(), 7 })];
        YeoJohnson fitted = YeoJohnson.Fit(normal, new FitContext());
        Assert.That(fitted.Lambdas[0], Is.EqualTo(1).Within(0.1));
        double[] transformed = new double[2];
        fitted.Transform([0.5, 7], transformed);
        Assert.That(transformed, Is.EqualTo(new[] { 0.5, 0 }).Within(0.05));
    }

    [TestCase(1e-30)]
    [TestCase(1e-8)]
    [TestCase(1)]
    [TestCase(1e8)]
    [TestCase(1e30)]
    public void Whatever_the_scale_of_a_column_its_powers_have_mean_0_and_deviation_1(double scale)
    {
        SeededRandom random = new(4);
        double[][] rows = [.. Enumerable.Range(0, 200).Select(i => new[] { scale * Math.Exp(random.NextNormal()), i % 2 == 0 ? scale : 2 * scale, scale * random.NextNormal() })];
        YeoJohnson fitted = YeoJohnson.Fit(rows, new FitContext());
        double[][] transformed = [.. rows.Select(row =>
        {
            double[] values = new double[3];
            fitted.Transform(row, values);
            return values;
        })];
        for (int c = 0; c < 3; c++)
        {
            double mean = transformed.Average(row => row[c]);
            Assert.That(mean, Is.Zero.Within(1e-6), $"column {c}");
            Assert.That(transformed.Average(row => (row[c] - mean) * (row[c] - mean)), Is.EqualTo(1).Within(1e-6), $"column {c}");
        }
    }

    [Test]
    public void Components_of_fewer_rows_than_columns_are_those_of_the_covariance()
    {
        // The same rows, once with columns repeated so often that the other side is decomposed: the components differ by a factor.
        FeatureTable few = TestTables.Clouds(genres: 3, rowsPerGenre: 4, columns: 5);
        float[] repeated = [.. Enumerable.Range(0, few.RowCount).SelectMany(i => Enumerable.Repeat(few.Row(i).ToArray(), 4).SelectMany(static r => r))];
        FeatureTable wide = new([.. Enumerable.Range(1, 20).Select(static c => $"f{c}")], repeated, few.Labels);
        FittedPreprocessing narrow = FittedPreprocessing.Fit(few, [new PrincipalComponents()]);
        FittedPreprocessing other = FittedPreprocessing.Fit(wide, [new PrincipalComponents()]);
        Assert.That((narrow.OutputCount, other.OutputCount), Is.EqualTo((5, 5)));
        for (int i = 0; i < few.RowCount; i++)
        {
            Assert.That(Transform(other, wide.Row(i)).Select(Math.Abs), Is.EqualTo(Transform(narrow, few.Row(i)).Select(static v => 2 * Math.Abs(v))).Within(1e-4));
        }
    }

    [Test]
    public void Components_are_counted_by_number_by_variance_and_by_rank()
    {
        Assert.That(Count(new PrincipalComponents()), Is.EqualTo(57));
        Assert.That(Count(new PrincipalComponents { NumberOfComponents = 20 }), Is.EqualTo(20));
        Assert.That(Count(new PrincipalComponents { NumberOfComponents = 2, VarianceFraction = 0.9 }), Is.EqualTo(2));
        Assert.That(Count(new PrincipalComponents { VarianceFraction = 0.01 }), Is.EqualTo(1));

        // Six rows span five directions; equal rows none.
        Assert.That(FittedPreprocessing.Fit(Table.SelectRows([0, 1, 2, 3, 4, 5]), [new StandardScaler(), new PrincipalComponents { Whiten = true }]).OutputCount, Is.EqualTo(5));
        FittedPreprocessing none = FittedPreprocessing.Fit(Table.SelectRows([0, 0, 0]), [new PrincipalComponents { Whiten = true }]);
        Assert.That(Transform(none, Table.Row(5)), Is.EqualTo(new[] { 0.0 }));

        static int Count(PrincipalComponents step) => FittedPreprocessing.Fit(Table, [new StandardScaler(), step]).OutputCount;
    }

    [Test]
    public void Columns_are_selected_by_name_and_the_others_do_not_matter()
    {
        FeatureTable table = TestTables.Clouds(columns: 4);
        FittedPreprocessing fitted = FittedPreprocessing.Fit(table, [new SelectColumns { Columns = ["f3", "f1"] }]);
        Assert.That(Transform(fitted, [1, 2, 3, 4]), Is.EqualTo(new[] { 3.0, 1 }));
        Assert.That(Transform(FittedPreprocessing.Fit(table, [new PrincipalComponents(), new SelectColumns { Columns = ["pc2"] }]), table.Row(0)), Has.Length.EqualTo(1));

        GenreModel selecting = new LogisticRegressionTrainer { Preprocessing = [new SelectColumns { Columns = ["f3", "f1"] }, new StandardScaler()] }.Fit(table);
        GenreModel selected = new LogisticRegressionTrainer().Fit(table.SelectColumns(["f3", "f1"]));
        Assert.That(selecting.FeatureNames, Is.EqualTo(table.FeatureNames));
        Assert.That(selecting.Predict(table).Select(static p => p.RawProbabilities.ToArray()), Is.EqualTo(selected.Predict(table).Select(static p => p.RawProbabilities.ToArray())));
    }

    [Test]
    public void Steps_see_the_training_rows_alone_as_the_steps_before_leave_them()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 10, columns: 3);
        Folds folds = Folds.Stratified(table, 4, seed: 1);
        List<double[][]> seen = [];
        LogisticRegressionTrainer trainer = new() { Preprocessing = [new MinMaxScaler(), new Spy(seen)] };
        CrossValidation.Run(table, trainer, folds, new CrossValidationOptions { MaxDegreeOfParallelism = 1 });
        Assert.That(seen, Has.Count.EqualTo(folds.Count));
        foreach ((double[][] rows, Fold fold) in seen.Zip(folds))
        {
            FittedPreprocessing scaler = FittedPreprocessing.Fit(table.SelectRows(fold.Train), [new MinMaxScaler()]);
            Assert.That(rows.Select(static row => row.Select(static v => (double)(float)v)), Is.EqualTo(fold.Train.Select(i => Transform(scaler, table.Row(i)))));
        }

        // Another leak would show here: what the test rows are changes no bit of what is learnt.
        float[] values = table.Values.ToArray();
        foreach (int i in folds[0].Test)
        {
            values.AsSpan(i * 3, 3).Fill(1e6f);
        }

        FeatureTable other = new(table.FeatureNames, values, table.Labels, table.FileNames);
        LogisticRegressionTrainer chain = trainer with { Preprocessing = [new PowerTransform(), new PrincipalComponents { Whiten = true }] };
        Assert.That(chain.Fit(other.SelectRows(folds[0].Train)).ToBytes(), Is.EqualTo(chain.Fit(table.SelectRows(folds[0].Train)).ToBytes()));
    }

    [Test]
    public void No_finite_row_leaves_the_bound_whatever_the_chain()
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 6, columns: 3);
        float[] extremes = [0, 1e-45f, -1e-45f, 1e-20f, 1, -1, 1e12f, 1e20f, -1e20f, float.MaxValue, float.MinValue];
        PreprocessingStep[] all = [new StandardScaler(), new MinMaxScaler(), new PowerTransform(), new PrincipalComponents(), new PrincipalComponents { Whiten = true }];
        PreprocessingStep[][] chains = [[], .. all.Select(static a => new[] { a }), .. all.SelectMany(a => all.Select(b => new[] { a, b })), [.. all, .. all]];
        SeededRandom random = new(6);
        foreach (PreprocessingStep[] chain in chains)
        {
            for (int trial = 0; trial < 20; trial++)
            {
                float[] cells = [.. table.Values.ToArray().Select(v => random.Next(trial + 1) > 0 ? extremes[random.Next(extremes.Length)] : v)];
                FittedPreprocessing fitted = FittedPreprocessing.Fit(new FeatureTable(table.FeatureNames, cells), chain);
                for (int i = 0; i < 20; i++)
                {
                    float[] row = [.. Enumerable.Range(0, 3).Select(_ => extremes[random.Next(extremes.Length)])];
                    Assert.That(Transform(fitted, row), Has.All.InRange(-FittedPreprocessing.Bound, FittedPreprocessing.Bound), string.Join(", ", chain.AsEnumerable()));
                }
            }
        }
    }

    [Test]
    public void A_member_of_a_vote_has_its_own_steps_and_predicts_as_alone()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 10);
        LogisticRegressionTrainer member = new() { Preprocessing = [new PowerTransform(), new PrincipalComponents { NumberOfComponents = 3 }] };
        GenreModel alone = member.Fit(table);
        GenreModel vote = GenreModel.FromBytes(new SoftVotingTrainer { Members = [member] }.Fit(table).ToBytes());
        Assert.That(vote.Preprocessing.OutputCount, Is.EqualTo(table.ColumnCount));
        Assert.That(vote.Predict(table).Select(static p => p.RawProbabilities.ToArray()), Is.EqualTo(alone.Predict(table).Select(static p => p.RawProbabilities.ToArray())).Within(1e-15));
    }

    [Test]
    public void Skewed_genres_are_told_apart_by_distance()
    {
        // Each column is the exponential of a normal one: neighbours by distance are dominated by the few largest values.
        FeatureTable clouds = TestTables.Clouds(genres: 4, rowsPerGenre: 40, columns: 8, seed: 8);
        FeatureTable skewed = new(clouds.FeatureNames, [.. clouds.Values.ToArray().Select(static v => MathF.Exp((v - 100) / 7))], clouds.Labels, clouds.FileNames);
        Folds folds = Folds.Stratified(skewed, 5, seed: 1);
        NearestNeighborsTrainer neighbors = new() { NumberOfNeighbors = 5 };
        double plain = CrossValidation.Run(skewed, neighbors, folds).Accuracy.Mean;
        double powered = CrossValidation.Run(skewed, neighbors with { Preprocessing = [new StandardScaler(), new PowerTransform()] }, folds).Accuracy.Mean;
        Assert.That(powered, Is.GreaterThan(plain + 0.02));
    }

    [Test]
    public void A_search_chooses_among_lists_of_steps()
    {
        FeatureTable clouds = TestTables.Clouds(genres: 4, rowsPerGenre: 40, columns: 8, seed: 8);
        FeatureTable skewed = new(clouds.FeatureNames, [.. clouds.Values.ToArray().Select(static v => MathF.Exp((v - 100) / 7))], clouds.Labels, clouds.FileNames);
        Dictionary<string, PreprocessingStep[]> lists = new()
        {
            ["raw"] = [],
            ["power"] = [new StandardScaler(), new PowerTransform()],
            ["one component"] = [new PrincipalComponents { NumberOfComponents = 1 }],
        };
        TuningResult? found = null;
        TunedTrainer tuned = new(new SearchSpace(SearchRange.Categorical("steps", [.. lists.Keys])), s => new NearestNeighborsTrainer { Preprocessing = lists[s.Choice("steps")] })
        {
            Method = SearchMethod.Grid,
            Tuned = result => found = result,
        };
        GenreModel model = tuned.Fit(skewed);
        Assert.That(found!.Recommended.Settings.Choice("steps"), Is.EqualTo("power"));
        Assert.That(model.ToBytes(), Is.EqualTo(new NearestNeighborsTrainer { Preprocessing = lists["power"] }.Fit(skewed).ToBytes()));
        Assert.That(model.Preprocessing.ToString(), Is.EqualTo("8 -> scaling 8 -> power-transform 8"));
        Assert.That(TunableTrainer.Get("svm", 57).Space.Select(static r => r.Name), Is.EqualTo(new[] { "C", "Gamma", "Preprocessing" }));
    }

    [Test]
    public void Bad_settings_are_named()
    {
        FeatureTable table = TestTables.Clouds(columns: 2);
        Assert.Multiple(() =>
        {
            Assert.That(() => Fit(new PrincipalComponents { NumberOfComponents = 0 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("NumberOfComponents"));
            Assert.That(() => Fit(new PrincipalComponents { VarianceFraction = 1.1 }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("VarianceFraction").And.Message.Contains("1.1"));
            Assert.That(() => Fit(new SelectColumns { Columns = ["f1", "f9"] }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("'f9'").And.Message.Contains("f1, f2"));
            Assert.That(() => Fit(new SelectColumns { Columns = [] }), Throws.InstanceOf<ArgumentException>().With.Message.Contains("at least one"));
            Assert.That(() => Fit(null!), Throws.InstanceOf<ArgumentException>().With.Message.Contains("null"));
            Assert.That(() => new MajorityClassTrainer { Preprocessing = null! }, Throws.ArgumentNullException);
        });
        Assert.That(new PrincipalComponents { NumberOfComponents = 5, Whiten = true }.ToString(), Is.EqualTo("PrincipalComponents(NumberOfComponents 5, Whiten)"));
        Assert.That(new StandardScaler().ToString(), Is.EqualTo("StandardScaler"));

        GenreModel Fit(PreprocessingStep step) => new MajorityClassTrainer { Preprocessing = [step] }.Fit(table);
    }

    [Test]
    public void A_file_of_an_older_version_is_refused_with_what_to_do()
    {
        byte[] file = ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5]));
        file[8] = 2;
        ModelFile.Seal(file);
        Assert.That(() => GenreModel.FromBytes(file), Throws.TypeOf<ModelFormatException>().With.Message.Contains("version 2").And.Message.Contains("train the model again"));
    }

    private static Dictionary<string, double[]> Expected(string chain) => File.ReadLines(ReferencePredictionTests.PathOf("preprocessing.csv"))
        .Select(static line => line.Split(','))
        .Where(parts => parts[0] == chain)
        .ToDictionary(static parts => parts[1], static parts => parts.Skip(2).Select(static v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray());

    private static double[] Transform(FittedPreprocessing fitted, ReadOnlySpan<float> row)
    {
        float[] transformed = new float[fitted.OutputCount];
        fitted.Transform(row, transformed);
        return [.. transformed.Select(static v => (double)v)];
    }

    /// <summary>Remembers the rows that it learns from, and leaves them as they are.</summary>
    private sealed record Spy(List<double[][]> Seen) : PreprocessingStep
    {
        internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context)
        {
            Seen.Add([.. rows.Select(static row => row.ToArray())]);
            return new Selection(names.Count, [.. Enumerable.Range(0, names.Count)]);
        }
    }
}
