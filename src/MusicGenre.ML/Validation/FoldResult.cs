using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>How a trainer did on one fold.</summary>
public sealed class FoldResult
{
    internal FoldResult(string trainerName, Fold fold, int index, Metrics metrics, IReadOnlyList<RowPrediction> predictions, double fitSeconds, double predictSeconds, TrainingHistory? history, IReadOnlyList<string>? warnings = null)
    {
        Warnings = warnings ?? [];
        TrainerName = trainerName;
        Fold = fold;
        Index = index;
        Metrics = metrics;
        Predictions = predictions;
        FitSeconds = fitSeconds;
        PredictSeconds = predictSeconds;
        History = history;
    }

    /// <summary>The trainer.</summary>
    public string TrainerName { get; }

    /// <summary>The fold.</summary>
    public Fold Fold { get; }

    /// <summary>The fold's place among the folds, from 0.</summary>
    public int Index { get; }

    /// <summary>The figures on the fold's test rows.</summary>
    public Metrics Metrics { get; }

    /// <summary>What was predicted for each test row, in the fold's order.</summary>
    public IReadOnlyList<RowPrediction> Predictions { get; }

    /// <summary>The time of the fit, in seconds, on one thread, while other folds run.</summary>
    public double FitSeconds { get; }

    /// <summary>The time of the prediction of all test rows, in seconds, on one thread, while other folds run.</summary>
    public double PredictSeconds { get; }

    /// <summary>Loss and accuracy over the epochs, where the trainer learns in epochs.</summary>
    public TrainingHistory? History { get; }

    /// <summary>The warnings of the fit: <see cref="GenreModel.Warnings"/>.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>One prediction for each track, in the order of their first rows.</summary>
    internal FoldResult PerTrack(IReadOnlyList<string> genres, IReadOnlyList<string> tracks)
    {
        RowPrediction[] predictions = [.. Predictions.GroupBy(p => (tracks[p.Row], p.Label)).Select(track => Merge(genres.Count, [.. track]))];
        return predictions.Length == Predictions.Count ? this
            : new FoldResult(TrainerName, Fold, Index, Metrics.Compute(genres, predictions), predictions, FitSeconds, PredictSeconds, History, Warnings);
    }

    private static RowPrediction Merge(int genres, RowPrediction[] windows)
    {
        RowPrediction first = windows[0];
        if (windows.Length == 1)
        {
            return first;
        }

        // Without probabilities, each window has a vote.
        bool hasProbabilities = first.Probabilities.Count > 0;
        double[] scores = hasProbabilities
            ? GenreTimeline.Average(genres, [.. windows.Select(static w => w.Probabilities)])
            : [.. Enumerable.Range(0, genres).Select(g => (double)windows.Count(w => w.Predicted == g))];
        return first with { Predicted = Array.IndexOf(scores, scores.Max()), Probabilities = hasProbabilities ? scores : [] };
    }
}
