namespace MusicGenre.Features.Extraction;

/// <summary>How much of some work is done, 0 to 1, reported now and then.</summary>
/// <param name="progress">Takes it; may be null.</param>
/// <param name="parts">How many parts the work has, such as passes over a clip, taken as equally long.</param>
internal sealed class WorkShare(IProgress<double>? progress, int parts)
{
    private const double Step = 0.01;
    private int _done;
    private double _reported;

    /// <summary>Of the part that is being worked on, some has been done.</summary>
    /// <param name="done">How much.</param>
    /// <param name="of">Of how much; null where that is not known.</param>
    public void Report(long done, long? of)
    {
        if (progress is not null && of > 0)
        {
            Report((_done + Math.Min(1, (double)done / of.Value)) / parts, Step);
        }
    }

    /// <summary>A part is done.</summary>
    public void EndPart()
    {
        _done++;
        Report((double)_done / parts, 1e-9);
    }

    private void Report(double share, double step)
    {
        if (progress is not null && share >= _reported + step)
        {
            _reported = share;
            progress.Report(share);
        }
    }
}
