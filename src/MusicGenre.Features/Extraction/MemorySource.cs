namespace MusicGenre.Features.Extraction;

/// <summary>Samples in memory.</summary>
internal sealed class MemorySource(ReadOnlyMemory<float> samples, int sampleRate) : IReplayable
{
    private int _position;

    public int SampleRate => sampleRate;

    public long? Length => samples.Length;

    public int Read(Span<float> buffer)
    {
        int count = Math.Min(buffer.Length, samples.Length - _position);
        samples.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public void Rewind() => _position = 0;

    public void Dispose()
    {
    }
}
