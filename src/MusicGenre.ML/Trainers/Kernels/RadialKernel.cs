using System.Numerics.Tensors;

namespace MusicGenre.ML.Trainers.Kernels;

/// <summary>exp(-gamma |a - b|^2).</summary>
internal readonly struct RadialKernel(double gamma)
{
    public double Gamma => gamma;

    public float Of(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float distance = TensorPrimitives.Distance(a, b);
        return (float)Math.Exp(-gamma * distance * distance);
    }
}
