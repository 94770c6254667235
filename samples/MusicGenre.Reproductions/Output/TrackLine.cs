using System.Globalization;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Output;

/// <summary>Shows how many tracks are done: one line that changes on a terminal, one line at the end otherwise (on the error stream).</summary>
internal sealed class TrackLine : IProgress<TrackProgress>
{
    private readonly Lock _gate = new();
    private int _shown;

    public void Report(TrackProgress value)
    {
        // Several threads report, not always in order.
        lock (_gate)
        {
            bool isLast = value.Done == value.Total;
            if (Terminal.IsInteractive && value.Done > _shown)
            {
                _shown = value.Done;
                Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{value.Done} of {value.Total} tracks{(isLast ? "\n" : "")}"));
            }
            else if (!Terminal.IsInteractive && isLast)
            {
                Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"{value.Done} of {value.Total} tracks"));
            }
        }
    }
}
