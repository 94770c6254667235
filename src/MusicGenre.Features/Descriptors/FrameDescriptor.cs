using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Descriptors;

/// <summary>A descriptor with one value per row and frame, read from the frame's samples and spectrum.</summary>
internal abstract class FrameDescriptor : Descriptor
{
    private protected FrameDescriptor(string name, int rows, params (string Name, double Value)[] parameters)
        : base(name, rows, parameters)
    {
    }

    /// <summary>Whether <see cref="MeasureContext.Tuning"/> must be the tuning of the whole clip, which costs its own pass.</summary>
    public virtual bool NeedsTuning => false;

    /// <summary>The measure in double precision, one frame at a time: what the fast one is compared with.</summary>
    public abstract FrameMeasure CreateExact(MeasureContext context);

    /// <summary>The measure of several frames at once, one in each lane of a vector.</summary>
    public abstract FrameMeasure CreateLanes<TLane>(MeasureContext context)
        where TLane : unmanaged, ILane<TLane>;
}
