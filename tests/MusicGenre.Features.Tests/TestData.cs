using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests;

/// <summary>The reference values: those of synthetic signals are in the folder Reference, those of music next to the repository.</summary>
internal static class TestData
{
    /// <summary>The signals that librosa's values are known of.</summary>
    public static readonly string[] Signals =
    [
        "sine440", "sine_tuned", "chirp", "noise", "noise_quiet", "clicks120", "impulse", "silence", "harmonics", "short1000", "short100", "short4000", "dc", "clipped",
        "stepnoise", "music_brahms", "music_vibeace", "music_sugarplum", "music_fishin", "music_trumpet",
    ];

    /// <summary>A file of the folder Reference.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([AppContext.BaseDirectory, "Reference", .. parts]);

    /// <summary>A signal.</summary>
    public static AudioClip Clip(string signal)
        => AudioFile.Read(IsMusic(signal) ? SharedData.Require("librosa", "audio", $"{signal}.wav") : Path("audio", $"{signal}.wav"));

    /// <summary>The file of librosa's values for a signal: 0.11.0 with zero padding, 0.8.0 with reflect padding.</summary>
    public static string Values(string signal, Padding padding)
        => IsMusic(signal) ? SharedData.Require("librosa", Version(padding), $"{signal}.csv") : Path(Version(padding), $"{signal}.csv.gz");

    /// <summary>librosa's tuning estimates and tempi of a signal.</summary>
    public static JsonElement Scalars(string signal, Padding padding)
    {
        string path = IsMusic(signal) ? SharedData.Require("librosa", Version(padding), "scalars.json") : Path(Version(padding), "scalars.json");
        using JsonDocument scalars = JsonDocument.Parse(File.ReadAllText(path));
        return scalars.RootElement.GetProperty(signal).Clone();
    }

    /// <summary>The version of librosa that pads so.</summary>
    public static string Version(Padding padding) => padding == Padding.Zero ? "v0.11.0" : "v0.8.0";

    private static bool IsMusic(string signal) => signal.StartsWith("music_", StringComparison.Ordinal);
}
