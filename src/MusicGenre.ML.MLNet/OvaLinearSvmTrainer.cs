using Microsoft.ML;

namespace MusicGenre.ML.MLNet;

/// <summary>ML.NET's <c>OneVersusAll</c> of <c>LinearSvm</c> (Pegasos: Shalev-Shwartz, Singer, Srebro and Cotter, Mathematical Programming 2011), with Platt's probabilities.</summary>
public sealed record OvaLinearSvmTrainer : MLNetTrainer
{
    /// <summary>The number of passes over the rows, at least 1. Default 50 (ML.NET's own is 1).</summary>
    public int NumberOfIterations { get; init; } = 50;

    /// <inheritdoc/>
    protected override void Validate() => Require(NumberOfIterations >= 1, nameof(NumberOfIterations), NumberOfIterations, "at least 1");

    /// <inheritdoc/>
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.MulticlassClassification.Trainers.OneVersusAll(mlContext.BinaryClassification.Trainers.LinearSvm(numberOfIterations: NumberOfIterations));
    }
}
