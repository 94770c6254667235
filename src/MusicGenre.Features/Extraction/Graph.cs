using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Extraction;

/// <summary>The nodes of an extraction and the figures of the whole clip, each there once. One thread's.</summary>
/// <param name="source">Where the frames come from.</param>
/// <param name="exact">Whether the nodes are those of the reference implementation; otherwise they are as wide as the source.</param>
/// <param name="context">The sample rate and the frames.</param>
/// <param name="mostPeaksHeld">The number of spectral peaks up to which the tuning needs one pass only.</param>
internal sealed class Graph(FrameSource source, bool exact, MeasureContext context, int mostPeaksHeld)
{
    private readonly Dictionary<object, Node> _byKey = [];
    private readonly List<Node> _nodes = [];
    private readonly List<ClipFigure> _figures = [];

    /// <summary>The sample rate and the frames.</summary>
    public MeasureContext Context => context;

    /// <summary>Where the frames come from.</summary>
    public FrameSource Source => source;

    /// <summary>All nodes, each after its inputs.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>All figures.</summary>
    public IReadOnlyList<ClipFigure> Figures => _figures;

    /// <summary>The node of a descriptor.</summary>
    public Node Get(FrameDescriptor descriptor) => Get(descriptor, () => (exact ? 0 : source.Width) switch
    {
        4 => descriptor.CreateLanes<Lane4>(this),
        8 => descriptor.CreateLanes<Lane8>(this),
        16 => descriptor.CreateLanes<Lane16>(this),
        _ => descriptor.CreateExact(this),
    });

    /// <summary>The node of what comes with the frames.</summary>
    public Node Get(FramePart part) => Get(part, () => new SourceNode(source, part, part switch
    {
        FramePart.Power or FramePart.Magnitude => context.Bins,
        FramePart.RunningSums => (context.Bins / FrameSource.RunBins) + 1,
        _ => 1,
    }));

    /// <summary>The largest value of a node in the clip, or of some of its rows.</summary>
    public LevelFigure Level(Node node, int firstRow = 0, int? rows = null)
        => Figure(f => f.Input == node && f.FirstRow == firstRow, () => new LevelFigure(node, firstRow, rows ?? node.Rows));

    /// <summary>The tuning of the clip.</summary>
    public TuningFigure Tuning(bool fromPower = true)
    {
        Node spectrum = Get(fromPower ? FramePart.Power : FramePart.Magnitude);
        return Figure(f => f.Input == spectrum, () => new TuningFigure(spectrum, source, new TuningEstimator(context, mostPeaksHeld), fromPower));
    }

    private Node Get(object key, Func<Node> create)
    {
        if (!_byKey.TryGetValue(key, out Node? node))
        {
            node = create();
            _byKey.Add(key, node);
            _nodes.Add(node);
        }

        return node;
    }

    private TFigure Figure<TFigure>(Func<TFigure, bool> same, Func<TFigure> create)
        where TFigure : ClipFigure
    {
        TFigure? figure = _figures.OfType<TFigure>().FirstOrDefault(same);
        if (figure is null)
        {
            figure = create();
            _figures.Add(figure);
        }

        return figure;
    }
}
