using MusicGenre.Audio;

namespace MusicGenre.Features.Batch;

/// <summary>
/// Opens one segment of a source after the other, each as its own source. Of a source that is too long to be held, a segment that fits into the buffer is read
/// into it (what it has in common with the previous one is kept, so that the source is read once); a longer one is read block by block.
/// </summary>
internal sealed class SegmentReader(IAudioSource source, float[]? buffer)
{
    private const int SkipBlock = 1 << 14;
    private readonly float[] _skipped = source is HeldSource ? [] : new float[SkipBlock];
    private long _bufferStart;
    private int _bufferLength;

    // The sample of the source that is read next; -1 before the first and wherever a segment has been read block by block.
    private long _position = -1;

    public IAudioSource Open(Segment segment)
    {
        if (buffer is null || segment.Length > buffer.Length)
        {
            _position = -1;
            _bufferLength = 0;
            return new SegmentView(this, segment);
        }

        Fill(segment);
        return new HeldSource(buffer, segment.Length, source.SampleRate);
    }

    private IAudioSource Source => source;

    private void Fill(Segment segment)
    {
        // The end of the buffer that the new segment begins with.
        long shared = _bufferStart + _bufferLength - segment.Start;
        int kept = segment.Start >= _bufferStart && shared > 0 ? (int)Math.Min(shared, segment.Length) : 0;
        if (kept > 0)
        {
            buffer.AsSpan((int)(segment.Start - _bufferStart), kept).CopyTo(buffer);
        }

        int missing = segment.Length - kept;
        if (missing > 0)
        {
            Seek(segment.Start + kept);
            int count = source.ReadBlock(buffer.AsSpan(kept, missing));
            _position += count;
            if (count < missing)
            {
                throw new EndOfStreamException("the file became shorter while it was read.");
            }
        }

        _bufferStart = segment.Start;
        _bufferLength = segment.Length;
    }

    private void Seek(long target)
    {
        if (source is HeldSource held)
        {
            held.Seek((int)target);
            _position = target;
            return;
        }

        if (_position < 0 || _position > target)
        {
            source.Rewind();
            _position = 0;
        }

        while (_position < target)
        {
            int count = source.Read(_skipped.AsSpan(0, (int)Math.Min(_skipped.Length, target - _position)));
            if (count == 0)
            {
                throw new EndOfStreamException("the file became shorter while it was read.");
            }

            _position += count;
        }
    }

    private sealed class SegmentView(SegmentReader reader, Segment segment) : IAudioSource
    {
        private int _read = -1;

        public int SampleRate => reader.Source.SampleRate;

        public long? Length => segment.Length;

        public int Read(Span<float> destination)
        {
            if (_read < 0)
            {
                Rewind();
            }

            int count = reader.Source.Read(destination[..Math.Min(destination.Length, segment.Length - _read)]);
            _read += count;
            reader._position += count;
            return count;
        }

        public void Rewind()
        {
            reader.Seek(segment.Start);
            _read = 0;
        }

        public void Dispose()
        {
        }
    }
}
