using MusicGenre.ML;
using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>An epoch of the training on a fold.</summary>
/// <param name="Fold">The fold.</param>
/// <param name="Epoch">The epoch.</param>
public readonly record struct FoldEpoch(Fold Fold, EpochResult Epoch);
