namespace MusicGenre.Audio.Tests;

/// <summary>A clip that is given as <see cref="Stream.Read(Span{byte})"/> may give a file: fewer samples than requested, another number each time.</summary>
/// <param name="clip">The samples.</param>
/// <param name="seed">Decides the numbers.</param>
/// <param name="largest">The most samples at a time.</param>
/// <param name="knowsLength">Whether the source knows its length.</param>
internal sealed class RaggedSource(AudioClip clip, int seed, int largest, bool knowsLength = false) : IAudioSource
{
    private Random _random = new(seed);
    private int _position;
    private bool _disposed;

    /// <summary>Called before each read.</summary>
    public Action? Reading { get; init; }

    public int SampleRate => clip.SampleRate;

    public long? Length => knowsLength ? clip.Length : null;

    public int Reads { get; private set; }

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Reads++;
        Reading?.Invoke();
        int count = Math.Min(buffer.Length, Math.Min(_random.Next(1, largest + 1), clip.Length - _position));
        clip.Samples.Span.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public void Rewind()
    {
        _position = 0;
        _random = new Random(seed);
    }

    public void Dispose() => _disposed = true;
}
