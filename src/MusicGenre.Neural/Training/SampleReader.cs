namespace MusicGenre.Neural;

/// <summary>Gives one sample when a step needs it, so that samples may be kept smaller than as floats (images as bytes) or made on the way. Called on the training thread.</summary>
/// <param name="sample">Its number, from 0.</param>
/// <param name="target">Takes the sample, all of its finite numbers.</param>
public delegate void SampleReader(int sample, Span<float> target);
