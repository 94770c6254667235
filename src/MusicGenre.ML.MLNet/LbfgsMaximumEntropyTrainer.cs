using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// ML.NET's <c>LbfgsMaximumEntropy</c>: multinomial logistic regression by limited-memory BFGS. With the defaults here it minimises what <see cref="LogisticRegressionTrainer"/>
/// with C = 1 / <see cref="L2Regularization"/> does.
/// </summary>
public sealed record LbfgsMaximumEntropyTrainer : MLNetTrainer
{
    /// <summary>The weight of the L2 penalty, at least 0. Default 1.</summary>
    public float L2Regularization { get; init; } = 1;

    /// <summary>The weight of the L1 penalty, at least 0. Default 0 (ML.NET's own default is 1).</summary>
    public float L1Regularization { get; init; }

    /// <summary>The training ends when the loss falls by less than this fraction, above 0. Default 1e-7.</summary>
    public float OptimizationTolerance { get; init; } = 1e-7f;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(L2Regularization is >= 0 and < float.PositiveInfinity, nameof(L2Regularization), L2Regularization, "finite and at least 0");
        Require(L1Regularization is >= 0 and < float.PositiveInfinity, nameof(L1Regularization), L1Regularization, "finite and at least 0");
        Require(OptimizationTolerance is > 0 and < float.PositiveInfinity, nameof(OptimizationTolerance), OptimizationTolerance, "finite and above 0");
    }

    /// <inheritdoc/>
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = L1Regularization,
            L2Regularization = L2Regularization,
            OptimizationTolerance = OptimizationTolerance,

            // The gradient's sum over several threads is rounded otherwise than over one.
            NumberOfThreads = 1,
        });
    }
}
