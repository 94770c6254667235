using MusicGenre.Numerics.Statistics;

namespace MusicGenre.Features.Statistics;

/// <summary>Statistics of rows of values, which are given in parts.</summary>
internal sealed class RowStatistics
{
    private readonly bool _higher;
    private readonly bool _range;
    private readonly Moments[]? _moments;
    private readonly List<float>[]? _kept;
    private readonly float[] _last;

    /// <summary>Prepares the statistics.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="wanted">Which will be requested.</param>
    public RowStatistics(int rows, IReadOnlyCollection<Statistic> wanted)
    {
        _higher = wanted.Any(s => s is Statistic.Skewness or Statistic.Kurtosis);
        _range = wanted.Any(s => s is Statistic.Minimum or Statistic.Maximum);
        _moments = wanted.Any(s => s != Statistic.Median) ? new Moments[rows] : null;
        _kept = wanted.Contains(Statistic.Median) ? [.. Enumerable.Range(0, rows).Select(_ => new List<float>())] : null;
        _last = new float[rows];
    }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        _moments?.AsSpan().Fill(new Moments());
        foreach (List<float> kept in _kept ?? [])
        {
            kept.Clear();
        }
    }

    /// <summary>Takes the next values of a row, at least one.</summary>
    public void Take(int row, ReadOnlySpan<float> values)
    {
        _moments?[row].Join(Moments.Of(values, _higher, _range));
        _kept?[row].AddRange(values);
        _last[row] = values[^1];
    }

    /// <summary>The last value of a row.</summary>
    public float Last(int row) => _last[row];

    /// <summary>A statistic of one row, or of all rows together.</summary>
    public double Get(int? row, Statistic statistic)
    {
        if (statistic == Statistic.Median)
        {
            return Selection.Median(row is int of ? [.. _kept![of]] : [.. _kept!.SelectMany(k => k)]);
        }

        if (row is int one)
        {
            return _moments![one].Get(statistic);
        }

        Moments all = new();
        foreach (Moments moments in _moments!)
        {
            all.Join(moments);
        }

        return all.Get(statistic);
    }
}
