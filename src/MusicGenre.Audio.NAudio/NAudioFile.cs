using System.Buffers.Binary;
using MusicGenre.Audio.Providers;
using NAudio.Wave;

namespace MusicGenre.Audio;

/// <summary>Reads audio files with NAudio's decoders, into the same mono float32 samples as <see cref="AudioFile"/>.</summary>
/// <remarks>
/// <para>The kind is detected from the first bytes, never from the name:</para>
/// <list type="bullet">
/// <item>WAV (RIFF, RF64) of PCM (8, 16, 24, 32 bits) or float (32, 64), extensible or not: NAudio's <c>WaveFileReader</c>, on every system;</item>
/// <item>AIFF of uncompressed PCM of 16, 24 or 32 bits: <c>AiffFileReader</c>, on every system (8 bits are rejected, as NAudio reads them with the wrong sign);</item>
/// <item>everything else (MP3, M4A, WMA, ..., compressed WAV): <c>MediaFoundationReader</c>, which is part of Windows; on other systems there is no such decoder, and the exception says so.
/// <see cref="AudioFile"/> reads those through ffmpeg.</item>
/// </list>
/// <para>
/// For formats that both classes read, the samples are identical. This class is for applications on Windows that have no ffmpeg; <see cref="AudioFile"/> is faster, knows more kinds (AU, RIFX, A-law,
/// AIFF of float) and checks more of what a header claims. Folders of audio are read with <see cref="AudioFile"/>.
/// </para>
/// </remarks>
public static class NAudioFile
{
    // The limits of AudioFile.Read: a clip has at most this many samples for every byte of its file, or so many where that is more.
    private const long ClipSamplesPerByte = 16;
    private const long ClipSamplesOfAnyFile = 1 << 26;

    private static readonly AudioReadOptions Everything = new();

    /// <summary>Reads a file, or a segment of it, into memory.</summary>
    /// <remarks>A clip has at most 16 samples for every byte of the file, or 67,108,864, whichever is larger, as in <see cref="AudioFile.Read(string, AudioReadOptions, CancellationToken)"/>.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">Which segment, and at which rate; null for all of it at its own rate.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file (<see cref="DirectoryNotFoundException"/>: no such folder).</exception>
    /// <exception cref="AudioFormatException">The file is empty, damaged, not audio, needs a decoder that this system does not have, or has more samples than a clip of it may have.</exception>
    public static AudioClip Read(string path, AudioReadOptions? options = null)
    {
        using IAudioSource source = Open(path, options);
        long limit = Math.Min(Array.MaxLength, Math.Max(ClipSamplesOfAnyFile, ClipSamplesPerByte * new FileInfo(path).Length));

        // One sample more than the limit shows that there is more.
        float[]? samples = SampleBlocks.Read(source.ReadBlock, limit + 1);
        return samples?.Length <= limit
            ? new AudioClip(samples, source.SampleRate)
            : throw new AudioFormatException(
                $"more than {limit} samples at {source.SampleRate} Hz, the most that a clip of this file has; {nameof(NAudioFile)}.{nameof(Open)} reads it block by block", path);
    }

    /// <summary>Opens a file, or a segment of it, to be read block by block: a fixed amount of memory regardless of its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which segment, and at which rate; null for all of it at its own rate.</param>
    /// <returns>The source; its length is null.</returns>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static IAudioSource Open(string path, AudioReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= Everything;
        if (Directory.Exists(path))
        {
            throw new AudioFormatException("a folder; an audio file was expected", path, 0);
        }

        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return Open(OpenStream(file, path), file, path, options);
        }
        catch (Exception error) when (FileSource.IsDamage(error))
        {
            file.Dispose();
            throw FileSource.Damaged(path, error);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The segment of a decoder's stream.</summary>
    /// <param name="stream">The stream; it is owned by the source, and disposed if it is rejected.</param>
    /// <param name="file">What else belongs to the source.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="options">Which segment, and at which rate.</param>
    internal static IAudioSource Open(WaveStream stream, IDisposable file, string path, AudioReadOptions options)
    {
        try
        {
            WaveFormat format = SampleFormat.Plain(stream.WaveFormat)
                ?? throw new AudioFormatException($"NAudio's decoder gives {stream.WaveFormat}; expected: PCM or float", path);
            long skip = (long)(options.Offset * format.SampleRate);
            long limit = options.Duration is double duration ? (long)(duration * format.SampleRate) : long.MaxValue;
            FileSource source = new(new WaveStreamSource(stream, format, skip, limit), path, file);
            if (options.SampleRate is not int rate || rate == source.SampleRate)
            {
                return source;
            }

            return (long)Math.Max(rate, source.SampleRate) <= (long)Resampler.MaximumRatio * Math.Min(rate, source.SampleRate)
                ? Resampler.Resample(source, rate)
                : throw new AudioFormatException(
                    $"a sample rate of {source.SampleRate} Hz can't be resampled to {rate} Hz; at most a factor of {Resampler.MaximumRatio} is possible", path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static WaveStream OpenStream(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[12];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (head.Length < 12)
        {
            throw new AudioFormatException(head.IsEmpty ? "the file is empty" : "the file ends inside the first 12 bytes, the beginning of any audio file", path, head.Length);
        }

        if ((head.StartsWith("RIFF"u8) || head.StartsWith("RF64"u8)) && head[8..].SequenceEqual("WAVE"u8))
        {
            CheckSizeChunk(file, path);
            WaveFileReader wave = new(file);
            if (SampleFormat.Plain(wave.WaveFormat) is not null || !OperatingSystem.IsWindows())
            {
                return wave;
            }

            // Compressed: left to the decoder below.
            wave.Dispose();
        }
        else if (head.StartsWith("FORM"u8) && (head[8..].SequenceEqual("AIFF"u8) || head[8..].SequenceEqual("AIFC"u8)))
        {
            AiffFileReader aiff = new(file);
            if (aiff.WaveFormat.BitsPerSample != 8)
            {
                return aiff;
            }

            aiff.Dispose();
            throw new AudioFormatException($"AIFF of 8 bits, which NAudio reads with the wrong sign; {nameof(AudioFile)} reads it", path);
        }

        return OperatingSystem.IsWindows()
            ? new MediaFoundationReader(path, new MediaFoundationReader.MediaFoundationReaderSettings { RequestFloatOutput = true })
            : throw new AudioFormatException($"neither WAV nor AIFF: NAudio has a decoder for other kinds on Windows only; {nameof(AudioFile)} reads them through ffmpeg", path, 0);
    }

    // NAudio allocates as much memory for the size chunk of an RF64 file as the file claims.
    private static void CheckSizeChunk(FileStream file, string path)
    {
        Span<byte> head = stackalloc byte[20];
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (head.StartsWith("RF64"u8) && head.Length == 20 && BinaryPrimitives.ReadUInt32LittleEndian(head[16..]) is uint size && size > file.Length - 20)
        {
            throw new AudioFormatException($"a chunk of {size} bytes in a file of {file.Length}", path, 16);
        }
    }
}
