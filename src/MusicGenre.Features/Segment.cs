namespace MusicGenre.Features;

/// <summary>A segment of a clip.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Start">Its first sample.</param>
/// <param name="Length">The number of its samples.</param>
public readonly record struct Segment(int Index, int Start, int Length);
