namespace MusicGenre.ML;

/// <summary>The baseline of every comparison (scikit-learn's <c>DummyClassifier(strategy="prior")</c>): always predicts the most common genre, with the genres' frequencies as probabilities.</summary>
public sealed record MajorityClassTrainer : Trainer
{
    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new Majority(training.ColumnCount, [.. training.GenreCounts().Select(c => (double)c / training.RowCount)]);
    }

    internal sealed class Majority(int featureCount, double[] shares) : Classifier(featureCount, shares.Length)
    {
        public const string KindName = "majority-class";

        public override string Kind => KindName;

        public ReadOnlySpan<double> Shares => shares;

        protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights) => shares.CopyTo(weights);

        public override void Write(ModelWriter writer) => writer.Write(shares);

        public static Classifier Read(ModelReader reader, int featureCount, int genreCount) => new Majority(featureCount, reader.ReadDistribution(genreCount, "the genres' frequencies"));
    }
}
