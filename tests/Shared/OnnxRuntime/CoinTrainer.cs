using MusicGenre.ML;

namespace MusicGenre.Tests;

/// <summary>A trainer of another package: no operators are known for its classifier.</summary>
internal sealed record CoinTrainer : Trainer
{
    protected override Classifier Train(TrainingSet training, FitContext context) => new Coin(training.ColumnCount, training.GenreCount);
}

/// <summary>All genres alike.</summary>
internal sealed class Coin(int features, int genres) : Classifier(features, genres)
{
    public const string KindName = "coin";

    public override string Kind => KindName;

    public override void Write(ModelWriter writer)
    {
    }

    protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights) => weights.Fill(1);
}
