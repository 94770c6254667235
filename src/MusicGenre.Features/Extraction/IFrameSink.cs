namespace MusicGenre.Features.Extraction;

/// <summary>What becomes of the values of frames: statistics, a matrix.</summary>
internal interface IFrameSink
{
    /// <summary>Forgets everything: a clip begins.</summary>
    void Clear();

    /// <summary>Takes the first frames of a block.</summary>
    /// <param name="values">[rows, width].</param>
    /// <param name="width">The distance from one row to the next.</param>
    /// <param name="frames">How many frames of each row count.</param>
    void Add(ReadOnlySpan<float> values, int width, int frames);

    /// <summary>The clip has ended.</summary>
    void End();
}
