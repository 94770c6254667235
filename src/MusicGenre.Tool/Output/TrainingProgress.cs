using System.Globalization;
using MusicGenre.ML;
using Spectre.Console;

namespace MusicGenre.Tool.Output;

/// <summary>Shows the progress of the trainers: a bar each on a terminal, a line each otherwise (on the error stream, so that the output stays clean).</summary>
internal static class TrainingProgress
{
    public static Task<IReadOnlyList<CrossValidationResult>> RunAsync(
        IReadOnlyList<ITrainer> trainers, int folds, Func<IProgress<FoldResult>, IReadOnlyList<CrossValidationResult>> work) =>
        Terminal.IsInteractive ? WithBarsAsync(trainers, folds, work) : Task.FromResult(work(new Lines(folds)));

    private static Task<IReadOnlyList<CrossValidationResult>> WithBarsAsync(
        IReadOnlyList<ITrainer> trainers, int folds, Func<IProgress<FoldResult>, IReadOnlyList<CrossValidationResult>> work) =>
        AnsiConsole.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(context =>
            {
                Dictionary<string, ProgressTask> tasks = trainers.DistinctBy(static t => t.Name).ToDictionary(static t => t.Name, t => context.AddTask(Markup.Escape(t.Name), maxValue: folds));
                return Task.Run(() => work(new Bars(tasks)));
            });

    private sealed class Bars(Dictionary<string, ProgressTask> tasks) : IProgress<FoldResult>
    {
        public void Report(FoldResult value) => tasks[value.TrainerName].Increment(1);
    }

    private sealed class Lines(int folds) : IProgress<FoldResult>
    {
        private readonly Dictionary<string, List<FoldResult>> _done = [];

        public void Report(FoldResult value)
        {
            lock (_done)
            {
                if (!_done.TryGetValue(value.TrainerName, out List<FoldResult>? results))
                {
                    _done.Add(value.TrainerName, results = []);
                }

                results.Add(value);
                if (results.Count == folds)
                {
                    Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"{value.TrainerName}: {folds} of {folds} folds, {results.Sum(static r => r.FitSeconds + r.PredictSeconds):0.0} s"));
                }
            }
        }
    }
}
