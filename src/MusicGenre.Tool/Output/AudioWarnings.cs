using MusicGenre.Audio;

namespace MusicGenre.Tool.Output;

/// <summary>Prints warnings about audio files, each once, to the standard error.</summary>
internal sealed class AudioWarnings : IProgress<AudioWarning>
{
    private readonly HashSet<AudioWarning> _seen = [];

    public void Report(AudioWarning value)
    {
        lock (_seen)
        {
            if (_seen.Add(value))
            {
                Terminal.Error($"warning: {value}.");
            }
        }
    }
}
