namespace MusicGenre.Features.Extraction;

/// <summary>Takes the values of a node, block by block.</summary>
/// <param name="Node">The node.</param>
/// <param name="What">What its values are called in errors: a descriptor.</param>
/// <param name="Sink">What becomes of them.</param>
internal sealed record Leaf(Node Node, object What, IFrameSink Sink);
