namespace MusicGenre.Features.Extraction;

/// <summary>Where the value of a column comes from.</summary>
internal enum ColumnKind
{
    /// <summary>From statistics over frames.</summary>
    Frames,

    /// <summary>From the whole series of a descriptor's frames.</summary>
    Series,

    /// <summary>From statistics over the samples of a signal.</summary>
    Signal,
}
