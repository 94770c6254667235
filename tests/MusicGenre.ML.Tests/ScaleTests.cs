using MusicGenre.ML.Trainers.Kernels;
using MusicGenre.ML.Trainers.Linear;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.ML.Tests;

/// <summary>What makes trainers fast on many rows gives what the plain definition gives.</summary>
public sealed class ScaleTests
{
    [Test]
    public void Neighbours_of_a_table_are_those_of_its_rows()
    {
        // Coarse values far from the origin: many equal distances, rows at distance 0, and products that are nothing but rounding.
        SeededRandom random = new(5);
        float[] values = [.. Enumerable.Range(0, 1500 * 3).Select(_ => 4096 + random.Next(12))];
        FeatureTable table = new(["a", "b", "c"], values, [.. Enumerable.Range(0, 1500).Select(i => $"genre{random.Next(4)}")]);
        foreach (IReadOnlyList<PreprocessingStep> steps in (IReadOnlyList<PreprocessingStep>[])[[], [new StandardScaler()]])
        {
            GenreModel model = new NearestNeighborsTrainer { NumberOfNeighbors = 7, Preprocessing = steps }.Fit(table);
            IReadOnlyList<GenrePrediction> ofTable = model.Predict(table);
            for (int i = 0; i < table.RowCount; i++)
            {
                Assert.That(ofTable[i].RawProbabilities.ToArray(), Is.EqualTo(model.Predict(table.Row(i)).RawProbabilities.ToArray()));
            }
        }
    }

    [Test]
    public void Second_derivatives_are_the_gradient_s()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20, columns: 4);
        FittedPreprocessing.Fit(table, [new StandardScaler()], new FitContext(), out table);
        TrainingSet set = new(table.WithWeights([.. Enumerable.Range(0, 60).Select(i => 0.5 + (i % 3))]), ClassWeights.None);
        SoftmaxObjective objective = new(set, 2);
        double[] point = [.. Enumerable.Range(0, objective.ParameterCount).Select(i => 0.1 * Math.Sin(i))];
        double[][] curvature = objective.Curvature(point, new FitContext());
        double[] above = new double[point.Length];
        double[] below = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            const double Step = 1e-5;
            double kept = point[i];
            point[i] = kept + Step;
            objective.Evaluate(point, above, new FitContext());
            point[i] = kept - Step;
            objective.Evaluate(point, below, new FitContext());
            point[i] = kept;
            for (int j = 0; j < point.Length; j++)
            {
                Assert.That(i >= j ? curvature[i][j] : curvature[j][i], Is.EqualTo((above[j] - below[j]) / (2 * Step)).Within(1e-4 * curvature[i][i]));
            }
        }
    }

    [TestCase(1 << 20)]
    [TestCase(0)]
    public void Decisions_of_the_solver_are_the_sum_over_its_vectors(int cacheBytes)
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 40, columns: 4);
        const double Gamma = 0.1;
        bool[] isPositive = [.. table.GenreIndices.Select(static g => g == 0)];
        double[] bounds = [.. Enumerable.Repeat(5.0, table.RowCount)];
        KernelCache cache = new(table.Values.ToArray(), table.ColumnCount, Gamma, cacheBytes, new AlignedBuffer(MatrixProduct.ScratchLength), new FitContext());
        BinarySvm.Solution solution = BinarySvm.Solve(cache, isPositive, bounds, static i => i % 4 != 0, tolerance: 1e-6, limit: null, new FitContext());
        Assert.That(solution.HasConverged);
        Assert.That(solution.Coefficients.Where(static (_, i) => i % 4 == 0), Is.All.Zero);
        Assert.That(solution.Coefficients.Sum(), Is.Zero.Within(1e-9));
        RadialKernel kernel = new(Gamma);
        for (int i = 0; i < table.RowCount; i++)
        {
            double sum = solution.Bias + Enumerable.Range(0, table.RowCount).Sum(j => solution.Coefficients[j] * kernel.Of(table.Row(i), table.Row(j)));
            Assert.That(solution.Decisions[i], Is.EqualTo(sum).Within(1e-4));
            if (i % 4 != 0 && Math.Abs(solution.Coefficients[i]) is > 1e-6 and < 4.999)
            {
                Assert.That(sum, Is.EqualTo(isPositive[i] ? 1 : -1).Within(1e-4), "a free vector lies on its margin");
            }
        }
    }

    [Test]
    public void A_vote_of_trainers_that_are_compared_too_needs_no_fits_of_its_own()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 12);
        Folds folds = Folds.Stratified(table, 3, seed: 2);
        SoftVotingTrainer vote = new() { Members = [new LogisticRegressionTrainer(), new NearestNeighborsTrainer(), new NeuralNetworkTrainer { Epochs = 2, Seed = 3 }], Weights = [1, 2, 0.7] };
        Trainer[] all = [vote, .. vote.Members.Cast<Trainer>().Select(static m => m with { }), new MajorityClassTrainer()];
        CrossValidationResult alone = CrossValidation.Run(table, vote, folds);
        IReadOnlyList<CrossValidationResult> beside = CrossValidation.Run(table, all, folds);
        Assert.That(beside[0].TrainerName, Is.EqualTo(vote.Name));
        foreach ((FoldResult expected, FoldResult actual) in alone.Results.Zip(beside[0].Results))
        {
            Assert.That(actual.Predictions.Select(static p => (p.Row, p.Label, p.Predicted)), Is.EqualTo(expected.Predictions.Select(static p => (p.Row, p.Label, p.Predicted))));
            Assert.That(actual.Predictions.SelectMany(static p => p.Probabilities), Is.EqualTo(expected.Predictions.SelectMany(static p => p.Probabilities)));
        }

        Assert.That(beside[0].FitSeconds, Is.EqualTo(beside.Skip(1).Take(3).Sum(static r => r.FitSeconds)).Within(1e-9));
    }

    [Test]
    public void A_support_vector_machine_on_many_rows_is_warned_of()
    {
        SeededRandom random = new(1);
        FeatureTable table = new(["a"], [.. Enumerable.Range(0, 20_001).Select(_ => random.NextSingle())], [.. Enumerable.Range(0, 20_001).Select(static i => $"genre{i % 2}")]);
        SupportVectorMachineTrainer trainer = new() { Calibrated = false, MaximumNumberOfIterations = 1 };
        Assert.That(trainer.Fit(table).Warnings, Has.Some.Contains("more than 20000").And.Contains("dense net"));
    }
}
