using MusicGenre.Features;

namespace MusicGenre.ML.MLNet;

/// <summary>How a folder of audio becomes an <see cref="Microsoft.ML.IDataView"/>.</summary>
public sealed class AudioFolderViewOptions
{
    /// <summary>Where the labels come from; by default the folder of a file, or else the beginning of its name (<c>blues.00000.wav</c>).</summary>
    public GenreSource Genres { get; init; }

    /// <summary>The segments that every track is split into, and the number of threads; null for whole tracks on all cores.</summary>
    public BatchOptions? Batch { get; init; }

    /// <summary>
    /// Called for every file that can't be used, which is then left out; null (the default) lets the cursor that comes to such a file throw its
    /// <see cref="MusicGenre.Audio.AudioFormatException"/>. It is called once per file in the life of the view, by the first pass that comes to it, on the thread that moves the cursor.
    /// A folder within that can't be read is reported while the folder is listed.
    /// </summary>
    public Action<BadFile>? BadFile { get; init; }

    /// <summary>Whether every feature is also a separate float column with the feature's name. Off by default.</summary>
    public bool FeatureColumns { get; init; }
}
