using System.Diagnostics;
using System.Globalization;
using MusicGenre.Features;
using MusicGenre.ML;

namespace MusicGenre.Tool.Output;

/// <summary>Inspects files and says on the error stream how far it is.</summary>
internal static class InspectionProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<TrackInspection> Run(IReadOnlyList<AudioTrack> tracks, BatchOptions options, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        TimeSpan next = BetweenLines;
        List<TrackInspection> inspected = [];
        foreach (TrackInspection inspection in TrackInspector.Inspect(tracks, options, progress: null, cancellation))
        {
            inspected.Add(inspection);
            if (watch.Elapsed >= next)
            {
                next = watch.Elapsed + BetweenLines;
                Terminal.Error($"{inspected.Count} of {Plural.Of(tracks.Count, "track")} inspected");
            }
        }

        Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"inspected: {Plural.Of(inspected.Count, "track")} in {watch.Elapsed.TotalSeconds:0.0} s"));
        return inspected;
    }
}
