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
            largest = Math.Max(largest, System.Numerics.Tensors.TensorPrimitives.Max(values));
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
}
