using System.Numerics.Tensors;

namespace MusicGenre.ML;

/// <summary>
/// The k nearest training rows (Euclidean, standardised) vote, each with weight 1 / distance; if rows lie at distance 0, only they do
/// (scikit-learn's <c>KNeighborsClassifier(weights="distance")</c>). The probabilities are the fractions of the weight: coarse, and often 0, so expect a large log-loss.
/// There are no class weights, as in scikit-learn.
/// </summary>
public sealed record NearestNeighborsTrainer : Trainer
{
    /// <summary>How many neighbours vote, at least 1; all rows where there are fewer. Default 5.</summary>
    public int NumberOfNeighbors { get; init; } = 5;

    /// <inheritdoc/>
    protected override void Validate() => Require(NumberOfNeighbors >= 1, nameof(NumberOfNeighbors), NumberOfNeighbors, "at least 1");

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        return new Neighbors(training.ColumnCount, training.GenreCount, Math.Min(NumberOfNeighbors, training.RowCount), training.Values.ToArray(), training.Labels.ToArray());
    }

    internal sealed class Neighbors(int featureCount, int genreCount, int k, float[] rows, int[] labels) : Classifier(featureCount, genreCount)
    {
        public const string KindName = "nearest-neighbors";

        public override string Kind => KindName;

        protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
        {
            // The k best so far, nearest first; among ties the one that is first in the training table.
            Span<double> distances = k <= 256 ? stackalloc double[k] : new double[k];
            Span<int> genres = k <= 256 ? stackalloc int[k] : new int[k];
            int count = 0;
            for (int i = 0; i < labels.Length; i++)
            {
                double distance = TensorPrimitives.Distance(row, rows.AsSpan(i * FeatureCount, FeatureCount));
                if (count == k && distance >= distances[k - 1])
                {
                    continue;
                }

                int place = count < k ? count++ : k - 1;
                while (place > 0 && distances[place - 1] > distance)
                {
                    distances[place] = distances[place - 1];
                    genres[place] = genres[place - 1];
                    place--;
                }

                distances[place] = distance;
                genres[place] = labels[i];
            }

            weights.Clear();
            bool exact = distances[0] == 0;
            for (int n = 0; n < count; n++)
            {
                weights[genres[n]] += exact ? (distances[n] == 0 ? 1 : 0) : 1 / distances[n];
            }
        }

        public override void Write(ModelWriter writer)
        {
            writer.Write(k);
            writer.Write(labels);
            writer.Write(rows);
        }

        public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
        {
            int k = reader.ReadInt32(1, int.MaxValue, "the number of neighbours");
            int[] labels = reader.ReadInt32s(-1, 0, genreCount - 1, "the training rows' genres");
            if (labels.Length < k)
            {
                throw reader.Error($"{labels.Length} training rows are fewer than {k} neighbours.");
            }

            return new Neighbors(featureCount, genreCount, k, reader.ReadRows((long)labels.Length * featureCount, "the training rows"), labels);
        }
    }
}
