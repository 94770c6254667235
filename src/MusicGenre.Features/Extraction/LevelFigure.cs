using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MusicGenre.Features.Extraction;

/// <summary>The largest value of some rows of a node.</summary>
internal sealed class LevelFigure(Node input, int firstRow, int rows) : ClipFigure(input)
{
    /// <summary>The largest value.</summary>
    public float Value { get; private set; }

    public int FirstRow => firstRow;

    public override void Clear() => Value = float.NegativeInfinity;

    public override void Observe(int frames)
    {
        int width = Input.Width;
        ReadOnlySpan<float> values = Input.Values.Slice(firstRow * width, rows * width);
        float largest = Value;
        if (frames == width)
        {
            largest = Largest(values, largest);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                largest = i % width < frames ? Math.Max(largest, values[i]) : largest;
            }
        }

        Value = largest;
    }

    /// <summary>The largest of finite numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Largest(ReadOnlySpan<float> values, float atLeast)
    {
        Vector512<float> even = Vector512.Create(atLeast);
        Vector512<float> odd = even;
        int width = Vector512<float>.Count;
        int i = 0;
        for (; i <= values.Length - (2 * width); i += 2 * width)
        {
            even = Vector512.MaxNative(even, Vector512.Create(values.Slice(i, width)));
            odd = Vector512.MaxNative(odd, Vector512.Create(values.Slice(i + width, width)));
        }

        even = Vector512.MaxNative(even, odd);
        float largest = atLeast;
        for (int lane = 0; lane < width; lane++)
        {
            largest = Math.Max(largest, even[lane]);
        }

        for (; i < values.Length; i++)
        {
            largest = Math.Max(largest, values[i]);
        }

        return largest;
    }
}
