namespace MusicGenre.Audio.Formats;

/// <summary>Uncompressed samples of a file or stream, mixed to mono, block by block.</summary>
internal sealed class PcmSource : IAudioSource
{
    private const int BlockBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly PcmLayout _layout;
    private readonly long? _frameCount;
    private readonly AudioMeter? _meter;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _bytes;
    private readonly float[] _interleaved;
    private long _position;
    private bool _disposed;

    /// <summary>Takes over the stream.</summary>
    /// <param name="stream">The file; or a stream that is at the first sample.</param>
    /// <param name="layout">What its header says.</param>
    /// <param name="cancellation">Ends a read between two blocks.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the source is closed.</param>
    /// <param name="meter">Measures what is read.</param>
    public PcmSource(Stream stream, PcmLayout layout, CancellationToken cancellation, bool leaveOpen = false, AudioMeter? meter = null)
    {
        _meter = meter;
        _leaveOpen = leaveOpen;
        _stream = stream;
        _cancellation = cancellation;
        _layout = layout;
        _frameCount = layout.FrameCount;
        int framesPerBlock = Math.Max(1, BlockBytes / layout.BytesPerFrame);
        if (_frameCount < framesPerBlock)
        {
            framesPerBlock = (int)Math.Max(1, _frameCount.Value);
        }

        _bytes = new byte[framesPerBlock * layout.BytesPerFrame];
        _interleaved = layout.Channels == 1 ? [] : new float[framesPerBlock * layout.Channels];
        if (_stream.CanSeek)
        {
            _stream.Position = layout.DataPosition;
        }

        BeginMeasure();
    }

    public int SampleRate => _layout.SampleRate;

    public long? Length => _frameCount;

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int done = 0;
        int framesPerBlock = _bytes.Length / _layout.BytesPerFrame;
        while (done < buffer.Length)
        {
            int wanted = Math.Min(framesPerBlock, buffer.Length - done);
            if (_frameCount is long all)
            {
                wanted = (int)Math.Min(wanted, all - _position);
            }

            if (wanted == 0)
            {
                break;
            }

            _cancellation.ThrowIfCancellationRequested();
            Span<byte> bytes = _bytes.AsSpan(0, wanted * _layout.BytesPerFrame);
            int frames = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / _layout.BytesPerFrame;
            bytes = bytes[..(frames * _layout.BytesPerFrame)];
            Span<float> mono = buffer.Slice(done, frames);
            if (_layout.Channels == 1)
            {
                SampleConverter.ToSingle(bytes, _layout.Encoding, _layout.BigEndian, mono);
            }
            else
            {
                Span<float> interleaved = _interleaved.AsSpan(0, frames * _layout.Channels);
                SampleConverter.ToSingle(bytes, _layout.Encoding, _layout.BigEndian, interleaved);
                SampleConverter.ToMono(interleaved, _layout.Channels, mono);
            }

            _meter?.Observe(_layout.Channels == 1 ? mono : _interleaved.AsSpan(0, frames * _layout.Channels));
            done += frames;
            _position += frames;
            if (frames < wanted)
            {
                break;
            }
        }

        return done;
    }

    public void Rewind()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _position = 0;
        _stream.Position = _layout.DataPosition;
        BeginMeasure();
    }

    /// <summary>What was read so far does not count: it was skipped.</summary>
    public void BeginMeasure() => _meter?.Begin(_layout.SampleRate, _layout.Channels);

    public void Dispose()
    {
        _disposed = true;
        if (!_leaveOpen)
        {
            _stream.Dispose();
        }
    }
}
