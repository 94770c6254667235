using Microsoft.ML;
using MusicGenre.ML.MLNet.Scoring;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// One of ML.NET's trainers as an <see cref="ITrainer"/>: it takes part in <see cref="CrossValidation"/>, reports, tuning and <see cref="SoftVotingTrainer"/>, and its
/// <see cref="GenreModel"/> is saved and loaded like every other (see <see cref="MLNetModels.Register"/>). Derive from it for a trainer that is not here.
/// </summary>
/// <remarks>
/// Features are preprocessed as for every other trainer (<see cref="Trainer.Preprocessing"/>): by default standardised, from the training rows alone. ML.NET's <c>NormalizeMeanVariance</c> does not centre
/// unless that is switched off (<c>fixZero: false</c>); linear trainers lose points by that.
/// <para>The model is ML.NET's own file within ours. Damage is noticed before ML.NET reads it (<see cref="ModelFormatException"/>), but ML.NET's reader was not made for files that someone built
/// on purpose, checksums and all: load models of these trainers only from where you would load a program.</para>
/// <para>ML.NET offers no way to stop a training: a cancelled fit ends with an <see cref="OperationCanceledException"/> when its training has ended.</para>
/// </remarks>
public abstract record MLNetTrainer : Trainer
{
    /// <summary>Whether <c>Score</c> holds probabilities. If not, they are computed as softmax(score / T), with the temperature T learnt from held-out rows.</summary>
    protected virtual bool ScoresAreProbabilities => true;

    /// <summary>The ML.NET trainer.</summary>
    /// <param name="mlContext">A context seeded with <see cref="Trainer.Seed"/>.</param>
    /// <param name="threads">How many threads it may use: at least 1, at most the machine's cores.</param>
    /// <returns>An estimator from <c>Features</c> (vector of <see cref="float"/>) and <c>Label</c> (key of <see cref="uint"/>) to <c>Score</c> (vector, a slot a key).</returns>
    protected abstract IEstimator<ITransformer> CreateEstimator(MLContext mlContext, int threads);

    /// <inheritdoc/>
    protected sealed override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        if (training.GenreCount == 1)
        {
            // ML.NET's trainers ask for two labels.
            return new MajorityClassTrainer().Fit(training.Table, context).Classifier;
        }

        int[] all = [.. Enumerable.Range(0, training.RowCount)];
        double? temperature = ScoresAreProbabilities ? null : Temperature.Fit(training, rows => Train(training, rows, context, temperature: 1));
        return Train(training, all, context, temperature);
    }

    /// <summary>The number of threads for FastTree and FastForest: at least 2.</summary>
    /// <remarks>
    /// FastTree keeps the number of the first fit of a process for all later ones, those of the application too, and with 1 it hands every piece of work to another thread and waits for it:
    /// two to three times slower than with 2. The trees are the same.
    /// </remarks>
    private protected static int FastTreeThreads(int threads) => Math.Max(2, threads);

    private MLNetClassifier Train(TrainingSet training, IReadOnlyList<int> rows, FitContext context, double? temperature)
    {
        MLContext mlContext = new((int)(Seed & int.MaxValue));
        IDataView data = ScoredRow.ToDataView(mlContext, training, rows);
        context.Checkpoint();
        ITransformer model = CreateEstimator(mlContext, Math.Min(context.MaxDegreeOfParallelism, Environment.ProcessorCount)).Fit(data);
        context.Checkpoint();
        return new MLNetClassifier(mlContext, model, data.Schema, training.ColumnCount, training.GenreCount, temperature);
    }
}
