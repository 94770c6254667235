namespace MusicGenre.Features.Extraction;

/// <summary>A segment of stored samples.</summary>
internal sealed class SegmentSource(SampleStore store, Segment segment) : IReplayable
{
    private int _position;

    public int SampleRate => store.SampleRate;

    public long? Length => segment.Length;

    public int Read(Span<float> buffer)
    {
        store.Seek(segment.Start + (long)_position);
        int count = store.Read(buffer[..Math.Min(buffer.Length, segment.Length - _position)]);
        _position += count;
        return count;
    }

    public void Rewind() => _position = 0;

    public void Dispose()
    {
    }
}
