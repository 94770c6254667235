using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML.Tests;

public sealed class LogisticRegressionTests
{
    [TestCase(0.1)]
    [TestCase(1)]
    [TestCase(100)]
    public void The_gradient_vanishes_at_the_optimum(double c)
    {
        // The objective is strictly convex in the weights: where its gradient vanishes is the one optimum.
        FeatureTable table = Gtzan.LoadFeatures();
        GenreModel model = new LogisticRegressionTrainer { C = c, MaximumNumberOfIterations = 10_000 }.Fit(table);
        SoftmaxObjective objective = new(Standardised(table), c);
        ModelWriter writer = new();
        model.Classifier.Write(writer);
        ModelReader reader = new(writer.ToArray(), null);
        double[] weights = reader.ReadDoubles(10 * 57, "weights");
        double[] bias = reader.ReadDoubles(10, "bias");
        double[] parameters = new double[objective.ParameterCount];
        for (int g = 0; g < bias.Length; g++)
        {
            weights.AsSpan(g * 57, 57).CopyTo(parameters.AsSpan(g * objective.Stride));
            parameters[(g * objective.Stride) + 57] = bias[g];
        }

        double[] gradient = new double[parameters.Length];
        objective.Evaluate(parameters, gradient, new FitContext());
        Assert.That(gradient.Max(Math.Abs), Is.LessThan(1e-5 * Math.Max(1, c)));
    }

    [Test]
    public void The_gradient_is_that_of_the_objective()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 5, columns: 2);
        SoftmaxObjective objective = new(Standardised(table), 2);
        double[] point = [.. Enumerable.Range(0, objective.ParameterCount).Select(i => Math.Sin(i))];
        double[] gradient = new double[point.Length];
        double[] unused = new double[point.Length];
        objective.Evaluate(point, gradient, new FitContext());
        for (int i = 0; i < point.Length; i++)
        {
            const double Step = 1e-5;
            double kept = point[i];
            point[i] = kept + Step;
            double above = objective.Evaluate(point, unused, new FitContext());
            point[i] = kept - Step;
            double below = objective.Evaluate(point, unused, new FitContext());
            point[i] = kept;
            Assert.That(gradient[i], Is.EqualTo((above - below) / (2 * Step)).Within(1e-7 * Math.Max(1, Math.Abs(gradient[i]))));
        }
    }

    private static TrainingSet Standardised(FeatureTable table)
    {
        FittedPreprocessing.Fit(table, [new StandardScaler()], new FitContext(), out FeatureTable transformed);
        return new TrainingSet(transformed, ClassWeights.None);
    }
}
