using MusicGenre.ML.Trainers;
using MusicGenre.ML.Trainers.Kernels;

namespace MusicGenre.ML;

/// <summary>
/// Kernel ridge regression on one-hot targets (scikit-learn's <c>KernelRidge</c>; Murphy, "Machine Learning", 14.4.3) with a radial kernel for many columns of several families: exp(-gamma D), where D is the
/// sum over the families (<see cref="FeatureTable.Families"/>) of their squared distances, each divided by the square root of its number of columns, so that a family of four times the columns
/// weighs twice, not four times. D is scaled to a mean of 2 between training rows.
/// </summary>
/// <remarks>
/// The scores of a regression are no probabilities: they become some by a softmax whose slope is fitted on held-out rows. Time grows with the cube of the rows and memory with their square (8 bytes x
/// rows²): it is for tables of up to some thousand rows, with any number of columns.
/// </remarks>
public sealed record KernelRidgeTrainer : Trainer
{
    /// <summary>Creates a trainer whose rows are standardised and clipped at 8 standard deviations.</summary>
    public KernelRidgeTrainer() => Preprocessing = [new StandardScaler(), new Clip()];

    /// <summary>The regularisation (scikit-learn's <c>alpha</c>), above 0; divided by a row's weight where rows have some. Default 0.02.</summary>
    public double Alpha { get; init; } = 0.02;

    /// <summary>The kernel's gamma, above 0. Default 0.5.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    internal override int ManyRows => KernelRidge.ManyRows;

    internal override long MemoryOf(int rows) => KernelRidge.MemoryOf(rows);

    /// <inheritdoc/>
    protected override void Validate() => CheckSettings(Alpha, Gamma);

    internal static void CheckSettings(double alpha, double gamma)
    {
        Require(double.IsFinite(alpha) && alpha > 0, nameof(Alpha), alpha, "finite and above 0");
        Require(double.IsFinite(gamma) && gamma > 0, nameof(Gamma), gamma, "finite and above 0");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        KernelRidge ridge = new(training, Gamma, Alpha, context);
        return ridge.Classifier(TemperatureScaling.Fit(training, Seed, (train, test) => ridge.Scores(train, test, context), context), context);
    }
}
