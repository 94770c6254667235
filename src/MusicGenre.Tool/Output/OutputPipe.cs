using Microsoft.Win32.SafeHandles;

namespace MusicGenre.Tool.Output;

/// <summary>
/// Standard output where it is a pipe. <see cref="Console"/> silently drops output after the reader has gone, so that <c>musicgenre extract music/ | head -1</c> would go on to its end;
/// here a closed pipe cancels the work and ends the write with an <see cref="IOException"/>.
/// </summary>
internal sealed class OutputPipe : Stream
{
    // What a write to a closed pipe gives on Linux, macOS and the BSDs (EPIPE).
    private const int BrokenPipe = 32;

    private readonly FileStream _pipe;
    private readonly CancellationTokenSource _stop;

    private OutputPipe(FileStream pipe, CancellationTokenSource stop)
    {
        _pipe = pipe;
        _stop = stop;
    }

    /// <summary>Whether the reader has gone.</summary>
    public bool IsClosed { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output, if it is a pipe; null for a terminal or a file, and on Windows, whose console gives no handle to write to.</summary>
    /// <param name="stop">Is cancelled where the reader has gone.</param>
    public static OutputPipe? Open(CancellationTokenSource stop)
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
        {
            return null;
        }

        try
        {
            FileStream output = new(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            return output.CanSeek ? null : new OutputPipe(output, stop);
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Started with its output closed: Console knows what to do with that.
            return null;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _pipe.Write(buffer);
        }
        catch (IOException error) when (error.HResult == BrokenPipe)
        {
            IsClosed = true;
            _stop.Cancel();
            throw;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
