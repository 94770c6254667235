using System.Numerics.Tensors;

namespace MusicGenre.Numerics;

/// <summary>Searches values for NaN and infinity.</summary>
internal static class Finite
{
    /// <summary>The index of the first value that is NaN or infinite; -1 if all are finite.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // IsFiniteAll of an empty span is false.
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values))
        {
            return -1;
        }

        int index = 0;
        while (float.IsFinite(values[index]))
        {
            index++;
        }

        return index;
    }
}
