using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace MusicGenre.ML.MLNet;

/// <summary>ML.NET's <c>SdcaMaximumEntropy</c>: multinomial logistic regression by stochastic dual coordinate ascent (Shalev-Shwartz and Zhang, JMLR 2013).</summary>
public sealed record SdcaMaximumEntropyTrainer : MLNetTrainer
{
    /// <summary>The most passes over the rows. Default 50: ML.NET's automatic setting takes some fifteen times as long for the same accuracy on tables of GTZAN's size.</summary>
    public int MaximumNumberOfIterations { get; init; } = 50;

    /// <summary>The weight of the L2 penalty, at least 0; null lets ML.NET choose it from the data.</summary>
    public float? L2Regularization { get; init; }

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(MaximumNumberOfIterations >= 1, nameof(MaximumNumberOfIterations), MaximumNumberOfIterations, "at least 1");
        Require(L2Regularization is null or (>= 0 and < float.PositiveInfinity), nameof(L2Regularization), L2Regularization ?? 0, "null, or finite and at least 0");
    }

    /// <inheritdoc/>
    protected override IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads)
    {
        ArgumentNullException.ThrowIfNull(mlContext);

        // On several threads the updates race, and no two runs give the same bits.
        return mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            MaximumNumberOfIterations = MaximumNumberOfIterations,
            L2Regularization = L2Regularization,
            NumberOfThreads = 1,
        });
    }
}
