using MusicGenre.ML.Preprocessing;
using MusicGenre.ML.Trainers.Networks;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>
/// Makes every column as normal as a power can (Yeo and Johnson, Biometrika 2000; scikit-learn's <c>PowerTransformer</c>), and trains another trainer on that. Variances and energies are
/// skewed: distances between rows mean more when a few loud tracks do not dominate a column.
/// </summary>
/// <remarks>
/// Of a standardised column x, learnt from the training rows alone: x' = ((1 + x)^λ - 1) / λ where x is at least 0, -((1 - x)^(2 - λ) - 1) / (2 - λ) below, with the λ for which x' is
/// most likely a sample of a normal distribution. Then the columns are standardised again. λ = 1 leaves a column as it is.
/// </remarks>
public sealed record PowerTransformTrainer : Trainer
{
    /// <summary>The trainer that learns from the transformed columns.</summary>
    public required Trainer Inner { get; init; }

    /// <inheritdoc/>
    public override string Name => $"PowerTransform({Inner.Name})";

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(options);
        YeoJohnson transform = YeoJohnson.Fit(training.Values.Span, training.ColumnCount, options);
        float[] values = training.Values.ToArray();
        for (int row = 0; row < training.RowCount; row++)
        {
            transform.Apply(values.AsSpan(row * training.ColumnCount, training.ColumnCount));
        }

        FeatureTable source = training.Table;
        GenreModel inner = Inner.Fit(new FeatureTable(source.FeatureNames, values, source.Labels, source.FileNames, source.Groups), options);
        return new Transformed(transform, inner.Scaler, inner.Classifier);
    }

    internal sealed class Transformed(YeoJohnson transform, StandardScaler scaler, Classifier inner) : Classifier(inner.FeatureCount, inner.GenreCount), IHasTrainingHistory
    {
        public const string KindName = "power-transform";

        public override string Kind => KindName;

        public TrainingHistory? History => (inner as IHasTrainingHistory)?.History;

        protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
        {
            float[] transformed = row.ToArray();
            transform.Apply(transformed);
            scaler.Transform(transformed, transformed);
            inner.Predict(transformed, weights);
        }

        public override void Write(ModelWriter writer)
        {
            transform.Write(writer);
            scaler.Write(writer);
            ClassifierKinds.Write(writer, inner);
        }

        public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
        {
            YeoJohnson transform = YeoJohnson.Read(reader, featureCount);
            StandardScaler scaler = StandardScaler.Read(reader, featureCount);
            return new Transformed(transform, scaler, ClassifierKinds.ReadInner(reader, featureCount, genreCount));
        }
    }
}
