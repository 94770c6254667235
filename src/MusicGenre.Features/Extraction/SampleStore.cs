using System.Runtime.InteropServices;
using MusicGenre.Audio;

namespace MusicGenre.Features.Extraction;

/// <summary>
/// Reads a source once, and gives its samples as often as needed: as many as the budget allows from memory, the rest from a temporary file, which is gone when the next source is
/// opened, when the store is closed and when the process ends.
/// </summary>
/// <param name="memory">The bytes that are kept in memory.</param>
/// <param name="folder">Where the temporary file is made; null for the system's folder for them.</param>
internal sealed class SampleStore(long memory, string? folder) : IReplayable
{
    private const int ChunkLength = 1 << 18;
    private const int FilePart = 1 << 14;

    private readonly List<float[]> _chunks = [];
    private readonly long _held = memory / sizeof(float);
    private IAudioSource? _source;
    private Func<long, Exception>? _tooLong;
    private FileStream? _file;
    private bool _keep;
    private bool _ended;
    private long _position;
    private long _stored;

    public int SampleRate => _source!.SampleRate;

    public long? Length => _ended ? _stored : _source!.Length;

    /// <summary>Begins with another source, from where it stands.</summary>
    /// <param name="source">The source; it stays open.</param>
    /// <param name="keep">Whether it will be read more than once.</param>
    /// <param name="tooLong">What is thrown, given the budget in samples, where a source must not be longer; null to go on in a file.</param>
    public void Open(IAudioSource source, bool keep, Func<long, Exception>? tooLong = null)
    {
        Dispose();
        _source = source;
        _keep = keep || tooLong is not null;
        _tooLong = tooLong;
        _ended = false;
        _position = 0;
        _stored = 0;
    }

    public int Read(Span<float> buffer)
    {
        int done = 0;
        if (_keep && _position < _stored)
        {
            done = (int)Math.Min(buffer.Length, _stored - _position);
            ReadStored(buffer[..done]);
        }

        if (done < buffer.Length && !_ended)
        {
            int count = _source!.Read(buffer[done..]);
            _ended = count == 0;
            Append(buffer.Slice(done, count));
            done += count;
            _position += count;
        }

        return done;
    }

    public void Rewind() => Seek(0);

    /// <summary>Goes to a sample that has been read.</summary>
    public void Seek(long position)
    {
        if (position > _stored || (position < _position && !_keep))
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Sample {position} is not stored."));
        }

        _position = position;
    }

    /// <summary>Reads the rest of the source.</summary>
    /// <returns>The number of all its samples.</returns>
    public long ReadToEnd()
    {
        float[] buffer = new float[FilePart];
        Seek(_stored);
        while (Read(buffer) > 0)
        {
        }

        return _stored;
    }

    /// <summary>Forgets the source and deletes the file; the memory stays for the next one.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        _source = null;
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        while (_keep && !samples.IsEmpty && _stored < _held)
        {
            int chunk = (int)(_stored / ChunkLength);
            if (chunk == _chunks.Count)
            {
                _chunks.Add(GC.AllocateUninitializedArray<float>((int)Math.Min(ChunkLength, _held - _stored)));
            }

            Span<float> free = _chunks[chunk].AsSpan((int)(_stored % ChunkLength));
            int count = Math.Min(free.Length, samples.Length);
            samples[..count].CopyTo(free);
            samples = samples[count..];
            _stored += count;
        }

        if (_keep && !samples.IsEmpty)
        {
            if (_tooLong is not null)
            {
                throw _tooLong(_held);
            }

            _file ??= CreateFile();
            RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(samples), (_stored - _held) * sizeof(float));
        }

        _stored += samples.Length;
    }

    private void ReadStored(Span<float> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count;
            if (_position < _held)
            {
                ReadOnlySpan<float> rest = _chunks[(int)(_position / ChunkLength)].AsSpan((int)(_position % ChunkLength));
                count = Math.Min(rest.Length, buffer.Length);
                rest[..count].CopyTo(buffer);
            }
            else
            {
                int bytes = RandomAccess.Read(_file!.SafeFileHandle, MemoryMarshal.AsBytes(buffer), (_position - _held) * sizeof(float));
                count = bytes / sizeof(float);
                if (count == 0)
                {
                    throw new EndOfStreamException("The temporary file with the samples became shorter.");
                }
            }

            buffer = buffer[count..];
            _position += count;
        }
    }

    private FileStream CreateFile()
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string path = Path.Combine(folder ?? Path.GetTempPath(), $"musicgenre-{Path.GetRandomFileName()}");
        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows())
        {
            // An open file may lose its name there, and is gone however the process ends.
            File.Delete(path);
        }

        return file;
    }
}
