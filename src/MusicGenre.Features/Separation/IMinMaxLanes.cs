namespace MusicGenre.Features.Separation;

/// <summary>A few float32 numbers side by side that are loaded, compared and stored together.</summary>
internal interface IMinMaxLanes<TSelf>
    where TSelf : unmanaged, IMinMaxLanes<TSelf>
{
    /// <summary>How many.</summary>
    static abstract int Count { get; }

    /// <summary>From memory.</summary>
    static abstract TSelf Load(ref float source, nuint index);

    /// <summary>To memory.</summary>
    static abstract void Store(TSelf value, ref float target, nuint index);

    /// <summary>The smaller of each pair; of NaN nothing is promised.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger of each pair; of NaN nothing is promised.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);
}
