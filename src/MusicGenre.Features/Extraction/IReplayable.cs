using MusicGenre.Audio;

namespace MusicGenre.Features.Extraction;

/// <summary>A source that can be read again from its beginning at next to no cost.</summary>
internal interface IReplayable : IAudioSource;
