using System.Numerics.Tensors;
using MusicGenre.ML.Models;

namespace MusicGenre.ML;

/// <summary>
/// What a trainer has learnt: a map from one row of preprocessed features to a probability per genre. Immutable, and safe for use by several threads at once.
/// A <see cref="GenreModel"/> puts names and preprocessing around it.
/// </summary>
public abstract class Classifier
{
    /// <summary>Creates a classifier.</summary>
    /// <param name="featureCount">The number of columns of a row after the preprocessing.</param>
    /// <param name="genreCount">The number of genres.</param>
    protected Classifier(int featureCount, int genreCount)
    {
        FeatureCount = featureCount;
        GenreCount = genreCount;
    }

    /// <summary>The number of columns of a row after the preprocessing.</summary>
    public int FeatureCount { get; }

    /// <summary>The number of genres.</summary>
    public int GenreCount { get; }

    /// <summary>The name under which <see cref="ClassifierKinds"/> finds the reader again: stored in model files, never changed.</summary>
    public abstract string Kind { get; }

    /// <summary>Predicts one row. The predicted genre is the one with the largest probability, the first of ties: <see cref="GenrePrediction"/> says which.</summary>
    /// <param name="row">The preprocessed features.</param>
    /// <param name="probabilities">Receives a probability per genre, each in [0, 1]; they sum to 1 within 1e-12.</param>
    /// <exception cref="ArithmeticException">The classifier gave no finite numbers of at least 0.</exception>
    public void Predict(ReadOnlySpan<float> row, Span<double> probabilities)
    {
        PredictCore(row, probabilities);
        Probabilities.Normalize(probabilities);
    }

    /// <summary>Predicts one row, up to a common factor: <see cref="Predict"/> divides by the sum.</summary>
    /// <param name="row">The preprocessed features.</param>
    /// <param name="weights">Receives a number of at least 0 per genre, proportional to its probability; all 0 means equal probabilities.</param>
    protected abstract void PredictCore(ReadOnlySpan<float> row, Span<double> weights);

    /// <summary>Predicts many rows, with the bits of <see cref="Predict"/>.</summary>
    /// <param name="rows">The preprocessed features, row-major.</param>
    /// <param name="probabilities">Receives the probabilities, rows x genres.</param>
    internal void PredictRows(ReadOnlySpan<float> rows, Span<double> probabilities)
    {
        PredictRowsCore(rows, probabilities);
        for (int i = 0; i < probabilities.Length; i += GenreCount)
        {
            Probabilities.Normalize(probabilities.Slice(i, GenreCount));
        }
    }

    /// <summary>Predicts many rows, with the bits of <see cref="PredictCore"/>: for classifiers that are faster so.</summary>
    private protected virtual void PredictRowsCore(ReadOnlySpan<float> rows, Span<double> weights)
    {
        for (int i = 0; i < weights.Length / GenreCount; i++)
        {
            PredictCore(rows.Slice(i * FeatureCount, FeatureCount), weights.Slice(i * GenreCount, GenreCount));
        }
    }

    /// <summary>Writes what <see cref="ClassifierKinds"/>' reader needs.</summary>
    /// <param name="writer">Where to.</param>
    public abstract void Write(ModelWriter writer);

    /// <summary>Converts scores to unnormalised probabilities in place: exp(s - max).</summary>
    /// <param name="scores">The scores (natural logarithms of unnormalised probabilities).</param>
    protected static void Softmax(Span<double> scores)
    {
        TensorPrimitives.Subtract(scores, TensorPrimitives.Max<double>(scores), scores);
        TensorPrimitives.Exp(scores, scores);
    }
}
