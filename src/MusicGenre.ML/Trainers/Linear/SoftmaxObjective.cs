using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Linear;

/// <summary>
/// C * sum of weighted cross-entropies + 1/2 ||W||^2 over the parameters (W genre by genre, each row followed by its bias), and its gradient.
/// The bias is not penalised.
/// </summary>
internal sealed class SoftmaxObjective
{
    private readonly double[] _rows;
    private readonly int[] _labels;
    private readonly int _columns;
    private readonly int _genres;
    private readonly double[] _weights;
    private readonly double _c;

    public SoftmaxObjective(TrainingSet set, double c)
    {
        _columns = set.ColumnCount;
        _genres = set.GenreCount;
        _labels = set.Labels.ToArray();
        _weights = set.Weights.ToArray();
        _c = c;
        Stride = _columns + 1;

        // One more column of ones carries the bias.
        _rows = new double[set.RowCount * Stride];
        for (int i = 0; i < set.RowCount; i++)
        {
            ReadOnlySpan<float> row = set.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                _rows[(i * Stride) + j] = row[j];
            }

            _rows[(i * Stride) + _columns] = 1;
        }
    }

    /// <summary>Parameters a genre: its weights and its bias.</summary>
    public int Stride { get; }

    public int ParameterCount => _genres * Stride;

    /// <summary>The value at the parameters; <paramref name="gradient"/> receives the gradient.</summary>
    public double Evaluate(ReadOnlySpan<double> parameters, Span<double> gradient, FitContext context)
    {
        gradient.Clear();
        double loss = 0;
        Span<double> scores = stackalloc double[_genres <= 128 ? _genres : 0];
        scores = scores.IsEmpty ? new double[_genres] : scores;
        for (int i = 0; i < _labels.Length; i++)
        {
            context.Checkpoint();
            ReadOnlySpan<double> row = _rows.AsSpan(i * Stride, Stride);
            for (int g = 0; g < _genres; g++)
            {
                scores[g] = TensorPrimitives.Dot(parameters.Slice(g * Stride, Stride), row);
            }

            double maximum = TensorPrimitives.Max<double>(scores);
            double trueScore = scores[_labels[i]];
            TensorPrimitives.Subtract(scores, maximum, scores);
            TensorPrimitives.Exp(scores, scores);
            double sum = TensorPrimitives.Sum<double>(scores);

            double weight = _weights[i];
            loss += weight * (Math.Log(sum) + maximum - trueScore);
            for (int g = 0; g < _genres; g++)
            {
                double error = _c * weight * ((scores[g] / sum) - (g == _labels[i] ? 1 : 0));
                Span<double> target = gradient.Slice(g * Stride, Stride);
                TensorPrimitives.MultiplyAdd(row, error, target, target);
            }
        }

        double penalty = 0;
        for (int g = 0; g < _genres; g++)
        {
            ReadOnlySpan<double> w = parameters.Slice(g * Stride, _columns);
            penalty += TensorPrimitives.Dot(w, w);
            Span<double> target = gradient.Slice(g * Stride, _columns);
            TensorPrimitives.Add(w, target, target);
        }

        return (_c * loss) + (0.5 * penalty);
    }
}
