using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// The changes of sign within each frame by the frame's length (<c>librosa.feature.zero_crossing_rate</c>), in [0, 1). A sample of at most 1e-10 in size counts
/// as positive. Beyond the ends of the clip the edge sample is repeated regardless of the padding.
/// </summary>
internal sealed class ZeroCrossingRate() : FrameDescriptor("zero_crossing_rate", 1)
{
    public override Node CreateExact(Graph graph)
    {
        int length = graph.Context.FftSize;
        return new MapNode(graph.Get(FramePart.Crossings), crossings => crossings / length);
    }
}
