namespace MusicGenre.Features.Lanes;

/// <summary>A vector of float32 numbers of which each belongs to a frame of its own, so that nothing ever moves from lane to lane.</summary>
internal interface ILane<TSelf>
    where TSelf : unmanaged, ILane<TSelf>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }
}
