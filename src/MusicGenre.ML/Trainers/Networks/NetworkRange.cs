using System.Numerics.Tensors;
using MusicGenre.Neural;

namespace MusicGenre.ML.Trainers.Networks;

/// <summary>How large a network's sums can become on rows within <see cref="FittedPreprocessing.Bound"/>: an overflow would give NaN instead of probabilities.</summary>
internal static class NetworkRange
{
    // The sums are taken in single precision, in any order, and the softmax subtracts two of them.
    private const double Largest = float.MaxValue / 4;

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(Sequential network)
    {
        double bound = FittedPreprocessing.Bound;
        foreach (Layer layer in network.Layers)
        {
            bound = BoundOfSums(layer, bound);
            if (!(bound <= Largest))
            {
                return $"the weights of the layer {layer.Name} or of those before it are so large that its sums can overflow; sums of at most {Largest:0.0e+0} were expected.";
            }

            ActivationFunction function = layer switch
            {
                Dense dense => dense.Activation,
                Conv2D convolution => convolution.Activation,
                Activation activation => activation.Function,
                Lstm => ActivationFunction.Tanh,
                _ => ActivationFunction.Linear,
            };
            bound = function is ActivationFunction.Linear or ActivationFunction.ReLU ? bound : 1;
        }

        return null;
    }

    private static double BoundOfSums(Layer layer, double input)
    {
        if (layer.Parameters.Count == 0)
        {
            return input;
        }

        double[] sums = new double[layer.Parameters[0].Shape[^1]];
        double[] magnitudes = new double[sums.Length];
        if (layer is BatchNorm norm)
        {
            for (int c = 0; c < sums.Length; c++)
            {
                double scale = Math.Abs(norm.Parameters[0].Values[c]) / Math.Sqrt(norm.Parameters[3].Values[c] + norm.Epsilon);
                sums[c] = (scale * (input + Math.Abs(norm.Parameters[2].Values[c]))) + Math.Abs(norm.Parameters[1].Values[c]);
            }
        }
        else
        {
            // A kernel takes the layer's input, a recurrent kernel what a tanh gave, and a bias is added as it is; the last axis is the outputs'.
            foreach (Parameter parameter in layer.Parameters)
            {
                double factor = parameter.Name == "kernel" ? input : 1;
                for (int from = 0; from < parameter.Values.Length; from += sums.Length)
                {
                    TensorPrimitives.ConvertChecked<float, double>(parameter.Values.Slice(from, sums.Length), magnitudes);
                    TensorPrimitives.Abs<double>(magnitudes, magnitudes);
                    TensorPrimitives.MultiplyAdd(magnitudes, factor, sums, sums);
                }
            }
        }

        return TensorPrimitives.Max<double>(sums);
    }
}
