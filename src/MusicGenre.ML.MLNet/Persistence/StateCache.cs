using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>What a state column holds, made once for each text and kept as long as the text is.</summary>
/// <typeparam name="T">What it is made into.</typeparam>
/// <param name="make">Makes it from the bytes.</param>
internal sealed class StateCache<T>(Func<byte[], T> make)
    where T : class
{
    private readonly ConditionalWeakTable<string, T> _made = [];

    public T this[ReadOnlyMemory<char> text]
    {
        get
        {
            // The expression hands out its one string in every row, so that its identity is the key.
            string whole = MemoryMarshal.TryGetString(text, out string? s, out int start, out int length) && start == 0 && length == s.Length ? s : text.ToString();
            return _made.GetValue(whole, key => make(Convert.FromBase64String(key)));
        }
    }
}
