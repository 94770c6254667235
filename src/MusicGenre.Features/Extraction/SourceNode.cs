using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Extraction;

/// <summary>What comes with the frames: spectra, and what is measured on the samples.</summary>
internal sealed class SourceNode(FrameSource source, FramePart part, int rows) : Node(rows, source.Width)
{
    public FramePart Part => part;

    public override ReadOnlySpan<float> Values => source.Get(part);

    public override void Compute()
    {
    }
}
