namespace MusicGenre.Fuzz;

/// <summary>A promise that a successful read did not keep.</summary>
internal sealed class FuzzException(string promise) : Exception($"broken promise: {promise}");
