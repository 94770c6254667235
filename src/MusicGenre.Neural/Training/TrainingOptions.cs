using MusicGenre.Numerics;

namespace MusicGenre.Neural;

/// <summary>How <see cref="Sequential.Fit(ReadOnlyMemory{float}, ReadOnlyMemory{int}, TrainingOptions, IProgress{EpochResult}, CancellationToken)"/> trains.</summary>
public sealed class TrainingOptions
{
    /// <summary>The most passes over the data, at least 1.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>The batch size, at least 1; the last batch of an epoch may be smaller.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How weights change.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>The learning rate of each epoch.</summary>
    public LearningRateSchedule Schedule { get; init; } = LearningRateSchedule.Constant;

    /// <summary>The fraction of the data, drawn by <see cref="Seed"/> with the classes' fractions kept, that is held out for validation: at least 0, below 1.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>Validation samples of the caller's choice, one after another; instead of <see cref="ValidationFraction"/>.</summary>
    public ReadOnlyMemory<float> ValidationInputs { get; init; }

    /// <summary>Gives the validation samples one by one; instead of <see cref="ValidationInputs"/>.</summary>
    public SampleReader? ValidationReader { get; init; }

    /// <summary>The classes of the validation samples.</summary>
    public ReadOnlyMemory<int> ValidationLabels { get; init; }

    /// <summary>
    /// How much each training sample counts in the training loss, finite and above 0 (Keras' <c>sample_weight</c>); empty for 1 each. A step's loss is the
    /// sum of the weighted losses by the number of samples, not by the sum of their weights. Validation takes no weights.
    /// </summary>
    public ReadOnlyMemory<float> SampleWeights { get; init; }

    /// <summary>Stop after this many epochs without a lower validation loss (training loss without validation data); 0 never stops early.</summary>
    public int Patience { get; init; }

    /// <summary>The minimum decrease of the loss that counts as an improvement, at least 0.</summary>
    public double MinimumImprovement { get; init; }

    /// <summary>Whether the weights of the best epoch are put back at the end; null: when <see cref="Patience"/> is set.</summary>
    public bool? RestoreBestWeights { get; init; }

    /// <summary>The largest Euclidean norm of all gradients together, those of the L2 penalties included (Keras' <c>global_clipnorm</c>); larger ones are scaled down. Infinity: no limit.</summary>
    public double ClipNorm { get; init; } = double.PositiveInfinity;

    /// <summary>The largest absolute value of each gradient element. Infinity: no limit.</summary>
    public double ClipValue { get; init; } = double.PositiveInfinity;

    /// <summary>Whether each epoch takes the samples in a new random order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The seed of the validation split, the order of samples and dropout.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Changes each training sample each time it is used (shifts, noise); null leaves them as they are. Validation samples are never changed.</summary>
    public SampleAugmentation? Augmentation { get; init; }

    /// <summary>How many threads share one step, at least 1; the result has the same bits with any number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism { get; init => field = DegreeOfParallelism.Check(value); } = Environment.ProcessorCount;

    internal bool RestoresBestWeights => RestoreBestWeights ?? Patience > 0;

    internal void Check()
    {
        AtLeast(Epochs, 1, nameof(Epochs));
        AtLeast(BatchSize, 1, nameof(BatchSize));
        AtLeast(Patience, 0, nameof(Patience));
        ArgumentNullException.ThrowIfNull(Optimizer);
        ArgumentNullException.ThrowIfNull(Schedule);
        if (!(ValidationFraction >= 0 && ValidationFraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(ValidationFraction), ValidationFraction, $"{nameof(ValidationFraction)} is at least 0 and below 1, not {ValidationFraction}.");
        }

        foreach (float weight in SampleWeights.Span)
        {
            if (!(float.IsFinite(weight) && weight > 0))
            {
                throw new ArgumentOutOfRangeException(nameof(SampleWeights), weight, $"{nameof(SampleWeights)} are finite and above 0, not {weight}.");
            }
        }

        if (!(MinimumImprovement >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumImprovement), MinimumImprovement, $"{nameof(MinimumImprovement)} is at least 0, not {MinimumImprovement}.");
        }

        if (!(ClipNorm > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(ClipNorm), ClipNorm, $"{nameof(ClipNorm)} is above 0, not {ClipNorm}.");
        }

        if (!(ClipValue > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(ClipValue), ClipValue, $"{nameof(ClipValue)} is above 0, not {ClipValue}.");
        }
    }

    private static void AtLeast(int value, int minimum, string name)
    {
        if (value < minimum)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is at least {minimum}, not {value}.");
        }
    }
}
