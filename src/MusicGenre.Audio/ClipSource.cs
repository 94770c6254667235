namespace MusicGenre.Audio;

/// <summary>A clip, read block by block.</summary>
internal sealed class ClipSource : IAudioSource
{
    private readonly AudioClip _clip;
    private int _position;
    private bool _disposed;

    public ClipSource(AudioClip clip)
    {
        _clip = clip;
    }

    public int SampleRate => _clip.SampleRate;

    public long? Length => _clip.Length;

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int count = Math.Min(buffer.Length, _clip.Length - _position);
        _clip.Samples.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public void Rewind()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _position = 0;
    }

    public void Dispose() => _disposed = true;
}
