namespace MusicGenre.Features.Extraction;

/// <summary>Puts frames into a matrix of the caller's, [rows, frames].</summary>
/// <param name="target">The first element; fixed while the work goes on.</param>
/// <param name="rows">The number of rows.</param>
/// <param name="frames">The number of frames.</param>
internal sealed unsafe class FrameMatrix(float* target, int rows, int frames) : IFrameSink
{
    private int _done;

    /// <inheritdoc/>
    public void Clear() => _done = 0;

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> values, int width, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            values.Slice(row * width, count).CopyTo(new Span<float>(target + ((long)row * frames) + _done, count));
        }

        _done += count;
    }

    /// <inheritdoc/>
    public void End()
    {
    }
}
