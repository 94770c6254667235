using MusicGenre.Features.Extraction;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>A descriptor with one value per row and frame: a node of the graph, made from other nodes.</summary>
internal abstract class FrameDescriptor : Descriptor
{
    private protected FrameDescriptor(string name, int rows, params (string Name, double Value)[] parameters)
        : base(name, rows, parameters)
    {
    }

    /// <summary>The reference implementation, one frame at a time, which the fast one is compared with. Where there is no other it works at any width.</summary>
    public abstract Node CreateExact(Graph graph);

    /// <summary>The node that works on several frames at once, one in each lane of a vector.</summary>
    public virtual Node CreateLanes<TLane>(Graph graph)
        where TLane : unmanaged, ILane<TLane>
        => CreateExact(graph);
}
