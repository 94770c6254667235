namespace MusicGenre.ML.Trainers.Trees;

/// <summary>The class probabilities of leaves, each different vector once.</summary>
/// <param name="genreCount">The length of a vector.</param>
internal sealed class LeafTable(int genreCount)
{
    private float[] _values = new float[16 * genreCount];
    private int[] _slots = new int[64];

    public int Count { get; private set; }

    /// <summary>leaves x genres.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count * genreCount);

    public ReadOnlySpan<float> this[int leaf] => _values.AsSpan(leaf * genreCount, genreCount);

    public void Clear()
    {
        Count = 0;
        Array.Clear(_slots);
    }

    /// <summary>The number of the leaf with these probabilities.</summary>
    public int Add(ReadOnlySpan<float> probabilities)
    {
        int slot = Slot(probabilities);
        if (_slots[slot] == 0)
        {
            if ((Count + 1) * genreCount > _values.Length)
            {
                Array.Resize(ref _values, 2 * _values.Length);
            }

            probabilities.CopyTo(_values.AsSpan(Count * genreCount));
            _slots[slot] = ++Count;
            if (2 * Count > _slots.Length)
            {
                Grow();
                return Count - 1;
            }
        }

        return _slots[slot] - 1;
    }

    private int Slot(ReadOnlySpan<float> probabilities)
    {
        // Not HashCode: its seed differs from run to run, which would not matter here, but would be one more thing to know.
        uint hash = 2166136261;
        foreach (float p in probabilities)
        {
            hash = (hash ^ BitConverter.SingleToUInt32Bits(p)) * 0x9E3779B1;
            hash ^= hash >> 15;
        }

        int slot = (int)(hash & (uint)(_slots.Length - 1));
        while (_slots[slot] != 0 && !this[_slots[slot] - 1].SequenceEqual(probabilities))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private void Grow()
    {
        _slots = new int[2 * _slots.Length];
        for (int leaf = 0; leaf < Count; leaf++)
        {
            _slots[Slot(this[leaf])] = leaf + 1;
        }
    }
}
