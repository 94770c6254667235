using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Descriptors;

/// <summary>sqrt(mean of x²) over the samples of each frame, without a window (<c>librosa.feature.rms(y)</c>). Unit: the samples'.</summary>
internal sealed class RootMeanSquare() : FrameDescriptor("rms", 1)
{
    public override Node CreateExact(Graph graph) => new MapNode(graph.Get(FramePart.MeanSquare), MathF.Sqrt);
}
