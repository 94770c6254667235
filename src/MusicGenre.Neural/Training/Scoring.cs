using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural.Training;

/// <summary>Loss and accuracy.</summary>
internal static unsafe class Scoring
{
    /// <summary>Samples that lie one after another.</summary>
    public static SampleReader ReaderOf(ReadOnlyMemory<float> inputs) => (sample, target) => inputs.Span.Slice(sample * target.Length, target.Length).CopyTo(target);

    public static Evaluation Evaluate(Sequential network, Execution execution, SampleReader inputs, ReadOnlySpan<int> labels, ReadOnlySpan<int> chosen, CancellationToken cancellationToken = default)
    {
        int count = chosen.IsEmpty ? labels.Length : chosen.Length;
        int size = network.InputShape.Size;
        double loss = 0;
        long right = 0;
        Span<float> target = execution.Input.Span;
        Span<int> truths = stackalloc int[execution.Batch];
        for (int from = 0; from < count; from += execution.Batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int batch = Math.Min(execution.Batch, count - from);
            for (int i = 0; i < batch; i++)
            {
                int sample = chosen.IsEmpty ? from + i : chosen[from + i];
                inputs(sample, target.Slice(i * size, size));
                truths[i] = labels[sample];
            }

            (double batchLoss, int batchRight) = Score(execution.Forward(batch), network.OutputShape.Size, truths[..batch]);
            loss += batchLoss;
            right += batchRight;
        }

        return new Evaluation((loss / count) + Penalty(network), (double)right / count);
    }

    /// <summary>The sum of the weighted cross-entropies and the number of right answers. A probability counts as at least 1e-30, so that a loss stays finite.</summary>
    public static (double Loss, int Right) Score(float* probabilities, int classes, ReadOnlySpan<int> labels, ReadOnlySpan<float> sampleWeights = default)
    {
        double loss = 0;
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = new(probabilities + ((nint)i * classes), classes);
            float truth = row[labels[i]];
            loss -= (sampleWeights.IsEmpty ? 1 : sampleWeights[i]) * (truth > 1e-30f || float.IsNaN(truth) ? Math.Log(truth) : Math.Log(1e-30));
            int likeliest = 0;
            for (int j = 1; j < row.Length; j++)
            {
                if (row[j] > row[likeliest])
                {
                    likeliest = j;
                }
            }

            right += likeliest == labels[i] ? 1 : 0;
        }

        return (loss, right);
    }

    /// <summary>The sum over all weights with L2 of L2 times the square.</summary>
    public static double Penalty(Sequential network)
    {
        double penalty = 0;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            IReadOnlyList<Parameter> parameters = network.Layers[i].Parameters;
            for (int j = 0; j < parameters.Count; j++)
            {
                if (parameters[j].L2 > 0)
                {
                    penalty += parameters[j].L2 * VectorMath.SumOfSquares(parameters[j].Buffer.Span);
                }
            }
        }

        return penalty;
    }
}
