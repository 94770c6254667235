using System.Globalization;
using System.Text.Json;
using MusicGenre.ML.Trainers.Kernels;

namespace MusicGenre.ML.Tests;

/// <summary>Where the optimum is unique the answer is too: scikit-learn's on the same table and folds (Reference/make_reference.py).</summary>
public sealed class ReferencePredictionTests
{
    private const int Rows = 466;

    // Seven decimals are stored; single precision of the standardised rows is what remains.
    private const double ProbabilityTolerance = 5e-6;

    internal static readonly FeatureTable Table = FeatureCsv.Read(PathOf("table.csv"));

    [TestCase("logistic")]
    [TestCase("lda")]
    [TestCase("knn")]
    public void Probabilities_agree_with_scikit_learn(string name)
    {
        Trainer trainer = name switch
        {
            "logistic" => new LogisticRegressionTrainer { C = 1 },
            "lda" => new LinearDiscriminantTrainer(),
            _ => new NearestNeighborsTrainer { NumberOfNeighbors = 5 },
        };
        CompareProbabilities(name, CrossValidation.Run(Table, trainer, Folds.FromFile(Table, PathOf("folds.csv"))));
    }

    [TestCase("logistic")]
    [TestCase("lda")]
    public void Probabilities_with_balanced_class_weights_agree_with_scikit_learn(string name)
    {
        Trainer trainer = name == "lda" ? new LinearDiscriminantTrainer() : new LogisticRegressionTrainer { C = 1 };
        Dictionary<string, string[]> expected = Read(name + "_balanced.csv");
        Fold fold = Folds.FromFile(Table, PathOf("folds.csv"))[0];
        IReadOnlyList<GenrePrediction> predictions = (trainer with { ClassWeights = ClassWeights.Balanced }).Fit(Table.SelectRows(fold.Train)).Predict(Table.SelectRows(fold.Test));
        double worst = 0;
        for (int i = 0; i < predictions.Count; i++)
        {
            RowPrediction wanted = Stored(fold.Test[i], expected[Table.FileNames[fold.Test[i]]]);
            worst = Math.Max(worst, predictions[i].RawProbabilities.ToArray().Zip(wanted.Probabilities).Max(static p => Math.Abs(p.First - p.Second)));
        }

        TestContext.Out.WriteLine(FormattableString.Invariant($"{name}, balanced: probabilities differ by up to {worst:0.0e0}"));
        Assert.That(predictions, Has.Count.EqualTo(expected.Count));
        Assert.That(worst, Is.LessThan(ProbabilityTolerance));
    }

    [TestCase("svm_C1", 1)]
    [TestCase("svm_C10", 10)]
    [TestCase("svm_C10_balanced", 10)]
    public void Votes_and_decisions_of_the_support_vector_machine_agree_with_scikit_learn(string name, double c)
    {
        bool isBalanced = name.EndsWith("_balanced", StringComparison.Ordinal);
        Dictionary<string, string[]> expected = Read(name + ".csv");
        int genres = Table.Genres.Count;
        int sameVotes = 0;
        int rows = 0;
        double worst = 0;
        foreach (Fold fold in Folds.FromFile(Table, PathOf("folds.csv")).Take(isBalanced ? 1 : int.MaxValue))
        {
            GenreModel model = new SupportVectorMachineTrainer { C = c, Calibrated = false, ClassWeights = isBalanced ? ClassWeights.Balanced : ClassWeights.None }.Fit(Table.SelectRows(fold.Train));
            float[] row = new float[Table.ColumnCount];
            foreach (int i in fold.Test)
            {
                model.Preprocessing.Transform(Table.Row(i), row);
                (int[] votes, double[] sums) = Count(((SupportVectorClassifier)model.Classifier).Decide(row), genres);
                string[] cells = expected[Table.FileNames[i]];
                sameVotes += votes.SequenceEqual(cells[2..(2 + genres)].Select(static v => int.Parse(v, CultureInfo.InvariantCulture))) ? 1 : 0;
                worst = Math.Max(worst, sums.Zip(Numbers(cells[(2 + genres)..])).Max(static p => Math.Abs(p.First - p.Second)));
                rows++;
            }
        }

        TestContext.Out.WriteLine(FormattableString.Invariant($"{sameVotes} of {rows} rows have the same votes; the sums of decisions differ by up to {worst:0.0e0}"));
        Assert.That(rows, Is.EqualTo(expected.Count));
        Assert.That(rows, Is.EqualTo(isBalanced ? 94 : Rows));

        // A decision within the solvers' tolerance of 0 may fall on either side.
        Assert.That(sameVotes, Is.GreaterThanOrEqualTo(rows - 3));
        Assert.That(worst, Is.LessThan(5e-3));
    }

    [Test]
    public void A_genre_absent_from_a_fold_gives_scikit_learn_s_predictions_and_figures()
    {
        Folds folds = Folds.FromFile(Table, PathOf("folds_absent.csv"));
        Assert.That(folds.Warnings, Has.Some.Contains("fold 1: no training row of reggae"));
        CompareProbabilities("lda_absent", CrossValidation.Run(Table, new LinearDiscriminantTrainer(), folds));

        // The figures are of the stored probabilities, so that they must agree to the last digits.
        Dictionary<string, string[]> stored = Read("lda_absent.csv");
        CrossValidationResult result = CrossValidation.Run(Table, "stored", folds, fold => new FoldPredictions([.. fold.Test.Select(row => Stored(row, stored[Table.FileNames[row]]))]));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(PathOf("metrics_absent.json")));
        JsonElement[] foldFigures = [.. expected.RootElement.GetProperty("folds").EnumerateArray()];
        Assert.That(foldFigures, Has.Length.EqualTo(folds.Count));
        for (int f = 0; f < foldFigures.Length; f++)
        {
            CompareFigures(result.Results[f].Metrics, foldFigures[f], folds[f].Name);
        }

        CompareFigures(result.Pooled, expected.RootElement.GetProperty("pooled"), "pooled");
    }

    /// <summary>LIBSVM's prediction: the genre that wins most pairs, the first of ties.</summary>
    internal static int MostVotes(double[] decisions, int genres)
    {
        int[] votes = Count(decisions, genres).Votes;
        return Array.IndexOf(votes, votes.Max());
    }

    /// <summary>For each genre, how many pairs it wins, and the sum of its decisions against the others.</summary>
    private static (int[] Votes, double[] Sums) Count(double[] decisions, int genres)
    {
        int[] votes = new int[genres];
        double[] sums = new double[genres];
        int pair = 0;
        for (int i = 0; i < genres; i++)
        {
            for (int j = i + 1; j < genres; j++)
            {
                votes[decisions[pair] > 0 ? i : j]++;
                sums[i] += decisions[pair];
                sums[j] -= decisions[pair++];
            }
        }

        return (votes, sums);
    }

    internal static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Reference", name);

    internal static Dictionary<string, string[]> Read(string name) => File.ReadLines(PathOf(name)).Skip(1).Select(static l => l.Split(',')).ToDictionary(static c => c[0]);

    private static double[] Numbers(string[] cells) => [.. cells.Select(static c => double.Parse(c, CultureInfo.InvariantCulture))];

    private static int Genre(string name) => Table.Genres.ToList().IndexOf(name);

    internal static RowPrediction Stored(int row, string[] cells) => new(row, Table.GenreIndices[row], Genre(cells[1]), Numbers(cells[2..]));

    private static void CompareProbabilities(string name, CrossValidationResult result)
    {
        Dictionary<string, string[]> expected = Read(name + ".csv");
        RowPrediction[] rows = [.. result.Results.SelectMany(static r => r.Predictions)];
        double worst = 0;
        foreach (RowPrediction row in rows)
        {
            RowPrediction wanted = Stored(row.Row, expected[Table.FileNames[row.Row]]);
            worst = Math.Max(worst, row.Probabilities.Zip(wanted.Probabilities).Max(static p => Math.Abs(p.First - p.Second)));
            Assert.That(row.Predicted, Is.EqualTo(wanted.Predicted), Table.FileNames[row.Row]);
        }

        TestContext.Out.WriteLine(FormattableString.Invariant($"{name}: probabilities differ by up to {worst:0.0e0}"));
        Assert.That(rows, Has.Length.EqualTo(Rows));
        Assert.That(worst, Is.LessThan(ProbabilityTolerance));
    }

    private static void CompareFigures(Metrics actual, JsonElement expected, string where)
    {
        const double Tolerance = 1e-9;
        Assert.Multiple(() =>
        {
            Assert.That(actual.Accuracy, Is.EqualTo(Figure("accuracy")).Within(Tolerance), where);
            Assert.That(actual.MacroPrecision, Is.EqualTo(Figure("macroPrecision")).Within(Tolerance), where);
            Assert.That(actual.MacroRecall, Is.EqualTo(Figure("macroRecall")).Within(Tolerance), where);
            Assert.That(actual.MacroF1, Is.EqualTo(Figure("macroF1")).Within(Tolerance), where);
            Assert.That(actual.Top3Accuracy, Is.EqualTo(Figure("top3Accuracy")).Within(Tolerance), where);

            // scikit-learn divides the probabilities by their sum, which nine digits leave at 1 to some 1e-9.
            Assert.That(actual.LogLoss, Is.EqualTo(Figure("logLoss")).Within(1e-8), where);
            Assert.That(actual.PerGenre.Select(static g => g.Precision), Is.EqualTo(Figures("precision")).Within(Tolerance), where);
            Assert.That(actual.PerGenre.Select(static g => g.Recall), Is.EqualTo(Figures("recall")).Within(Tolerance), where);
            Assert.That(actual.PerGenre.Select(static g => g.F1), Is.EqualTo(Figures("f1")).Within(Tolerance), where);
            Assert.That(actual.PerGenre.Select(static g => (double)g.Support), Is.EqualTo(Figures("support")), where);
            Assert.That(actual.ConfusionMatrix.SelectMany(static r => r), Is.EqualTo(expected.GetProperty("confusionMatrix").EnumerateArray().SelectMany(static r => r.EnumerateArray()).Select(static c => c.GetInt32())), where);
        });

        double Figure(string name) => expected.GetProperty(name).GetDouble();
        double[] Figures(string name) => [.. expected.GetProperty(name).EnumerateArray().Select(static v => v.GetDouble())];
    }
}
