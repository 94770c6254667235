using System.Numerics.Tensors;
using MusicGenre.Features.Extraction;
using MusicGenre.Numerics.Statistics;

namespace MusicGenre.Features.Statistics;

/// <summary>
/// Statistics of a descriptor's rows, and where wanted of their deltas, taken frame by frame. Only some frames are held, unless the median is wanted.
/// </summary>
internal sealed class SeriesStatistics : IFrameSink
{
    private const int ChunkFrames = 1024;
    private const int History = DeltaFilter.Width - 1;

    private readonly int _rows;
    private readonly bool _higher;
    private readonly bool _range;
    private readonly bool _keep;
    private readonly bool _measured;
    private readonly float[] _chunk;
    private readonly Moments[] _moments;
    private readonly List<float>[]? _kept;
    private readonly double[]?[] _weights;
    private readonly SeriesStatistics?[] _deltas;
    private readonly double[] _scratch;
    private int _fill;
    private int _history;

    /// <summary>Prepares the statistics.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="wanted">Which deltas (0: the values themselves) and statistics will be requested.</param>
    public SeriesStatistics(int rows, IReadOnlyCollection<(int Delta, Statistic Statistic)> wanted)
    {
        _rows = rows;
        _measured = wanted.Any(w => w.Delta == 0);
        _higher = wanted.Any(w => w.Delta == 0 && w.Statistic is Statistic.Skewness or Statistic.Kurtosis);
        _range = wanted.Any(w => w.Delta == 0 && w.Statistic is Statistic.Minimum or Statistic.Maximum);
        _keep = wanted.Any(w => w.Delta == 0 && w.Statistic == Statistic.Median);
        _chunk = new float[rows * (History + ChunkFrames)];
        _moments = new Moments[rows];
        _kept = _keep ? new List<float>[rows] : null;
        _weights = new double[]?[2];
        _deltas = new SeriesStatistics?[2];
        _scratch = new double[2 * (ChunkFrames + History)];
        for (int order = 1; order <= 2; order++)
        {
            (int, Statistic)[] deltas = [.. wanted.Where(w => w.Delta == order).Select(w => (0, w.Statistic))];
            if (deltas.Length > 0)
            {
                _weights[order - 1] = DeltaFilter.Weights(order);
                _deltas[order - 1] = new SeriesStatistics(rows, deltas);
            }
        }

        Clear();
    }

    /// <summary>The number of frames taken.</summary>
    public long Frames { get; private set; }

    private bool HasDeltas => _deltas[0] is not null || _deltas[1] is not null;

    /// <inheritdoc/>
    public void Clear()
    {
        Frames = 0;
        _fill = 0;
        _history = 0;
        Array.Fill(_moments, new Moments());
        for (int row = 0; _kept is not null && row < _rows; row++)
        {
            (_kept[row] ??= []).Clear();
        }

        _deltas[0]?.Clear();
        _deltas[1]?.Clear();
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<float> values, int width, int frames)
    {
        int done = 0;
        while (done < frames)
        {
            int count = Math.Min(frames - done, ChunkFrames - _fill);
            for (int row = 0; row < _rows; row++)
            {
                values.Slice((row * width) + done, count).CopyTo(_chunk.AsSpan((row * (History + ChunkFrames)) + History + _fill));
            }

            _fill += count;
            done += count;
            Frames += count;
            if (_fill == ChunkFrames)
            {
                Flush();
            }
        }
    }

    /// <summary>Takes no more frames.</summary>
    /// <exception cref="ArgumentException">Deltas are wanted, and there are fewer than nine frames.</exception>
    public void End()
    {
        Flush();
        if (!HasDeltas)
        {
            return;
        }

        if (Frames < DeltaFilter.Width)
        {
            throw new ArgumentException($"The clip has {Frames} frames; a delta needs at least {DeltaFilter.Width}.");
        }

        Span<float> last = stackalloc float[DeltaFilter.Half];
        for (int order = 0; order < 2; order++)
        {
            if (_deltas[order] is SeriesStatistics deltas)
            {
                Span<float> result = new float[_rows * DeltaFilter.Half];
                for (int row = 0; row < _rows; row++)
                {
                    // After the flush the history holds the last eight frames; with the one before them they are the last full window, whose value was the last.
                    last.Fill(deltas.Last(row));
                    last.CopyTo(result[(row * DeltaFilter.Half)..]);
                }

                deltas.Add(result, DeltaFilter.Half, DeltaFilter.Half);
                deltas.End();
            }
        }
    }

    /// <summary>A statistic of one row, or of all rows together.</summary>
    public double Get(int? row, int delta, Statistic statistic)
    {
        if (delta > 0)
        {
            return _deltas[delta - 1]!.Get(row, 0, statistic);
        }

        if (statistic == Statistic.Median)
        {
            return Median(row);
        }

        if (row is int one)
        {
            return _moments[one].Get(statistic);
        }

        Moments all = new();
        foreach (Moments moments in _moments)
        {
            all.Join(moments);
        }

        return all.Get(statistic);
    }

    private float Last(int row)
    {
        // The chunk's last value; an empty chunk has it at the end of its history.
        return _chunk[(row * (History + ChunkFrames)) + History + _fill - 1];
    }

    private double Median(int? row)
    {
        float[] values = row is int one ? [.. _kept![one]] : [.. _kept!.SelectMany(k => k)];
        return Selection.Median(values);
    }

    private void Flush()
    {
        if (_fill == 0)
        {
            return;
        }

        int start = History - _history;
        int available = _history + _fill;
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<float> fresh = _chunk.AsSpan((row * (History + ChunkFrames)) + History, _fill);
            if (_measured)
            {
                _moments[row].Join(Moments.Of(fresh, _higher, _range));
            }

            if (_keep)
            {
                _kept![row].AddRange(fresh);
            }
        }

        if (HasDeltas && available >= DeltaFilter.Width)
        {
            FlushDeltas(start, available);
        }

        // The last frames are the beginning of the next chunk's windows.
        int kept = Math.Min(History, available);
        for (int row = 0; row < _rows; row++)
        {
            Span<float> line = _chunk.AsSpan(row * (History + ChunkFrames), History + ChunkFrames);
            line.Slice(History + _fill - kept, kept).CopyTo(line[(History - kept)..]);
        }

        _history = kept;
        _fill = 0;
    }

    private void FlushDeltas(int start, int available)
    {
        int count = available - DeltaFilter.Width + 1;
        int lead = Frames == _fill ? DeltaFilter.Half : 0;
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<float> line = _chunk.AsSpan((row * (History + ChunkFrames)) + start, available);
            Span<double> values = _scratch.AsSpan(0, available);
            TensorPrimitives.ConvertTruncating(line, values);
            for (int order = 0; order < 2; order++)
            {
                if (_deltas[order] is SeriesStatistics deltas)
                {
                    // The first is repeated before them.
                    Span<float> result = deltas._chunk.AsSpan((row * (History + ChunkFrames)) + History, lead + count);
                    DeltaFilter.Apply(_weights[order]!, values, _scratch.AsSpan(available, count), result[lead..]);
                    result[..lead].Fill(result[lead]);
                }
            }
        }

        foreach (SeriesStatistics? deltas in _deltas)
        {
            deltas?.RowsAdded(lead + count);
        }
    }

    /// <summary>All rows have got some frames, those of an empty chunk.</summary>
    private void RowsAdded(int frames)
    {
        _fill = frames;
        Frames += frames;
        Flush();
    }
}
