using MusicGenre.Audio.Formats;
using MusicGenre.Audio.Resampling;
using MusicGenre.Numerics.Files;

namespace MusicGenre.Audio;

/// <summary>Reads audio files into mono float32 samples.</summary>
/// <remarks>
/// <para>Read here: WAV (RIFF, RIFX, RF64, BW64; PCM of 8 to 32 bits, float of 32 and 64, A-law, µ-law, extensible), AU/SND (the same codings) and
/// AIFF/AIFC (the same). The kind is detected from the first bytes, never from the name. Everything else (MP3, FLAC, Ogg, M4A, ...) is decoded by the program
/// <c>ffmpeg</c>: the one that <see cref="AudioReadOptions.FfmpegPath"/> or the environment variable <c>MUSICGENRE_FFMPEG</c> names, or the first on the PATH.</para>
/// <para>Channels are averaged in float32 as <c>librosa.to_mono</c> does; integers of b bits are divided by 2^(b-1). The samples equal those of
/// <c>librosa.load(path, sr=None)</c> to the bit.</para>
/// <para>A file with a valid header and no samples gives an empty clip, as in librosa. NaN and infinite samples of a float file are
/// passed on as they are; <see cref="AudioClip.IndexOfNonFinite"/> finds them. A data chunk that claims more than the file holds, or whose
/// size was never filled in, is read as far as the file goes (<see cref="AudioReadOptions.Warnings"/> tells of the former); memory is only taken for samples that are really there.</para>
/// <para>A named pipe, or <c>/dev/stdin</c>, is read as a stream: from its first byte to its last, once. A source that is opened on one has no length and can't be rewound.</para>
/// </remarks>
public static class AudioFile
{
    // What a clip may hold regardless of the file's size: 50 minutes at 22,050 Hz, 256 MB.
    internal const long ClipSamplesOfAnyFile = 1 << 26;

    // And what it may hold for every byte of its file. Compressed music has about 3, speech at a low bit rate 10, PCM at most 1.
    internal const long ClipSamplesPerByte = 16;

    private static readonly AudioReadOptions Everything = new();

    /// <summary>Reads a file, or a segment of it, into memory.</summary>
    /// <remarks>
    /// So that a small file can't take gigabytes (one that claims to have 87 Hz has 253 times as many samples at 22,050 Hz; compressed silence is endless), a clip has at most
    /// 16 samples for every byte of the file, or 67,108,864 (50 minutes at 22,050 Hz), whichever is larger. <see cref="Open(string, AudioReadOptions, CancellationToken)"/> has no such limit.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="options">Which segment, and at which rate; null for all of it at its own rate.</param>
    /// <param name="cancellationToken">Ends the reading early.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="FileNotFoundException">There is no such file (<see cref="DirectoryNotFoundException"/>: no such folder).</exception>
    /// <exception cref="AudioFormatException">The file is empty, damaged, not audio, needs ffmpeg if there is none, or has more samples than a clip of it may have.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static AudioClip Read(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        using IAudioSource source = Open(path, options, cancellationToken);
        return new AudioClip(ReadAll(source, path, LargestClip(new FileInfo(path).Length)), source.SampleRate);
    }

    /// <summary>Opens a file, or a segment of it, to be read block by block: a fixed amount of memory regardless of its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which segment, and at which rate; null for all of it at its own rate.</param>
    /// <param name="cancellationToken">Ends the reading early, also later, in <see cref="IAudioSource.Read"/>.</param>
    /// <inheritdoc cref="Read(string, AudioReadOptions, CancellationToken)" path="/exception"/>
    public static IAudioSource Open(string path, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= Everything;
        if (Directory.Exists(path))
        {
            throw new AudioFormatException("a folder; an audio file was expected", path, 0);
        }

        IAudioSource source;
        try
        {
            source = OpenAtOwnRate(path, options, cancellationToken);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException && path.Contains('\uFFFD'))
        {
            // What is not valid UTF-8 in a name becomes U+FFFD, and the name that has it is another one.
            throw new FileNotFoundException($"{path}: its name is not valid UTF-8, so it can't be opened; rename it.", path, error);
        }

        return AtRate(source, path, options);
    }

    /// <summary>Reads a stream, or a segment of what it holds, into memory.</summary>
    /// <remarks>
    /// A clip is at most as long as <see cref="Read(string, AudioReadOptions, CancellationToken)"/> allows for a file of the stream's length, or 67,108,864 samples where the length is not known.
    /// </remarks>
    /// <param name="stream">The stream, as <see cref="Open(Stream, AudioReadOptions, CancellationToken)"/> takes it; it stays open.</param>
    /// <param name="options">Which segment, and at which rate; null for all of it at its own rate.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="AudioFormatException">The stream is empty, damaged, not audio, needs ffmpeg where there is none, or has more samples than a clip may have.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static AudioClip Read(Stream stream, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        using IAudioSource source = Open(stream, options, cancellationToken);
        return new AudioClip(ReadAll(source, NameOf(stream), LargestClip(stream.CanSeek ? stream.Length : 0)), source.SampleRate);
    }

    /// <summary>Opens a stream, or a segment of what it holds, to be read block by block.</summary>
    /// <param name="stream">
    /// The stream; it stays open, and must not be used by others before the source is disposed. WAV, AU and AIFF in a stream that can seek are read from its first byte as a file is.
    /// Any other stream is read from its position, once: its source has no length and can't be rewound.
    /// </param>
    /// <param name="options">Which segment, and at which rate; null for all of it at its own rate.</param>
    /// <param name="cancellationToken">Cancels the reading, also later, in <see cref="IAudioSource.Read"/>.</param>
    /// <exception cref="AudioFormatException">The stream is empty, damaged, not audio, or needs ffmpeg where there is none.</exception>
    /// <exception cref="OperationCanceledException">The reading was cancelled.</exception>
    public static IAudioSource Open(Stream stream, AudioReadOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        cancellationToken.ThrowIfCancellationRequested();
        options ??= Everything;
        string name = NameOf(stream);
        IAudioSource? source = null;
        if (stream.CanSeek)
        {
            stream.Position = 0;
            source = OpenPcm(stream, name, options, leaveOpen: true, cancellationToken);
            stream.Position = source is null ? 0 : stream.Position;
        }

        return AtRate(source ?? new PipeSource(stream, name, options, leaveOpen: true, cancellationToken), name, options);
    }

    private static string NameOf(Stream stream) => stream is FileStream file ? file.Name : "the stream";

    private static IAudioSource AtRate(IAudioSource source, string path, AudioReadOptions options)
    {
        if (options.SampleRate is not int rate || rate == source.SampleRate)
        {
            return source;
        }

        if (!Resampler.Supports(source.SampleRate, rate))
        {
            int own = source.SampleRate;
            source.Dispose();
            throw new AudioFormatException($"a sample rate of {own} Hz can not be turned into {rate} Hz; at most a factor of {Resampler.MaximumRatio} is possible", path);
        }

        return ResampledSource.Create(source, rate);
    }

    private static IAudioSource OpenAtOwnRate(string path, AudioReadOptions options, CancellationToken cancellationToken)
    {
        if (FileKind.IsSpecial(path))
        {
            return new PipeSource(path, options, cancellationToken);
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 4096, FileOptions.SequentialScan);
        try
        {
            if (OpenPcm(stream, path, options, leaveOpen: false, cancellationToken) is { } source)
            {
                return source;
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        stream.Dispose();
        return new FfmpegSource(path, options, cancellationToken);
    }

    /// <summary>A source of a stream that can seek; null where its kind is left to ffmpeg.</summary>
    private static PcmSource? OpenPcm(Stream stream, string path, AudioReadOptions options, bool leaveOpen, CancellationToken cancellationToken)
    {
        if (ReadLayout(new HeaderReader(stream, path), ReadHead(stream, path)) is not PcmLayout layout)
        {
            return null;
        }

        if (layout.MissingFrames > 0)
        {
            options.Warnings?.Report(new AudioWarning(path, FormattableString.Invariant(
                $"the header announces {layout.FrameCount + layout.MissingFrames} samples, and the file holds {layout.FrameCount} of them; those are read")));
        }

        long first = Math.Min((long)(options.Offset * layout.SampleRate), layout.FrameCount!.Value);
        long count = layout.FrameCount.Value - first;
        if (options.Duration is double duration)
        {
            count = Math.Min(count, (long)(duration * layout.SampleRate));
        }

        layout = layout with { DataPosition = layout.DataPosition + (first * layout.BytesPerFrame), FrameCount = count };
        return new PcmSource(stream, layout, cancellationToken, leaveOpen, options.Meter);
    }

    /// <summary>The bytes that tell what kind of file it is.</summary>
    /// <param name="stream">The file; afterwards it is positioned after those bytes, or at its beginning if it can seek.</param>
    /// <param name="path">Its name, for errors.</param>
    internal static byte[] ReadHead(Stream stream, string path)
    {
        byte[] head = new byte[12];
        int count = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (count == 0)
        {
            throw new AudioFormatException("the file is empty", path, 0);
        }

        if (count < head.Length)
        {
            throw new AudioFormatException("the file ends inside the first 12 bytes, the beginning of any audio file", path, count);
        }

        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        return head;
    }

    /// <summary>What the header says; null if that is left to ffmpeg.</summary>
    internal static PcmLayout? ReadLayout(HeaderReader reader, ReadOnlySpan<byte> head)
    {
        return AuHeader.Matches(head) ? AuHeader.Read(reader)
            : WavHeader.Matches(head) ? WavHeader.Read(reader)
            : AiffHeader.Matches(head) ? AiffHeader.Read(reader)
            : null;
    }

    /// <summary>All samples of a source, at most so many.</summary>
    internal static float[] ReadAll(IAudioSource source, string path, long limit)
        => source.Length is long length ? ReadKnown(source, path, length, limit) : ReadUnknown(source, path, limit);

    private static float[] ReadKnown(IAudioSource source, string path, long length, long limit)
    {
        if (length > limit)
        {
            throw TooLong(path, FormattableString.Invariant($"{length} samples at {source.SampleRate} Hz"), limit);
        }

        float[] samples = GC.AllocateUninitializedArray<float>((int)length);
        int count = source.ReadBlock(samples);
        if (count < samples.Length)
        {
            // The file was truncated while it was read.
            Array.Resize(ref samples, count);
        }

        return samples;
    }

    private static float[] ReadUnknown(IAudioSource source, string path, long limit)
    {
        const int BlockLength = 1 << 18;
        List<float[]> blocks = [];
        long total = 0;
        int count;
        do
        {
            float[] block = GC.AllocateUninitializedArray<float>(BlockLength);
            count = source.ReadBlock(block);
            total += count;
            if (total > limit)
            {
                throw TooLong(path, FormattableString.Invariant($"{total} samples and more at {source.SampleRate} Hz"), limit);
            }

            blocks.Add(block);
        }
        while (count == BlockLength);

        float[] samples = GC.AllocateUninitializedArray<float>((int)total);
        for (int i = 0; i < blocks.Count; i++)
        {
            Span<float> target = samples.AsSpan(i * BlockLength);
            blocks[i].AsSpan(0, Math.Min(BlockLength, target.Length)).CopyTo(target);
        }

        return samples;
    }

    /// <summary>How many samples a clip of a file may have.</summary>
    private static long LargestClip(long bytes)
        => Math.Min(Array.MaxLength, Math.Max(ClipSamplesOfAnyFile, ClipSamplesPerByte * bytes));

    private static AudioFormatException TooLong(string path, string found, long limit) => new(
        FormattableString.Invariant(
            $"{found}; a clip of this file has at most {limit} ({ClipSamplesPerByte} for every byte of it, or {ClipSamplesOfAnyFile}); {nameof(AudioFile)}.{nameof(Open)} reads it block by block"),
        path);
}
