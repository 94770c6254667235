using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>
/// The settings of one preprocessing step, as in scikit-learn's pipelines. <see cref="Trainer.Preprocessing"/> lists the steps of a trainer; <see cref="ITrainer.Fit"/> learns each of them from the
/// training rows alone, as the steps before it left them.
/// </summary>
public abstract record PreprocessingStep
{
    internal PreprocessingStep()
    {
    }

    /// <summary>The name in reports, and the settings that differ from the defaults.</summary>
    public sealed override string ToString() => Settings is { Length: > 0 } settings ? $"{GetType().Name}({settings})" : GetType().Name;

    /// <summary>The settings that differ from the defaults, in words.</summary>
    private protected virtual string Settings => "";

    /// <summary>Checks the settings.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal virtual void Validate()
    {
    }

    /// <summary>Learns the step.</summary>
    /// <param name="rows">The training rows, at least one, every value finite.</param>
    /// <param name="names">The names of the columns.</param>
    /// <param name="context">Stops the work.</param>
    internal abstract FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context);
}
