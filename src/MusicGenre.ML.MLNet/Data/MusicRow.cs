using Microsoft.ML.Data;

namespace MusicGenre.ML.MLNet.Data;

/// <summary>A row whose audio file was read: what was copied of its source, and its features.</summary>
/// <param name="Index">The place of the row in its pass.</param>
/// <param name="Id">The source's id of it.</param>
/// <param name="Held">The source's values by column; null if a column is not active.</param>
/// <param name="Features">The features; empty if nobody requested them.</param>
internal sealed record MusicRow(long Index, DataViewRowId Id, object?[] Held, ReadOnlyMemory<float> Features);
