namespace MusicGenre.Audio.Formats;

/// <summary>A stream that only goes forward, and that says for how long somebody has been waiting for its next bytes.</summary>
internal sealed class WatchedStream : Stream
{
    private readonly Stream _inner;
    private long _waitingSince = long.MaxValue;

    public WatchedStream(Stream inner)
    {
        _inner = inner;
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
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
