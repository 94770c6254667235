using MusicGenre.Audio;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Frames;

/// <summary>A source with padding at both ends, read block by block. Its memory does not grow with the length of the source.</summary>
internal sealed class PaddedSignal
{
    private readonly IAudioSource _source;
    private readonly int _padding;
    private readonly Padding _mode;
    private readonly float[] _head;
    private readonly float[] _tail;
    private readonly long _limit;
    private int _headLength;
    private int _tailLength;
    private float[]? _behind;
    private int _behindPosition;
    private long _read;

    /// <summary>Goes to the beginning of a source.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="padding">The number of padding samples at each end.</param>
    /// <param name="mode">What they are.</param>
    /// <param name="limit">The number of samples of the source at most; the rest counts as not there.</param>
    public PaddedSignal(IAudioSource source, int padding, Padding mode, long limit = long.MaxValue)
    {
        _source = source;
        _padding = padding;
        _mode = mode;
        _limit = limit;
        _head = new float[padding + 1];
        _tail = new float[padding + 1];
        Restart();
    }

    /// <summary>The number of samples of the source, without the padding; null before the end was reached.</summary>
    public long? Length { get; private set; }

    /// <summary>The sample of the source that comes next, negative within the padding in front.</summary>
    public long Position { get; private set; }

    /// <summary>Goes back to the beginning.</summary>
    public void Restart()
    {
        _source.Rewind();
        _read = 0;
        _tailLength = 0;
        _behind = null;
        _behindPosition = 0;
        Length = null;
        _headLength = ReadSource(_head);
        if (_headLength < _head.Length)
        {
            Length = _headLength;
        }

        Position = -_padding;
    }

    /// <summary>Reads the next samples.</summary>
    /// <returns>How many: fewer than requested only at the end.</returns>
    public int Read(Span<float> buffer)
    {
        int done = 0;
        if (Position < 0)
        {
            done = (int)Math.Min(-Position, buffer.Length);
            for (int i = 0; i < done; i++)
            {
                buffer[i] = InFront(Position + i);
            }
        }

        // What was read at the start already.
        long position = Position + done;
        if (done < buffer.Length && position < _headLength)
        {
            int count = (int)Math.Min(_headLength - position, buffer.Length - done);
            _head.AsSpan((int)position, count).CopyTo(buffer[done..]);
            done += count;
            position += count;
        }

        if (done < buffer.Length && Length is null)
        {
            int count = ReadSource(buffer[done..]);
            Remember(buffer.Slice(done, count));
            done += count;
            position += count;
            if (done < buffer.Length)
            {
                Length = position;
            }
        }

        if (done < buffer.Length)
        {
            _behind ??= Behind();
            int count = Math.Min(_padding - _behindPosition, buffer.Length - done);
            _behind.AsSpan(_behindPosition, count).CopyTo(buffer[done..]);
            _behindPosition += count;
            done += count;
        }

        Position += done;
        return done;
    }

    private int ReadSource(Span<float> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, _limit - _read);
        int count = wanted > 0 ? _source.ReadBlock(buffer[..wanted]) : 0;
        CheckFinite(buffer[..count]);
        _read += count;
        return count;
    }

    private void CheckFinite(ReadOnlySpan<float> samples)
    {
        if (Finite.IndexOfNonFinite(samples) is int index and >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Sample {_read + index} is {samples[index]}; features are defined for finite samples only."), nameof(samples));
        }
    }

    private void Remember(ReadOnlySpan<float> samples)
    {
        if (_mode == Padding.Zero)
        {
            return;
        }

        int kept = Math.Min(_tailLength, Math.Max(0, _tail.Length - samples.Length));
        _tail.AsSpan(_tailLength - kept, kept).CopyTo(_tail);
        ReadOnlySpan<float> added = samples.Length > _tail.Length ? samples[^_tail.Length..] : samples;
        added.CopyTo(_tail.AsSpan(kept));
        _tailLength = kept + added.Length;
    }

    private float InFront(long position)
        => _mode == Padding.Zero || _headLength == 0 ? 0f
            : Length is null ? _head[-position]
            : _head[Mirror(position, _headLength)];

    /// <summary>The padding after the last sample. The last samples are in the tail, or, for a short source, in the head.</summary>
    private float[] Behind()
    {
        float[] behind = new float[_padding];
        if (_mode == Padding.Zero || Length == 0)
        {
            return behind;
        }

        // A source that ended just after the head has its last samples partly there.
        float[] last = new float[(int)Math.Min(Length!.Value, _headLength + (long)_tailLength)];
        for (int i = 0; i < last.Length; i++)
        {
            int back = last.Length - i;
            last[i] = back <= _tailLength ? _tail[_tailLength - back] : _head[_headLength - (back - _tailLength)];
        }

        for (int i = 0; i < _padding; i++)
        {
            behind[i] = last[Mirror(last.Length + i, last.Length)];
        }

        return behind;
    }

    /// <summary>The index in 0 to length - 1 of a mirrored index outside, reflected about the end samples as often as needed.</summary>
    private static int Mirror(long position, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        long period = 2L * (length - 1);
        long place = position % period;
        place = place < 0 ? place + period : place;
        return (int)(place < length ? place : period - place);
    }
}
