using System.Diagnostics;
using System.Globalization;
using MusicGenre.Features;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MusicGenre.Tool.Output;

/// <summary>
/// Extracts features and shows how far it is, on the error stream so that rows may go to the other one: a bar with rate and time left on a terminal, a line every ten seconds otherwise.
/// </summary>
internal static class ExtractionProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    /// <param name="tracks">What is extracted.</param>
    /// <param name="count">How many tracks there are; null if that is not known.</param>
    /// <param name="set">The columns.</param>
    /// <param name="options">The segments and the number of threads.</param>
    /// <param name="bad">Where files go that can't be used.</param>
    /// <param name="take">Takes what comes out, in the tracks' order.</param>
    /// <param name="writesRows">Whether <paramref name="take"/> writes rows to a stream that may be the terminal: they would tear a bar apart.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static void Run(
        IEnumerable<AudioTrack> tracks,
        int? count,
        FeatureSet set,
        BatchOptions options,
        ICollection<BadFile> bad,
        Action<TrackFeatures> take,
        bool writesRows = false,
        CancellationToken cancellationToken = default)
    {
        Stopwatch watch = Stopwatch.StartNew();
        long done = 0;
        long rows = 0;
        int before = bad.Count;
        bool isTerminal = !Console.IsErrorRedirected && Terminal.HasAnsi && (Console.IsOutputRedirected || !writesRows);
        if (isTerminal && count is int total)
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            console.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    ProgressTask task = context.AddTask(set.Name, maxValue: Math.Max(1, total));
                    Work(() => task.Increment(1));
                });
        }
        else
        {
            TimeSpan next = BetweenLines;
            Work(() =>
            {
                if (watch.Elapsed >= next)
                {
                    next = watch.Elapsed + BetweenLines;
                    Terminal.Error(Line(done, count, bad.Count, watch.Elapsed));
                }
            });
        }

        Terminal.Error(string.Create(
            CultureInfo.InvariantCulture,
            $"{set.Name}: {Plural.Of(rows, "row")} of {Plural.Of(done - bad.Count + before, "track")} in {watch.Elapsed.TotalSeconds:0.0} s ({done / Math.Max(1e-3, watch.Elapsed.TotalSeconds):0.0} tracks/s)"));

        void Work(Action step)
        {
            foreach (TrackFeatures result in new BatchExtractor(set, options).Extract(tracks, progress: null, cancellationToken))
            {
                if (result.Problem is { } problem)
                {
                    bad.Add(problem);
                }

                take(result);
                done++;
                rows += result.Rows.Count;
                step();
            }
        }
    }

    private static string Line(long done, int? count, int bad, TimeSpan elapsed)
    {
        double rate = done / elapsed.TotalSeconds;
        string of = count is null ? "" : FormattableString.Invariant($" of {count}");
        string left = count is int total && rate > 0 ? FormattableString.Invariant($", {TimeSpan.FromSeconds(Math.Round((total - done) / rate)):g} left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done}{of} {Plural.Noun(count ?? done, "track")}, {rate:0.0} tracks/s{left}{(bad > 0 ? $", {bad} bad" : "")}");
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value / Math.Max(1e-3, task.ElapsedTime?.TotalSeconds ?? 0):0.0} tracks/s"));
    }
}
