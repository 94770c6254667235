using MusicGenre.Audio;

namespace MusicGenre.Features.Extraction;

/// <summary>A segment of a clip, read block by block.</summary>
internal sealed class SegmentSource(AudioClip clip, Segment segment) : IAudioSource
{
    private int _position;

    public int SampleRate => clip.SampleRate;

    public long? Length => segment.Length;

    public int Read(Span<float> buffer)
    {
        int count = Math.Min(buffer.Length, segment.Length - _position);
        clip.Samples.Span.Slice(segment.Start + _position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public void Rewind() => _position = 0;

    public void Dispose()
    {
    }
}
