namespace MusicGenre.Features.Fingerprints;

/// <summary>Where each word occurs among fingerprints: every fourth informative word of each, sorted.</summary>
internal sealed class FingerprintIndex
{
    /// <summary>Of so many words one is in the index. All words are looked up, so every shift is met all the same.</summary>
    private const int Step = 4;

    private const int PrefixBits = 16;

    private readonly uint[] _words;
    private readonly (int Track, int Place)[] _places;
    private readonly int[] _firstOfPrefix = new int[(1 << PrefixBits) + 1];

    public FingerprintIndex(IReadOnlyList<AudioFingerprint> fingerprints)
    {
        List<uint> words = [];
        List<(int Track, int Place)> places = [];
        for (int track = 0; track < fingerprints.Count; track++)
        {
            ReadOnlySpan<uint> all = fingerprints[track].Words.Span;
            ReadOnlySpan<bool> informative = fingerprints[track].IsInformative.Span;
            for (int i = 0; i < all.Length; i += Step)
            {
                if (informative[i])
                {
                    words.Add(all[i]);
                    places.Add((track, i));
                }
            }
        }

        // Equal words in the order of their places: the sort alone would leave it open.
        _words = [.. words];
        _places = [.. places];
        long[] order = new long[_words.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = ((long)_words[i] << 31) | (uint)i;
        }

        Array.Sort(order);
        for (int i = 0; i < order.Length; i++)
        {
            int from = (int)(order[i] & int.MaxValue);
            _words[i] = words[from];
            _places[i] = places[from];
            _firstOfPrefix[(_words[i] >> (32 - PrefixBits)) + 1] = i + 1;
        }

        for (int prefix = 1; prefix < _firstOfPrefix.Length; prefix++)
        {
            _firstOfPrefix[prefix] = Math.Max(_firstOfPrefix[prefix], _firstOfPrefix[prefix - 1]);
        }
    }

    /// <summary>Where a word occurs, in the order of the fingerprints.</summary>
    public ReadOnlySpan<(int Track, int Place)> Find(uint word)
    {
        int prefix = (int)(word >> (32 - PrefixBits));
        int first = LowerBound(word, _firstOfPrefix[prefix], _firstOfPrefix[prefix + 1]);
        int end = first;
        while (end < _words.Length && _words[end] == word)
        {
            end++;
        }

        return _places.AsSpan(first, end - first);
    }

    private int LowerBound(uint word, int low, int high)
    {
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_words[middle] < word)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
