using System.Diagnostics;
using MusicGenre.Features;
using MusicGenre.ML.Tuning;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>
/// Searches settings that score best: for any function, or for any trainer on folds of a table. The search can be interrupted and resumed with the same outcome
/// (<see cref="TunerOptions.TrialsFile"/>).
/// </summary>
/// <remarks>
/// The score of the best settings is optimistically biased, as it was the best of many: an unbiased estimate comes from rows that the search has not seen. <see cref="TunedTrainer"/>
/// in a <see cref="CrossValidation"/> gives it.
/// <example>
/// <code>
/// SearchSpace space = new(SearchRange.LogReal("C", 0.1, 1000), SearchRange.LogReal("Gamma", 1e-4, 1));
/// TuningResult found = Tuner.Tune(table, space, s => new SupportVectorMachineTrainer { C = s.Number("C"), Gamma = s.Number("Gamma") },
///                                 Folds.Stratified(table, 5), new TunerOptions { Trials = 50, TrialsFile = "trials.csv" });
/// Console.WriteLine(found.ToTable());
/// </code>
/// </example>
/// </remarks>
public static class Tuner
{
    private const int MostTrials = 100_000;

    /// <summary>Searches the settings of a trainer that give the highest score over folds.</summary>
    /// <param name="table">The table.</param>
    /// <param name="space">What is searched.</param>
    /// <param name="create">Makes the trainer of given settings.</param>
    /// <param name="folds">The splits of the table on which each trainer is evaluated.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="score">What counts, more is better; null for the mean accuracy over the folds.</param>
    /// <param name="progress">Takes each trial when it is done.</param>
    /// <param name="cancellationToken">Cancels the search. The trials that were done are in the <see cref="TunerOptions.TrialsFile"/>.</param>
    /// <exception cref="TableFormatException">The trials file is of another search.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static TuningResult Tune(
        FeatureTable table,
        SearchSpace space,
        Func<TrialSettings, ITrainer> create,
        Folds folds,
        TunerOptions? options = null,
        Func<CrossValidationResult, double>? score = null,
        IProgress<Trial>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(folds);
        options ??= new TunerOptions();
        score ??= static result => result.Accuracy.Mean;
        CrossValidationOptions validation = new() { MaxDegreeOfParallelism = options.MaxDegreeOfParallelism };
        return Maximize(space, settings => score(CrossValidation.Run(table, create(settings), folds, validation, progress: null, cancellationToken)), options, progress, cancellationToken);
    }

    /// <summary>Searches the settings for which a function is largest.</summary>
    /// <param name="space">What is searched.</param>
    /// <param name="objective">The function. An <see cref="ArithmeticException"/> (a training that diverged) is a failed trial; so is NaN.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Takes each trial when it is done.</param>
    /// <param name="cancellationToken">Cancels the search between two trials. The trials that were done are in the <see cref="TunerOptions.TrialsFile"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="TableFormatException">The trials file is of another search, or damaged.</exception>
    /// <exception cref="ArithmeticException">Every trial failed.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static TuningResult Maximize(
        SearchSpace space, Func<TrialSettings, double> objective, TunerOptions? options = null, IProgress<Trial>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        options ??= new TunerOptions();
        if (options.Trials is < 1 or > MostTrials)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Trials, $"Trials must be from 1 to {MostTrials}.");
        }

        if (options.Description.AsSpan().IndexOfAny('\r', '\n') >= 0)
        {
            throw new ArgumentException("The description has a line break; it is the first line of a file.", nameof(options));
        }

        string title = FormattableString.Invariant($"{options.Method} search, seed {options.Seed}: {space}{(options.Description.Length > 0 ? "; " : "")}{options.Description}");

        // A grid depends on the number of trials; other searches just go on.
        title = options.Method == SearchMethod.Grid ? FormattableString.Invariant($"{title}; {options.Trials} trials") : title;
        List<Trial> trials = options.TrialsFile is null ? [] : TrialsFile.Read(options.TrialsFile, title, space);
        Proposals proposals = new(space, options);
        while (trials.Count < options.Trials)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (proposals.Next(trials) is not { } settings)
            {
                break;
            }

            long start = Stopwatch.GetTimestamp();
            double score;
            try
            {
                score = objective(settings);
            }
            catch (ArithmeticException)
            {
                score = double.NaN;
            }

            Trial trial = new(trials.Count + 1, settings, double.IsFinite(score) ? score : double.NaN, Stopwatch.GetElapsedTime(start).TotalSeconds);
            trials.Add(trial);
            if (options.TrialsFile is not null)
            {
                TrialsFile.Write(options.TrialsFile, title, space, trials);
            }

            progress?.Report(trial);
        }

        return new TuningResult(space, options.Method, trials);
    }

    /// <summary>The settings of each trial: a function of the seed, the trial's number and the trials before it alone, so that a search can be resumed.</summary>
    private sealed class Proposals(SearchSpace space, TunerOptions options)
    {
        private const int DesignExtra = 3;
        private const int MostDraws = 1000;
        private readonly List<double[]> _design = LatinHypercube(space.Count + DesignExtra, space.Count, new SeededRandom(options.Seed, -1));
        private readonly List<TrialSettings> _grid = options.Method == SearchMethod.Grid ? Grid(space, options.Trials) : [];

        public TrialSettings? Next(List<Trial> trials)
        {
            if (options.Method == SearchMethod.Grid)
            {
                return trials.Count < _grid.Count ? _grid[trials.Count] : null;
            }

            SeededRandom random = new(options.Seed, trials.Count);
            if (options.Method == SearchMethod.Bayesian)
            {
                if (trials.Count >= _design.Count)
                {
                    return ExpectedImprovement.Propose(space, trials, random) ?? Draw(trials, random);
                }

                TrialSettings designed = space.At(_design[trials.Count]);
                string key = ExpectedImprovement.Key(designed);
                return trials.Any(t => ExpectedImprovement.Key(t.Settings) == key) ? Draw(trials, random) : designed;
            }

            return Draw(trials, random);
        }

        /// <summary>Settings that were not tried yet; null if none are left (or so few that they are not found).</summary>
        private TrialSettings? Draw(List<Trial> trials, SeededRandom random)
        {
            HashSet<string> tried = [.. trials.Select(static t => ExpectedImprovement.Key(t.Settings))];
            if (space.Combinations is { } all && tried.Count >= all)
            {
                return null;
            }

            for (int i = 0; i < MostDraws; i++)
            {
                TrialSettings settings = space.At([.. Enumerable.Range(0, space.Count).Select(_ => random.NextDouble())]);
                if (!tried.Contains(ExpectedImprovement.Key(settings)))
                {
                    return settings;
                }
            }

            return null;
        }

        /// <summary>Latin hypercube sampling: along each axis, one point in every interval (McKay, Beckman and Conover, Technometrics 1979).</summary>
        private static List<double[]> LatinHypercube(int count, int axes, SeededRandom random)
        {
            List<double[]> points = [.. Enumerable.Range(0, count).Select(_ => new double[axes])];
            int[] order = [.. Enumerable.Range(0, count)];
            for (int axis = 0; axis < axes; axis++)
            {
                random.Shuffle<int>(order);
                for (int i = 0; i < count; i++)
                {
                    points[i][axis] = (order[i] + random.NextDouble()) / count;
                }
            }

            return points;
        }

        /// <summary>All combinations of as many levels as the trials allow, at least one for each range; ranges that have fewer values leave room to others.</summary>
        private static List<TrialSettings> Grid(SearchSpace space, int trials)
        {
            int[] counts = [.. Enumerable.Repeat(1, space.Count)];
            for (bool grew = true; grew;)
            {
                grew = false;
                for (int i = 0; i < counts.Length; i++)
                {
                    double product = counts.Aggregate(1.0, static (p, c) => p * c) / counts[i] * (counts[i] + 1);
                    if (product <= trials && counts[i] < (space[i].Count ?? int.MaxValue))
                    {
                        counts[i]++;
                        grew = true;
                    }
                }
            }

            double[][] levels = [.. space.Select((r, i) => r.Levels(counts[i]))];
            List<TrialSettings> settings = [];
            int[] place = new int[counts.Length];
            while (true)
            {
                settings.Add(new TrialSettings(space, [.. place.Select((p, i) => levels[i][p])]));
                int axis = place.Length - 1;
                while (axis >= 0 && ++place[axis] == counts[axis])
                {
                    place[axis--] = 0;
                }

                if (axis < 0)
                {
                    return settings;
                }
            }
        }
    }
}
