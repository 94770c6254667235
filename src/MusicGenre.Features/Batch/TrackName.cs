namespace MusicGenre.Features;

/// <summary>The naming scheme of GTZAN and the tables made from it: <c>blues.00000.wav</c> is a track, <c>blues.00000.3.wav</c> its segment 3.</summary>
public static class TrackName
{
    /// <summary>The track that a file name refers to: without folder, audio extension and segment number.</summary>
    /// <param name="fileName">A file name or path, with either kind of slash.</param>
    /// <returns><c>blues.00000</c> for <c>blues.00000.wav</c>, <c>blues/blues.00000.au</c> and <c>blues.00000.3.wav</c>.</returns>
    public static string Track(string fileName)
    {
        string stem = Stem(fileName);
        int last = stem.LastIndexOf('.');
        if (last <= 0 || !IsNumber(stem.AsSpan(last + 1)))
        {
            return stem;
        }

        // A number after a number is a segment; a number after a word ("blues.00000", "song.01") is the track's own.
        int previous = stem.LastIndexOf('.', last - 1);
        return IsNumber(stem.AsSpan(previous + 1, last - previous - 1)) && previous >= 0 ? stem[..last] : stem;
    }

    /// <summary>The file name without folder and audio extension (<see cref="AudioFolder.IsAudioName"/>); any other extension is part of the name: <c>Mr. Brown</c>, <c>blues.00000</c>.</summary>
    /// <param name="fileName">A file name or path, with either kind of slash.</param>
    public static string Stem(string fileName)
    {
        string name = WithoutFolder(fileName);
        int dot = name.LastIndexOf('.');
        return dot > 0 && AudioFolder.IsAudioName(name) ? name[..dot] : name;
    }

    /// <summary>The file name without folder.</summary>
    internal static string WithoutFolder(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private static bool IsNumber(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
