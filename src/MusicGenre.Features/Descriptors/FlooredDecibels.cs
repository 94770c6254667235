using System.Numerics.Tensors;
using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Descriptors;

/// <summary>Decibels, each at least 80 dB below the loudest of the clip (the <c>top_db</c> of <c>librosa.power_to_db</c>).</summary>
internal sealed class FlooredDecibels(FrameDescriptor decibels) : FrameDescriptor($"floored {decibels}", decibels.Rows)
{
    public override Node CreateExact(Graph graph)
    {
        Node node = graph.Get(decibels);
        return new Floored(node, graph.Level(node));
    }

    private sealed class Floored(Node decibels, LevelFigure level) : Node(decibels.Rows, [decibels], level)
    {
        public override void Compute() => TensorPrimitives.Max(decibels.Values, level.Value - Decibel.Range, Result);
    }
}
