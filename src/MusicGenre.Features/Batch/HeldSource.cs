using MusicGenre.Audio;

namespace MusicGenre.Features.Batch;

/// <summary>The first samples of a reused buffer.</summary>
internal sealed class HeldSource(float[] buffer, int length, int sampleRate) : IAudioSource
{
    private int _position;

    public int SampleRate => sampleRate;

    public long? Length => length;

    public int Read(Span<float> destination)
    {
        int count = Math.Min(destination.Length, length - _position);
        buffer.AsSpan(_position, count).CopyTo(destination);
        _position += count;
        return count;
    }

    public void Rewind() => _position = 0;

    /// <summary>Seeks to a sample; samples in memory are available at once.</summary>
    public void Seek(int position) => _position = position;

    public void Dispose()
    {
    }
}
