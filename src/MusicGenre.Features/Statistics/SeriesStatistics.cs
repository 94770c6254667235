using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Statistics;

/// <summary>
/// Statistics of a descriptor's rows, and where wanted of their deltas, taken frame by frame. Only some frames are held, unless the median is wanted.
/// </summary>
internal sealed class SeriesStatistics : IFrameSink
{
    private const int ChunkFrames = 1024;
    private const int History = DeltaFilter.Width - 1;
    private const int Line = History + ChunkFrames;

    private readonly int _rows;

    // Of the values, of their first and of their second deltas.
    private readonly RowStatistics?[] _statistics;
    private readonly double[][] _weights = [[], DeltaFilter.Weights(1), DeltaFilter.Weights(2)];

    // Of each row the last frames of the chunk before, and the chunk.
    private readonly float[] _chunk;
    private readonly double[] _wide = new double[Line];
    private readonly float[] _deltas = new float[Line];
    private int _fill;
    private int _history;

    /// <summary>Prepares the statistics.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="wanted">Which deltas (0: the values themselves) and statistics will be requested.</param>
    public SeriesStatistics(int rows, IReadOnlyCollection<(int Delta, Statistic Statistic)> wanted)
    {
        _rows = rows;
        _chunk = new float[rows * Line];
        _statistics = [.. Enumerable.Range(0, 3).Select(delta =>
        {
            Statistic[] ofDelta = [.. wanted.Where(w => w.Delta == delta).Select(w => w.Statistic)];
            return ofDelta.Length > 0 ? new RowStatistics(rows, ofDelta) : null;
        })];
        Clear();
    }

    /// <summary>The number of frames taken.</summary>
    public long Frames { get; private set; }

    private bool HasDeltas => _statistics[1] is not null || _statistics[2] is not null;

    /// <inheritdoc/>
    public void Clear()
    {
        Frames = 0;
        _fill = 0;
        _history = 0;
        foreach (RowStatistics? statistics in _statistics)
        {
            statistics?.Clear();
        }
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
                // Most blocks are whole: not worth a call.
                ReadOnlySpan<float> from = values.Slice((row * width) + done, count);
                Span<float> to = _chunk.AsSpan((row * Line) + History + _fill, count);
                if (count == Vector512<float>.Count)
                {
                    Vector512.Create(from).CopyTo(to);
                }
                else
                {
                    from.CopyTo(to);
                }
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
        if (HasDeltas && Frames < DeltaFilter.Width)
        {
            throw new ArgumentException($"The clip has {Frames} frames; a delta needs at least {DeltaFilter.Width}.");
        }

        // The last full window's delta is that of the last frames, too.
        Span<float> last = stackalloc float[DeltaFilter.Half];
        foreach (RowStatistics? deltas in _statistics.AsSpan(1))
        {
            for (int row = 0; deltas is not null && row < _rows; row++)
            {
                last.Fill(deltas.Last(row));
                deltas.Take(row, last);
            }
        }
    }

    /// <summary>A statistic of one row, or of all rows together.</summary>
    public double Get(int? row, int delta, Statistic statistic) => _statistics[delta]!.Get(row, statistic);

    private void Flush()
    {
        if (_fill == 0)
        {
            return;
        }

        int available = _history + _fill;
        int kept = Math.Min(History, available);
        for (int row = 0; row < _rows; row++)
        {
            Span<float> line = _chunk.AsSpan(row * Line, History + _fill);
            _statistics[0]?.Take(row, line[History..]);
            if (HasDeltas && available >= DeltaFilter.Width)
            {
                TakeDeltas(row, line[^available..]);
            }

            // The last frames are the beginning of the next chunk's windows.
            line[^kept..].CopyTo(_chunk.AsSpan((row * Line) + History - kept));
        }

        _history = kept;
        _fill = 0;
    }

    private void TakeDeltas(int row, ReadOnlySpan<float> values)
    {
        // The first frames have the delta of the first full window.
        int lead = _history == 0 ? DeltaFilter.Half : 0;
        int count = values.Length - DeltaFilter.Width + 1;
        Span<float> result = _deltas.AsSpan(0, lead + count);
        Span<double> wide = _wide.AsSpan(0, values.Length);
        TensorPrimitives.ConvertTruncating(values, wide);
        for (int order = 1; order <= 2; order++)
        {
            if (_statistics[order] is RowStatistics deltas)
            {
                DeltaFilter.Apply(_weights[order], wide, result[lead..]);
                result[..lead].Fill(result[lead]);
                deltas.Take(row, result);
            }
        }
    }
}
