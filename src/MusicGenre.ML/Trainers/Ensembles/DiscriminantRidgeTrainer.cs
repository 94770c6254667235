using MusicGenre.ML.Trainers;
using MusicGenre.ML.Trainers.Ensembles;
using MusicGenre.ML.Trainers.Kernels;
using MusicGenre.ML.Trainers.Linear;

namespace MusicGenre.ML;

/// <summary>
/// For tables of many columns: the vote softmax(a / <see cref="Divisor"/>) + b of a group-balanced linear discriminant's scores a (<see cref="LinearDiscriminantTrainer.GroupBalanced"/>) and a kernel
/// ridge regression's b (<see cref="KernelRidgeTrainer"/>), both on rows standardised, clipped at 8 and weighed by families. Columns may outnumber rows by far; groups of rows (artists), where the table knows them,
/// keep the discriminant from learning who plays instead of what.
/// </summary>
/// <remarks>The sum of the two is no probability: it becomes one by a softmax whose slope is fitted on held-out rows, the rows of a group together.</remarks>
public sealed record DiscriminantRidgeTrainer : Trainer
{
    /// <summary>Creates a trainer whose rows are standardised and clipped at 8 standard deviations.</summary>
    public DiscriminantRidgeTrainer() => Preprocessing = [new StandardScaler(), new Clip()];

    /// <summary>The discriminant's ridge, as a fraction of the trace of its covariance, above 0. Default 0.0007.</summary>
    public double Ridge { get; init; } = LinearDiscriminantTrainer.DefaultRidge;

    /// <summary>What the discriminant's scores are divided by, from 1e-6 to 1e6: on many columns they are too sure of themselves. Default 5.</summary>
    public double Divisor { get; init; } = 5;

    /// <summary>The kernel ridge regression's regularisation, above 0. Default 0.02.</summary>
    public double Alpha { get; init; } = 0.02;

    /// <summary>The kernel's gamma, above 0. Default 0.5.</summary>
    public double Gamma { get; init; } = 0.5;

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    internal override int ManyRows => KernelRidge.ManyRows;

    internal override long MemoryOf(int rows) => KernelRidge.MemoryOf(rows);

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(double.IsFinite(Ridge) && Ridge > 0, nameof(Ridge), Ridge, "finite and above 0");
        Require(Divisor is >= DiscriminantRidgeVote.LeastDivisor and <= DiscriminantRidgeVote.LargestDivisor, nameof(Divisor), Divisor, "from 1e-6 to 1e6");
        KernelRidgeTrainer.CheckSettings(Alpha, Gamma);
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        KernelRidge ridge = new(training, Gamma, Alpha, context);
        double slope = TemperatureScaling.Fit(training, Seed, Score, context);
        return new DiscriminantRidgeVote(Discriminant([.. Enumerable.Range(0, training.RowCount)]), ridge.Classifier(slope, context), Divisor);

        LinearClassifier Discriminant(int[] rows) => RegularizedDiscriminant.Ridge(ridge.Scaled, rows, training.Priors(rows), Ridge, groupBalanced: true, context);

        double[] Score(int[] train, int[] test)
        {
            LinearClassifier linear = Discriminant(train);
            double[] scores = ridge.Scores(train, test, context);
            for (int t = 0; t < test.Length; t++)
            {
                context.Checkpoint();
                DiscriminantRidgeVote.Add(linear, Divisor, ridge.Scaled.Row(test[t]), scores.AsSpan(t * training.GenreCount, training.GenreCount));
            }

            return scores;
        }
    }
}
