using NAudio.Wave;

namespace MusicGenre.Audio.Providers;

/// <summary>A wave stream as a source that can be read twice.</summary>
internal sealed class WaveStreamSource : IAudioSource
{
    private readonly WaveStream _stream;
    private readonly WholeFrames? _frames;
    private readonly MonoReader _reader;
    private readonly long _start;
    private readonly long _skip;
    private readonly long _limit;
    private long _position;
    private bool _disposed;

    /// <param name="stream">The stream; it is owned by the source.</param>
    /// <param name="format">Its plain format.</param>
    /// <param name="skip">How many samples to leave out.</param>
    /// <param name="limit">How many to read at most.</param>
    public WaveStreamSource(WaveStream stream, WaveFormat format, long skip = 0, long limit = long.MaxValue)
    {
        _stream = stream;
        _skip = skip;
        _limit = limit;
        if (stream is ISampleProvider provider)
        {
            _reader = new MonoReader(provider);
        }
        else
        {
            _frames = new WholeFrames(stream, format);
            _reader = new MonoReader(_frames.ToSampleProvider());
        }

        SampleRate = format.SampleRate;
        _start = stream.CanSeek ? stream.Position : 0;
        _position = -1;
    }

    public int SampleRate { get; }

    // A stream's own length is what its header claims, or what a decoder estimates.
    public long? Length => null;

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_position < 0)
        {
            Skip();
        }

        int count = _reader.Read(buffer[..(int)Math.Min(buffer.Length, _limit - _position)]);
        _position += count;
        return count;
    }

    public void Rewind()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _stream.Position = _start;
        _frames?.Reset();
        _reader.Reset();
        _position = -1;
    }

    public void Dispose()
    {
        _disposed = true;
        _stream.Dispose();
    }

    // By reading: the position of a stream that decodes is not always exact.
    private void Skip()
    {
        float[] skipped = new float[(int)Math.Min(_skip, 1 << 14)];
        long left = _skip;
        while (left > 0)
        {
            int count = _reader.Read(skipped.AsSpan(0, (int)Math.Min(skipped.Length, left)));
            if (count == 0)
            {
                break;
            }

            left -= count;
        }

        _position = 0;
    }
}
