namespace MusicGenre.Features;

/// <summary>How a clip is extended before its first and after its last sample, for centred frames that reach beyond it.</summary>
/// <remarks>The zero-crossing rate always repeats the edge sample, as in librosa.</remarks>
public enum Padding
{
    /// <summary>With zeros: librosa 0.9 and later (<c>pad_mode="constant"</c>). The default.</summary>
    Zero,

    /// <summary>
    /// Mirrored about the edge sample, which itself is not repeated: librosa 0.8 and before (<c>pad_mode="reflect"</c>), and with it the published GTZAN tables.
    /// A clip shorter than the padding is mirrored again and again; a clip of one sample repeats it.
    /// </summary>
    Reflect,
}
