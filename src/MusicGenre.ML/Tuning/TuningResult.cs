using System.Globalization;
using System.Text;
using MusicGenre.ML.Tuning;
using MusicGenre.Numerics;

namespace MusicGenre.ML;

/// <summary>What a search found.</summary>
public sealed class TuningResult
{
    internal TuningResult(SearchSpace space, SearchMethod method, IReadOnlyList<Trial> trials)
    {
        Space = space;
        Method = method;
        Trials = trials;
        Trial[] scored = [.. trials.Where(static t => !double.IsNaN(t.Score))];
        if (scored.Length == 0)
        {
            throw new ArithmeticException($"None of the {trials.Count} trials could be scored: every training failed.");
        }

        Best = scored.MaxBy(static t => t.Score)!;
        Recommended = method == SearchMethod.Bayesian && scored.Length > space.Count + 1 ? ExpectedImprovement.BestByModel(scored) : Best;
    }

    /// <summary>What was searched.</summary>
    public SearchSpace Space { get; }

    /// <summary>How it was searched.</summary>
    public SearchMethod Method { get; }

    /// <summary>All trials, in order.</summary>
    public IReadOnlyList<Trial> Trials { get; }

    /// <summary>The trial with the highest score, the first of several.</summary>
    public Trial Best { get; }

    /// <summary>
    /// The trial to use: of a Bayesian search the one with the highest mean of the Gaussian process, which a lucky draw of a noisy score does not fool;
    /// otherwise <see cref="Best"/>.
    /// </summary>
    public Trial Recommended { get; }

    /// <summary>The best trials as a table, best first; the recommended one is marked.</summary>
    /// <param name="most">How many rows at most.</param>
    public string ToTable(int most = 10)
    {
        string[][] rows =
        [
            ["", "trial", "score", .. Space.Select(static r => r.Name), "seconds"],
            .. Trials.OrderByDescending(static t => double.IsNaN(t.Score) ? double.NegativeInfinity : t.Score).Take(most).Select(t => (string[])
            [
                ReferenceEquals(t, Recommended) ? "*" : "",
                t.Number.ToString(CultureInfo.InvariantCulture),
                double.IsNaN(t.Score) ? "failed" : t.Score.ToString("0.0000", CultureInfo.InvariantCulture),
                .. Enumerable.Range(0, Space.Count).Select(t.Settings.Short),
                t.Seconds.ToString("0.00", CultureInfo.InvariantCulture),
            ]),
        ];
        int[] widths = [.. rows[0].Select((_, c) => rows.Max(r => r[c].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            text.AppendJoin("  ", row.Select((cell, c) => cell.PadLeft(widths[c]))).AppendLine();
        }

        return text.ToString();
    }

    /// <summary>The trials as a self-contained SVG plot: the scores in their order with the best so far, and the score over each setting.</summary>
    public string ToSvg() => TrialsChart.Write(this);

    /// <summary>Saves <see cref="ToSvg"/>; the file is written atomically.</summary>
    /// <param name="path">The file; it is replaced where it exists.</param>
    public void SaveSvg(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToSvg())));

    /// <summary>The recommended settings and their score, in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Method}, {Trials.Count} trials: {Recommended.Settings} (score {Recommended.Score:0.0000}, trial {Recommended.Number})");
}
