using System.Globalization;
using MusicGenre.Features;
using MusicGenre.ML.Trainers.Ensembles;
using MusicGenre.ML.Trainers.Kernels;

namespace MusicGenre.ML.Tests;

/// <summary>The trainers for many columns against NumPy and scikit-learn on a table of 44 training rows, 48 columns, three families and some artists (Reference/make_wide.py).</summary>
public sealed class WideTableTests
{
    private const int Trained = 44;

    private static readonly FeatureTable Table = FeatureCsv.Read(ReferencePredictionTests.PathOf("wide.csv"), new FeatureCsvOptions { GroupColumn = "artist" });
    private static readonly FeatureTable Training = Table.SelectRows([.. Enumerable.Range(0, Trained)]);
    private static readonly FeatureTable Testing = Table.SelectRows([.. Enumerable.Range(Trained, Table.RowCount - Trained)]);

    [TestCase("krr", 2e-5)]
    [TestCase("krr_balanced", 2e-5)]
    public void Kernel_ridge_scores_are_scikit_learn_s(string name, double tolerance)
    {
        KernelRidgeTrainer trainer = new() { ClassWeights = name == "krr" ? ClassWeights.None : ClassWeights.Balanced };
        GenreModel model = trainer.Fit(Training);
        KernelRidgeClassifier classifier = (KernelRidgeClassifier)model.Classifier;
        Compare(name, model, tolerance, row =>
        {
            double[] scores = new double[model.Genres.Count];
            classifier.Score(classifier.Scale(row), scores);
            return scores;
        });
        AssertSoftmax(name, model, classifier.Slope, 2e-5);
    }

    [TestCase("ridge", DiscriminantShrinkage.Ridge, false, false)]
    [TestCase("groups", DiscriminantShrinkage.Ridge, true, false)]
    [TestCase("ridge_narrow", DiscriminantShrinkage.Ridge, false, true)]
    [TestCase("wolf", DiscriminantShrinkage.LedoitWolf, false, false)]
    [TestCase("wolf_narrow", DiscriminantShrinkage.LedoitWolf, false, true)]
    public void Discriminants_are_numpy_s_and_scikit_learn_s_in_the_primal_and_in_the_dual(string name, DiscriminantShrinkage shrinkage, bool groupBalanced, bool narrow)
    {
        string[] columns = [.. Table.FeatureNames.Take(narrow ? 12 : Table.ColumnCount)];
        GenreModel model = new LinearDiscriminantTrainer { Shrinkage = shrinkage, GroupBalanced = groupBalanced }.Fit(Training.SelectColumns(columns));
        AssertSoftmax(name, model, slope: 1, 2e-5);
    }

    [Test]
    public void The_vote_is_numpy_s()
    {
        GenreModel model = new DiscriminantRidgeTrainer().Fit(Training);
        AssertSoftmax("vote", model, ((DiscriminantRidgeVote)model.Classifier).Slope, 2e-5);
    }

    /// <summary>The scores of softmax(slope s), up to what all genres have in common.</summary>
    private static void AssertSoftmax(string name, GenreModel model, double slope, double tolerance)
    {
        FeatureTable testing = Testing.SelectColumns(model.FeatureNames);
        double[][] expected = Expected(name);
        double worst = 0;
        for (int i = 0; i < testing.RowCount; i++)
        {
            double[] p = model.Predict(testing.Row(i)).RawProbabilities.ToArray();
            double[] e = [.. expected[i].Select(s => Math.Exp(slope * (s - expected[i].Max())))];
            worst = Math.Max(worst, p.Zip(e).Max(q => Math.Abs(q.First - (q.Second / e.Sum()))));
        }

        TestContext.Out.WriteLine(FormattableString.Invariant($"{name}: probabilities differ by up to {worst:0.0e0} (slope {slope:0.00})"));
        Assert.That(worst, Is.LessThan(tolerance));
    }

    private static void Compare(string name, GenreModel model, double tolerance, Func<float[], double[]> score)
    {
        double[][] expected = Expected(name);
        double worst = 0;
        float[] row = new float[Table.ColumnCount];
        for (int i = 0; i < Testing.RowCount; i++)
        {
            model.Preprocessing.Transform(Testing.Row(i), row);
            worst = Math.Max(worst, score(row).Zip(expected[i]).Max(static p => Math.Abs(p.First - p.Second)));
        }

        TestContext.Out.WriteLine(FormattableString.Invariant($"{name}: scores differ by up to {worst:0.0e0}"));
        Assert.That(worst, Is.LessThan(tolerance));
    }

    private static double[][] Expected(string name) =>
    [
        .. File.ReadLines(ReferencePredictionTests.PathOf("wide_scores.csv")).Select(static l => l.Split(',')).Where(c => c[0] == name)
            .Select(static c => c.Skip(2).Select(static v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
    ];

    [Test]
    public void Families_come_from_the_set_or_from_the_names_and_stay_with_their_columns()
    {
        Assert.That(Table.Families.CountBy(static f => f).Select(static f => (f.Key, f.Value)), Is.EqualTo(new[] { ("a", 12), ("b", 30), ("c", 6) }));
        Assert.That(Training.SelectColumns(["b_3", "a_0"]).WithGroups([.. Training.FileNames]).Families, Is.EqualTo(new[] { "b", "a" }));
        string[] own = [.. Table.FeatureNames.Select(static (_, i) => i < 20 ? "first" : "second")];
        Assert.That(Table.WithFamilies(own).SelectRows([3, 1]).Families, Is.EqualTo(own));
        Assert.That(() => Table.WithFamilies(["one"]), Throws.ArgumentException.With.Message.Contains("48 columns"));

        float[] zeros = new float[FeatureSets.Gtzan57.Count];
        FeatureTable named = new(FeatureSets.Gtzan57.Names, zeros);
        FeatureTable known = new(FeatureSets.Gtzan57.Names, zeros, featureSet: FeatureSets.Gtzan57);
        Assert.That(named.Families, Has.All.EqualTo("statistics"));
        Assert.That(named.Families, Is.EqualTo(known.Families));
        string[] names = ["lbp4f2_17", "mfcc12_delta_var", "region_cov_1", "tempo", "a_12_var", "rms_mean", "_2"];
        Assert.That(new FeatureTable(names, new float[7]).Families, Is.EqualTo(new[] { "lbp4f2", "statistics", "region_cov", "statistics", "a", "statistics", "statistics" }));
        foreach (FeatureSet set in new[] { FeatureSets.Genre, FeatureSets.GenreFull })
        {
            float[] row = new float[set.Count];
            Assert.That(new FeatureTable(set.Names, row).Families, Is.EqualTo(new FeatureTable(set.Names, row, featureSet: set).Families), "names tell what the set knows");
        }

        Assert.That(new FeatureTable(FeatureSets.GenreFull.Names, new float[FeatureSets.GenreFull.Count]).Families.Distinct().Count(), Is.EqualTo(20));
    }

    [Test]
    public void Only_the_division_into_families_counts_not_the_common_scale()
    {
        GenreModel once = new KernelRidgeTrainer().Fit(Training.WithFamilies([.. Training.FeatureNames.Select(static _ => "all")]));
        GenreModel each = new KernelRidgeTrainer().Fit(Training.WithFamilies(Training.FeatureNames));
        Assert.That(
            once.Predict(Testing).Zip(each.Predict(Testing)).Max(static p => Math.Abs(p.First.RawProbabilities[0] - p.Second.RawProbabilities[0])), Is.LessThan(1e-4),
            "the distance is scaled to a mean of 2: one family, or each column a family, is the same");
        GenreModel three = new KernelRidgeTrainer().Fit(Training);
        Assert.That(once.Predict(Testing).Zip(three.Predict(Testing)).Max(static p => Math.Abs(p.First.RawProbabilities[0] - p.Second.RawProbabilities[0])), Is.GreaterThan(1e-3));
    }

    [Test]
    public void Clipping_limits_magnitudes_and_survives_a_file()
    {
        FeatureTable table = new(["a"], [1, -3, 0.5f, 200], ["x", "y", "x", "y"]);
        GenreModel model = new MajorityClassTrainer { Preprocessing = [new Clip { Magnitude = 2 }] }.Fit(table);
        float[] one = new float[1];
        float[] clipped = [.. table.Values.ToArray().Select(v =>
        {
            GenreModel.FromBytes(model.ToBytes()).Preprocessing.Transform([v], one);
            return one[0];
        })];
        Assert.That(clipped, Is.EqualTo(new[] { 1, -2, 0.5f, 2 }));
        Assert.That(new Clip().ToString(), Is.EqualTo("Clip"));
        Assert.That(new Clip { Magnitude = 2 }.ToString(), Is.EqualTo("Clip(Magnitude 2)"));
        Assert.That(() => new MajorityClassTrainer { Preprocessing = [new Clip { Magnitude = 0 }] }.Fit(table), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    /// <summary>Held-out rows set the slope: on labels that say nothing the probabilities are even, however well the training rows are known by heart.</summary>
    [Test]
    public void Probabilities_are_calibrated_on_rows_that_were_held_out()
    {
        FeatureTable noise = TestTables.Noise(120);
        noise = new FeatureTable(noise.FeatureNames, noise.Values, [.. Enumerable.Range(0, 120).Select(static i => $"genre{i % 3}")]);
        foreach (Trainer trainer in new Trainer[] { new KernelRidgeTrainer(), new DiscriminantRidgeTrainer() })
        {
            FeatureTable training = noise.SelectRows([.. Enumerable.Range(0, 60)]);
            FeatureTable testing = noise.SelectRows([.. Enumerable.Range(60, 60)]);
            double chance = Math.Log(training.Genres.Count);
            Assert.That(trainer.Fit(training).Evaluate(testing).LogLoss, Is.LessThan(chance + 0.1), trainer.Name);
        }
    }
}
