using MusicGenre.ML.Serialization;

namespace MusicGenre.ML;

/// <summary>
/// What a trainer has learnt: a map from one row of standardised features to a probability per genre. Immutable, and safe for use by several threads at once.
/// A <see cref="GenreModel"/> puts names and scaler around it.
/// </summary>
public abstract class Classifier
{
    /// <summary>Creates a classifier.</summary>
    /// <param name="featureCount">The number of features of a row.</param>
    /// <param name="genreCount">The number of genres.</param>
    protected Classifier(int featureCount, int genreCount)
    {
        FeatureCount = featureCount;
        GenreCount = genreCount;
    }

    /// <summary>The number of features of a row.</summary>
    public int FeatureCount { get; }

    /// <summary>The number of genres.</summary>
    public int GenreCount { get; }

    /// <summary>The name under which <see cref="ClassifierKinds"/> finds the reader again: stored in model files, never changed.</summary>
    public abstract string Kind { get; }

    /// <summary>Predicts one row.</summary>
    /// <param name="row">The standardised features.</param>
    /// <param name="probabilities">Receives a probability per genre; they sum to 1 within rounding.</param>
    /// <returns>The index of the predicted genre: of the largest probability, the first of equals, unless the classifier says otherwise.</returns>
    public abstract int Predict(ReadOnlySpan<float> row, Span<double> probabilities);

    /// <summary>Writes what <see cref="ClassifierKinds"/>' reader needs.</summary>
    /// <param name="writer">Where to.</param>
    public abstract void Write(ModelWriter writer);

    /// <summary>The index of the largest value, the first of equals.</summary>
    /// <param name="values">At least one value.</param>
    protected static int ArgMax(ReadOnlySpan<double> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (values[i] > values[best])
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Turns scores into probabilities in place: exp(s - max) / sum.</summary>
    /// <param name="scores">The scores (natural logarithms of unnormalised probabilities).</param>
    protected static void Softmax(Span<double> scores)
    {
        double maximum = double.NegativeInfinity;
        foreach (double score in scores)
        {
            maximum = Math.Max(maximum, score);
        }

        double sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            sum += scores[i] = Math.Exp(scores[i] - maximum);
        }

        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] /= sum;
        }
    }
}
