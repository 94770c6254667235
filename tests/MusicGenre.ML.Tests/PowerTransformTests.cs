using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML.Tests;

/// <summary>Yeo and Johnson's powers, against scikit-learn's.</summary>
public sealed class PowerTransformTests
{
    private const int Rows = 20;

    // A column that grows exponentially, and one with heavy tails on both sides.
    private static readonly float[] Raw =
        [.. Enumerable.Range(0, Rows).SelectMany(i => new[] { (float)(Math.Exp(i / 4.0) - 3), (float)Math.Pow(((i * 37 % 20) - 6) / 4.0, 3) })];

    [Test]
    public void Powers_and_values_are_scikit_learn_s()
    {
        FeatureTable table = new(["exponential", "cubic"], Raw);
        StandardScaler scaler = StandardScaler.Fit(table);
        float[] standardised = new float[Raw.Length];
        for (int i = 0; i < Rows; i++)
        {
            scaler.Transform(table.Row(i), standardised.AsSpan(2 * i, 2));
        }

        // PowerTransformer(standardize=False).fit(StandardScaler().fit_transform(raw)), scikit-learn 1.2.1: lambdas_, and rows 0, 7 and 19 transformed.
        YeoJohnson transform = YeoJohnson.Fit(standardised, 2, new FitContext());
        Assert.That(transform.Lambdas[0], Is.EqualTo(-0.59028729).Within(2e-4));
        Assert.That(transform.Lambdas[1], Is.EqualTo(-0.62986484).Within(2e-4));
        float[][] expected = [[-1.33219813f, -1.76150681f], [-0.9848922f, 0.89820641f], [0.9238215f, -1.01767957f]];
        foreach ((int row, float[] values) in new[] { 0, 7, 19 }.Zip(expected))
        {
            float[] transformed = [.. standardised.AsSpan(2 * row, 2)];
            transform.Apply(transformed);
            Assert.That(transformed, Is.EqualTo(values).Within(2e-4f));
        }
    }

    [Test]
    public void A_normal_column_is_left_nearly_as_it_is_and_far_values_stay_finite()
    {
        Numerics.SeededRandom random = new(3);
        float[] normal = [.. Enumerable.Range(0, 4000).Select(_ => (float)random.NextNormal())];
        YeoJohnson transform = YeoJohnson.Fit(normal, 1, new FitContext());
        Assert.That(transform.Lambdas[0], Is.EqualTo(1).Within(0.1));
        Assert.That(YeoJohnson.Fit([7f, 7f, 7f], 1, new FitContext()).Lambdas[0], Is.EqualTo(1));
        float[] far = [float.MaxValue];
        transform.Apply(far);
        Assert.That(float.IsFinite(far[0]));
        far = [-float.MaxValue];
        transform.Apply(far);
        Assert.That(float.IsFinite(far[0]));
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
        double powered = CrossValidation.Run(skewed, new PowerTransformTrainer { Inner = neighbors }, folds).Accuracy.Mean;
        Assert.That(powered, Is.GreaterThan(plain + 0.02));
    }
}
