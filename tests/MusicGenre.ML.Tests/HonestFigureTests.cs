using MusicGenre.Tests;

namespace MusicGenre.ML.Tests;

/// <summary>The figures that this library is measured by, on the published tables; scikit-learn's for the same models in brackets where they were measured.</summary>
public sealed class HonestFigureTests
{
    // One cross-validation of 1000 tracks is certain to about a point; the floors are the means over seeds 1, 2 and 3 less that.
    private const double OneSeed = 0.015;

    private const string Columns57 = "kaggle_features_30_sec.csv";
    private const string Columns26 = "means_26.csv";

    // An optimistically biased figure is a fault too: it shows a leak from test to training rows. The ceilings are the figures of seed 1 plus two standard errors of 1000 tracks.
    // Who takes seconds a fit is measured on one table of the two.
    [TestCase("logistic", Columns57, 0.71, 0.75)]
    [TestCase("logistic", Columns26, 0.62, 0.665)]
    [TestCase("lda", Columns57, 0.69, 0.73)]
    [TestCase("lda", Columns26, 0.605, 0.65)]
    [TestCase("knn", Columns57, 0.71, 0.74)]
    [TestCase("knn", Columns26, 0.63, 0.685)]
    [TestCase("svm", Columns57, 0.745, 0.78)]
    [TestCase("svm", Columns26, 0.69, 0.735)]
    [TestCase("extratrees", Columns57, 0.74, 0.77)]
    [TestCase("forest", Columns26, 0.64, 0.685)]
    [TestCase("boosting", Columns57, 0.745, 0.79)]
    [TestCase("dense", Columns26, 0.66, 0.735)]
    [TestCase("voting", Columns26, 0.70, 0.755)]
    public void Ten_stratified_folds_give_the_known_accuracy(string trainer, string columns, double least, double most)
    {
        FeatureTable table = TestTables.Published(columns);
        double accuracy = CrossValidation.Run(table, TrainerCatalog.Create(trainer, 1), Folds.Stratified(table, 10, seed: 1)).Accuracy.Mean;
        TestContext.Out.WriteLine(FormattableString.Invariant($"{trainer}: {accuracy:0.000} on {columns}"));
        Assert.That(accuracy, Is.InRange(least - OneSeed, most));
    }

    [Test]
    public void Powers_help_the_support_vector_machine()
    {
        // scikit-learn, three seeds of its own folds: 0.759 standardised, 0.769 with PowerTransformer between scaler and machine.
        FeatureTable table = TestTables.Published(Columns57);
        SupportVectorMachineTrainer machine = new() { C = 3.6, Gamma = 0.012 };
        Folds folds = Folds.Stratified(table, 10, seed: 1);
        double plain = CrossValidation.Run(table, machine, folds).Accuracy.Mean;
        double powered = CrossValidation.Run(table, machine with { Preprocessing = [new StandardScaler(), new PowerTransform()] }, folds).Accuracy.Mean;
        TestContext.Out.WriteLine(FormattableString.Invariant($"standardised {plain:0.0000}, with powers {powered:0.0000}"));
        Assert.That(powered, Is.InRange(0.755, 0.785));
        Assert.That(powered, Is.GreaterThan(plain));
    }

    [Test]
    public void With_artists_kept_together_the_support_vector_machine_falls_to_what_it_is_worth()
    {
        FeatureTable table = GroupFile.Apply(TestTables.Published(Columns57), SharedData.Require("splits", "gtzan_artist_index.tsv"), null, out _);
        CrossValidationResult result = CrossValidation.Run(table, new SupportVectorMachineTrainer { C = 10 }, Folds.StratifiedGroups(table, 10, seed: 1));
        Assert.That(result.Accuracy.Mean, Is.EqualTo(0.54).Within(0.03));
    }

    [Test]
    public void The_genre_set_and_the_support_vector_machine_reach_the_figure_of_their_recipe()
    {
        // 0.925 by scikit-learn's votes. Grouped calibration must not cost it: a genre of one or two artists has next to nothing to calibrate its pairs by.
        FeatureTable table = GroupFile.Apply(Gtzan.LoadGenreFeatures(), SharedData.Require("splits", "gtzan_artist_index.tsv"), null, out _);
        CrossValidationResult result = CrossValidation.Run(table, TrainerCatalog.Create("svm", 21), Folds.Stratified(table, 10, seed: 21));
        Assert.That(result.Accuracy.Mean, Is.EqualTo(0.925).Within(0.01));
        Assert.That(result.Pooled.LogLoss, Is.LessThan(0.35), "scikit-learn's probabilities have 0.31");
    }

    // The machine's most probable genre (scikit-learn, eight seeds: 0.507); by votes it is 0.49 (0.486).
    [TestCase("svm", 0.51)]
    [TestCase("logistic", 0.53)]
    public void The_fault_filtered_partition_gives_the_known_figures(string trainer, double known)
    {
        FeatureTable table = TestTables.Published(Columns57);
        CrossValidationResult result = CrossValidation.Run(table, TrainerCatalog.Create(trainer, 1), Folds.FromFile(table, SharedData.Require("splits")));
        Assert.That(result.Accuracy.Mean, Is.EqualTo(known).Within(0.02));
    }
}
