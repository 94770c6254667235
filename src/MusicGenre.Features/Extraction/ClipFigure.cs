namespace MusicGenre.Features.Extraction;

/// <summary>A figure of the whole clip, taken from all blocks of a node before what needs it can be computed.</summary>
internal abstract class ClipFigure(Node input)
{
    /// <summary>The node that is observed.</summary>
    public Node Input => input;

    /// <summary>Goes to the beginning of a clip.</summary>
    public abstract void Clear();

    /// <summary>Takes the first frames of the block.</summary>
    public abstract void Observe(int frames);

    /// <summary>Ends a pass over the clip.</summary>
    /// <returns>Whether the figure is known; otherwise all blocks must be given once more.</returns>
    public virtual bool EndPass() => true;
}
