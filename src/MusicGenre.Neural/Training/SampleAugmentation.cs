using MusicGenre.Numerics;

namespace MusicGenre.Neural;

/// <summary>Makes a changed copy of a training sample. Called for one sample after another on the training thread, so that a seed fixes the outcome.</summary>
/// <param name="sample">The sample as it was given.</param>
/// <param name="result">Takes the copy, all of it.</param>
/// <param name="random">The training's random numbers; use no others.</param>
public delegate void SampleAugmentation(ReadOnlySpan<float> sample, Span<float> result, SeededRandom random);
