namespace MusicGenre.ML.Onnx.Graphs;

/// <summary>The size of an ONNX file, which is one message of Protocol Buffers.</summary>
internal static class FileSize
{
    // What names and other small things take is far below the difference to 2^31 bytes.
    private const long Largest = 2_000_000_000;

    /// <summary>Refuses what is too large, before memory is taken for it.</summary>
    /// <param name="bytes">The bytes of numbers.</param>
    /// <exception cref="NotSupportedException">They are too many.</exception>
    public static void Check(long bytes)
    {
        if (bytes > Largest)
        {
            throw new NotSupportedException("The model can't be written as ONNX: it has more than the 2 GB of one file.");
        }
    }
}
