using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural.Layers;

/// <summary>Applies an activation function and its derivative in place.</summary>
internal static unsafe class ActivationKernels
{
    public static void Check(ActivationFunction function, string parameter)
    {
        if (!Enum.IsDefined(function))
        {
            throw new ArgumentOutOfRangeException(parameter, function, $"There is no activation function {(int)function}; the known ones are {string.Join(", ", Enum.GetNames<ActivationFunction>())}.");
        }
    }

    /// <summary>x = f(x), the softmax over rows of <paramref name="columns"/>.</summary>
    public static void Forward(ActivationFunction function, float* x, int rows, int columns)
    {
        int length = rows * columns;
        switch (function)
        {
            case ActivationFunction.ReLU:
                VectorMath.ReLU(x, length);
                break;
            case ActivationFunction.Tanh:
                VectorMath.Tanh(x, length);
                break;
            case ActivationFunction.Sigmoid:
                VectorMath.Sigmoid(x, length);
                break;
            case ActivationFunction.Softmax:
                VectorMath.Softmax(x, rows, columns);
                break;
            default:
                break;
        }
    }

    /// <summary>gradient = gradient · f', from the function's output.</summary>
    public static void Backward(ActivationFunction function, float* output, float* gradient, int rows, int columns)
    {
        int length = rows * columns;
        switch (function)
        {
            case ActivationFunction.ReLU:
                VectorMath.ReLUGradient(output, gradient, length);
                break;
            case ActivationFunction.Tanh:
                VectorMath.TanhGradient(output, gradient, length);
                break;
            case ActivationFunction.Sigmoid:
                VectorMath.SigmoidGradient(output, gradient, length);
                break;
            case ActivationFunction.Softmax:
                VectorMath.SoftmaxGradient(output, gradient, rows, columns);
                break;
            default:
                break;
        }
    }
}
