namespace MusicGenre.ML.MLNet.Data;

/// <summary>A row of a view of audio files.</summary>
/// <param name="Track">The place of the track in the listing.</param>
/// <param name="Segment">The place of the row among the track's.</param>
/// <param name="Name">What the row is called.</param>
/// <param name="Values">The features; empty if no column requests them.</param>
internal readonly record struct AudioRow(int Track, int Segment, string Name, ReadOnlyMemory<float> Values);
