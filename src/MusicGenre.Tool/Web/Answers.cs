using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicGenre.Tool.Web;

/// <summary>The answer to <c>POST /predict</c>.</summary>
/// <param name="File">What the song is called: a label that nothing is read from or written to.</param>
/// <param name="Genre">The most probable genre; <c>unknown</c> where that is less probable than <c>--reject-below</c>.</param>
/// <param name="Probability">The probability of the most probable genre.</param>
/// <param name="Duration">How much of the song was looked at, s.</param>
/// <param name="Probabilities">All genres, the most probable first.</param>
/// <param name="Windows">The windows of the model's length, whose predictions the song's is made of.</param>
/// <param name="Course">The course over time in shorter windows that overlap, of a song of few windows and if it was asked for; else null.</param>
/// <param name="Nearest">The nearest tracks of the training table, the nearest first; null where the table is not known.</param>
/// <param name="Notes">What a reader should know: a song that was cut, a header that announces more than the file has.</param>
/// <param name="Spectrogram">The picture, if it was asked for.</param>
/// <param name="Milliseconds">How long decoding and prediction took.</param>
internal sealed record SongAnswer(
    string File,
    string Genre,
    double Probability,
    double Duration,
    GenreShare[] Probabilities,
    WindowAnswer[] Windows,
    WindowAnswer[]? Course,
    NearTrack[]? Nearest,
    string[] Notes,
    SpectrogramAnswer? Spectrogram,
    double Milliseconds);

/// <summary>A genre and its probability.</summary>
internal sealed record GenreShare(string Genre, double Probability);

/// <summary>A stretch of the song.</summary>
/// <param name="Start">Its start, s.</param>
/// <param name="End">Its end, s.</param>
/// <param name="Genre">The most probable genre, or <c>unknown</c>.</param>
/// <param name="Probabilities">In the order of the model's genres (<c>GET /model</c>).</param>
internal sealed record WindowAnswer(double Start, double End, string Genre, double[] Probabilities);

/// <summary>A track of the training table.</summary>
/// <param name="Name">Its file name in the table.</param>
/// <param name="Genre">Its genre.</param>
/// <param name="Distance">The root mean square difference of the standardised features: 0 for the same, about 1.4 for two tracks that have nothing in common.</param>
internal sealed record NearTrack(string Name, string Genre, double Distance);

/// <summary>A picture of the song.</summary>
/// <param name="Image">A PNG as data address.</param>
/// <param name="Width">Pixels; from the song's start to its end.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Ticks">Frequencies and their heights.</param>
internal sealed record SpectrogramAnswer(string Image, int Width, int Height, FrequencyTick[] Ticks);

/// <summary>A frequency and its height in the picture, from 0 below to 1 on top.</summary>
internal sealed record FrequencyTick(double Frequency, double Place);

/// <summary>The answer to <c>GET /model</c>.</summary>
internal sealed record ModelAnswer(
    string Name,
    string Trainer,
    string[] Genres,
    int Features,
    string FeatureSet,
    int SampleRate,
    double? WindowSeconds,
    int TrainingTracks,
    string? NearestNote,
    JsonElement? Card,
    long MaximumUpload,
    double LongestSong,
    string Version);

/// <summary>The answer to <c>GET /health</c>.</summary>
internal sealed record HealthAnswer(string Status, long Songs, int InWork, long Refused);

/// <summary>What went wrong, as RFC 9457 has it.</summary>
internal sealed record Problem(string Title, int Status, string Detail);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SongAnswer))]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class WebJson : JsonSerializerContext;
