namespace MusicGenre.Audio.Formats;

/// <summary>A forward-only stream that measures how long its reader has been waiting.</summary>
internal sealed class WatchedStream : Stream
{
    private readonly Stream _inner;
    private readonly bool _leaveOpen;
    private ReadOnlyMemory<byte> _head;
    private long _waitingSince = long.MaxValue;
    private volatile bool _ended;

    /// <param name="inner">Where the bytes come from.</param>
    /// <param name="head">Bytes that come first: those that were read already, to see what the rest is.</param>
    /// <param name="leaveOpen">Whether the inner stream stays open when this one is closed.</param>
    public WatchedStream(Stream inner, ReadOnlyMemory<byte> head = default, bool leaveOpen = false)
    {
        _inner = inner;
        _leaveOpen = leaveOpen;
        _head = head;
    }

    /// <summary>0 while nobody reads.</summary>
    public long WaitingMilliseconds
    {
        get
        {
            long since = Interlocked.Read(ref _waitingSince);
            return since == long.MaxValue ? 0 : Math.Max(0, Environment.TickCount64 - since);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_ended)
        {
            return 0;
        }

        if (!_head.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _head.Length);
            _head.Span[..count].CopyTo(buffer);
            _head = _head[count..];
            return count;
        }

        Interlocked.Exchange(ref _waitingSince, Environment.TickCount64);
        try
        {
            return _inner.Read(buffer);
        }
        finally
        {
            Interlocked.Exchange(ref _waitingSince, long.MaxValue);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        if (disposing && !_leaveOpen)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
