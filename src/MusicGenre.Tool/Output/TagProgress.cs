using System.Diagnostics;

namespace MusicGenre.Tool.Output;

/// <summary>Says every ten seconds of how many files the tags were read.</summary>
/// <param name="count">How many files there are.</param>
internal sealed class TagProgress(int count) : IProgress<int>
{
    private const long BetweenLines = 10;

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _lines;

    public void Report(int value)
    {
        long due = (long)(Stopwatch.GetElapsedTime(_start).TotalSeconds / BetweenLines);
        long before = Interlocked.Read(ref _lines);
        if (due > before && Interlocked.CompareExchange(ref _lines, due, before) == before)
        {
            Terminal.Error(FormattableString.Invariant($"tags: {value} of {count} files"));
        }
    }
}
