using MusicGenre.Neural.Optimizers;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>An optimiser: how gradients change weights. It holds only settings; its state belongs to one training run.</summary>
public abstract class Optimizer
{
    private protected Optimizer(double learningRate)
    {
        if (!(learningRate > 0 && double.IsFinite(learningRate)))
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, $"A learning rate is a finite number above 0, not {learningRate}.");
        }

        LearningRate = learningRate;
    }

    /// <summary>The learning rate of the first epoch, above 0.</summary>
    public double LearningRate { get; }

    internal abstract OptimizerState CreateState(IReadOnlyList<Parameter> parameters, WorkTeam team);

    private protected static double Share(double value, string parameter)
    {
        if (!(value >= 0 && value < 1))
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"Expected at least 0 and below 1, not {value}.");
        }

        return value;
    }
}
