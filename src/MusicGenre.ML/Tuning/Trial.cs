namespace MusicGenre.ML;

/// <summary>Settings that were tried.</summary>
/// <param name="Number">The trial's number, from 1.</param>
/// <param name="Settings">What was tried.</param>
/// <param name="Score">What it was worth, more is better; NaN if the training failed.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record Trial(int Number, TrialSettings Settings, double Score, double Seconds);
