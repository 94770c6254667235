namespace MusicGenre.Audio.Providers;

/// <summary>Collects samples whose number is not known in advance: memory is allocated only for those that arrive.</summary>
internal static class SampleBlocks
{
    private const int BlockLength = 1 << 18;

    /// <summary>Reads to the end or to a limit.</summary>
    /// <param name="read">Fills a buffer, completely unless the end comes first.</param>
    /// <param name="limit">How many samples at most.</param>
    /// <returns>The samples; null if they are more than an array holds.</returns>
    public static float[]? Read(Func<Span<float>, int> read, long limit)
    {
        List<float[]> blocks = [];
        long total = 0;
        float[] block;
        int count;
        do
        {
            block = GC.AllocateUninitializedArray<float>((int)Math.Min(BlockLength, limit - total));
            count = read(block);
            total += count;
            if (total > Array.MaxLength)
            {
                return null;
            }

            blocks.Add(block);
        }
        while (count == block.Length && total < limit);

        float[] samples = GC.AllocateUninitializedArray<float>((int)total);
        for (int i = 0; i < blocks.Count; i++)
        {
            Span<float> target = samples.AsSpan(i * BlockLength);
            blocks[i].AsSpan(0, Math.Min(BlockLength, target.Length)).CopyTo(target);
        }

        return samples;
    }
}
