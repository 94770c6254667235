namespace MusicGenre.Audio.Formats;

/// <summary>Audio from a pipe or a device: its length is not known, and it can be read only once.</summary>
internal sealed class PipeSource : IAudioSource
{
    private readonly string _path;
    private readonly WatchedStream _stream;
    private readonly IAudioSource _inner;
    private long _remaining;
    private bool _isAtStart = true;

    /// <summary>Opens the pipe, which waits for the other side, and reads up to the first sample.</summary>
    /// <exception cref="AudioFormatException">What comes is no audio.</exception>
    public PipeSource(string path, AudioReadOptions options, CancellationToken cancellation)
        : this(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0), path, options, leaveOpen: false, cancellation)
    {
    }

    /// <summary>Reads a stream up to the first sample.</summary>
    /// <exception cref="AudioFormatException">What comes is no audio.</exception>
    public PipeSource(Stream stream, string path, AudioReadOptions options, bool leaveOpen, CancellationToken cancellation)
    {
        _path = path;

        // A device such as /dev/zero claims that it can be sought; behind this stream it can't.
        _stream = new WatchedStream(stream, leaveOpen: leaveOpen);
        try
        {
            byte[] head = AudioFile.ReadHead(_stream, path);
            _stream = new WatchedStream(stream, head, leaveOpen);
            if (IsKnown(head))
            {
                PcmLayout layout = AudioFile.ReadLayout(new HeaderReader(_stream, path), head)
                    ?? throw new AudioFormatException("this coding is read through ffmpeg, from a file only; PCM was expected in a pipe", path, 12);
                PcmSource pcm = new(_stream, layout, cancellation, meter: options.Meter);
                _inner = pcm;
                _remaining = options.Duration is double duration ? (long)(duration * layout.SampleRate) : long.MaxValue;
                Skip((long)(options.Offset * layout.SampleRate));
                pcm.BeginMeasure();
            }
            else
            {
                _inner = new FfmpegSource(path, options, cancellation, _stream);
                _remaining = long.MaxValue;
            }
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    public int SampleRate => _inner.SampleRate;

    public long? Length => null;

    public int Read(Span<float> buffer)
    {
        _isAtStart = false;
        int count = _inner.Read(buffer[..(int)Math.Min(buffer.Length, _remaining)]);
        _remaining -= count;
        return count;
    }

    public void Rewind()
    {
        if (!_isAtStart)
        {
            throw new AudioFormatException("a pipe or stream can be read only once, and more than one pass is needed here; a file was expected", _path);
        }
    }

    public void Dispose()
    {
        _inner.Dispose();
        _stream.Dispose();
    }

    private static bool IsKnown(ReadOnlySpan<byte> head) => AuHeader.Matches(head) || WavHeader.Matches(head) || AiffHeader.Matches(head);

    private void Skip(long samples)
    {
        float[] scratch = new float[(int)Math.Min(samples, 16384)];
        int count = 1;
        while (samples > 0 && count > 0)
        {
            count = _inner.Read(scratch.AsSpan(0, (int)Math.Min(samples, scratch.Length)));
            samples -= count;
        }
    }
}
