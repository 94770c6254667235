using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural;

/// <summary>One array of a layer's weights.</summary>
public sealed class Parameter
{
    private readonly int[] _shape;

    internal Parameter(string name, bool isTrainable, double l2, params int[] shape)
    {
        Name = name;
        IsTrainable = isTrainable;
        L2 = l2;
        _shape = shape;
        long length = 1;
        foreach (int axis in shape)
        {
            length = checked(length * axis);
        }

        Buffer = new AlignedBuffer(length);
    }

    /// <summary>Keras' name: <c>kernel</c>, <c>recurrent_kernel</c>, <c>bias</c>, <c>gamma</c>, <c>beta</c>, <c>moving_mean</c>, <c>moving_variance</c>.</summary>
    public string Name { get; }

    /// <summary>Whether training changes it by gradients.</summary>
    public bool IsTrainable { get; }

    /// <summary>The factor of the sum of squares that training adds to the loss.</summary>
    public double L2 { get; }

    /// <summary>The lengths of its axes, in Keras' order.</summary>
    public IReadOnlyList<int> Shape => _shape;

    /// <summary>The values, row-major; writing to them changes the network.</summary>
    public Span<float> Values => Buffer.Span;

    internal AlignedBuffer Buffer { get; }

    /// <summary>The minimum of a value read from a file.</summary>
    internal float Minimum { get; init; } = float.MinValue;
}
