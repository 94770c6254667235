namespace MusicGenre.Features.Extraction;

/// <summary>
/// Values of a block of neighbouring frames, computed once a block from those of other nodes, whoever asks for them. Element [row, lane] is at row · <see cref="Width"/> + lane;
/// the lanes after the last frame of a clip hold meaningless numbers. Not safe for use by several threads.
/// </summary>
internal abstract class Node
{
    private readonly float[] _own;
    private float[] _values;

    /// <summary>Prepares a node as wide as its inputs.</summary>
    /// <param name="rows">The rows of its values.</param>
    /// <param name="inputs">The nodes that it reads.</param>
    /// <param name="figures">The figures of the whole clip that must be known before its first block.</param>
    private protected Node(int rows, Node[] inputs, params ClipFigure[] figures)
        : this(rows, inputs[0].Width)
    {
        Inputs = inputs;
        Stage = Math.Max(inputs.Max(i => i.Stage), figures.Select(f => f.Input.Stage + 1).DefaultIfEmpty().Max());
        _own = new float[rows * Width];
        _values = _own;
    }

    /// <summary>Prepares a node without inputs, and without memory of its own.</summary>
    private protected Node(int rows, int width)
    {
        Rows = rows;
        Width = width;
        _own = _values = [];
    }

    /// <summary>The rows of the values.</summary>
    public int Rows { get; }

    /// <summary>The number of lanes.</summary>
    public int Width { get; }

    /// <summary>The nodes that it reads.</summary>
    public IReadOnlyList<Node> Inputs { get; } = [];

    /// <summary>How many passes over the clip must come before: 0, or one more than that of the figures it needs.</summary>
    public int Stage { get; }

    /// <summary>Whether its values are worth keeping for a later pass: few, and dear to compute again.</summary>
    public virtual bool WorthKeeping => false;

    /// <summary>The values of the block, [rows, lanes].</summary>
    public virtual ReadOnlySpan<float> Values => _values;

    /// <summary>Where <see cref="Compute"/> puts them.</summary>
    protected Span<float> Result => _values;

    /// <summary>Goes to the beginning of a clip; the figures that the node needs are known.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>Computes the values of the block; allocates nothing.</summary>
    public abstract void Compute();

    /// <summary>Takes other memory for the values: that of a block which is kept. Null for the node's own.</summary>
    public void Use(float[]? values) => _values = values ?? _own;
}
