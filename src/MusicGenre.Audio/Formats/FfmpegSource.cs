using System.ComponentModel;

namespace MusicGenre.Audio.Formats;

/// <summary>
/// Any file that ffmpeg can decode, read from its standard output while it runs: float32 at the file's own rate and with its own channels, mixed to mono here.
/// </summary>
/// <remarks>
/// The program is given an argument list, never a command line, and may only open local files of a fixed list of audio containers only, so that a playlist or
/// an image cannot make it open anything else. It is killed when the source is disposed, when the caller cancels, and when it is silent for too long.
/// </remarks>
internal sealed class FfmpegSource : IAudioSource
{
    // What libavformat calls the containers that hold audio. No playlists (hls, concat, dash), no devices, no images.
    private const string Containers = "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,iff,m4v,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,mpegts,ogg,oma,sln,"
        + "shn,sox,spdif,truehd,tta,voc,w64,wav,wv,xwma";

    /// <summary>The options without which ffmpeg, or ffprobe, would open whatever a file tells it to.</summary>
    internal static readonly string[] SafeInput = ["-protocol_whitelist", "file,pipe", "-format_whitelist", Containers];

    /// <summary>The environment variable that names ffmpeg.</summary>
    internal const string Variable = "MUSICGENRE_FFMPEG";

    private readonly string _path;
    private readonly AudioReadOptions _options;
    private readonly Stream? _input;
    private readonly CancellationToken _cancellation;
    private FfmpegProcess? _process;
    private PcmSource? _pcm;
    private long _remaining;
    private bool _anything;
    private bool _disposed;

    /// <summary>Starts ffmpeg and reads up to the first sample.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which segment of it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="input">The bytes of what is not a file but a pipe: they come only once, so there is no going back to the beginning.</param>
    /// <exception cref="AudioFormatException">There is no ffmpeg, or it does not accept the file.</exception>
    public FfmpegSource(string path, AudioReadOptions options, CancellationToken cancellation, Stream? input = null)
    {
        _input = input;
        _path = path;
        _options = options;
        _cancellation = cancellation;
        Start();
    }

    /// <summary>How long ffmpeg may take to give its next bytes.</summary>
    internal static TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(30);

    public int SampleRate { get; private set; }

    public long? Length => null;

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed || _process is null, this);
        int wanted = (int)Math.Min(buffer.Length, _remaining);
        int count = wanted == 0 ? 0 : _pcm!.Read(buffer[..wanted]);
        _remaining -= count;
        _anything |= count > 0;
        if (count < wanted)
        {
            CheckEnd();
            _remaining = 0;
        }

        return count;
    }

    public void Rewind()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Stop();
        Start();
    }

    public void Dispose()
    {
        _disposed = true;
        Stop();
    }

    /// <summary>The full path of ffmpeg: the one that is named, or the first in the folders of PATH (never in the current folder); null if it is not there.</summary>
    internal static string? Find(string? named = null)
    {
        named ??= Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(named) ? OnPath("ffmpeg") : File.Exists(named) ? Path.GetFullPath(named) : null;
    }

    /// <summary>The first program of a name in the folders of PATH, never in the current folder; null if it is not there.</summary>
    internal static string? OnPath(string program)
    {
        string name = OperatingSystem.IsWindows() ? program + ".exe" : program;
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            string candidate = Path.Combine(folder, name);
            if (Path.IsPathFullyQualified(candidate) && File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private void Start()
    {
        _cancellation.ThrowIfCancellationRequested();
        string program = Find(_options.FfmpegPath) ?? throw new AudioFormatException(
            "not a WAV, AU or AIFF file of a known coding, which are read without ffmpeg; other formats need it, and "
            + ((_options.FfmpegPath ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } named
                ? $"there is no file '{named}', which is named as ffmpeg"
                : $"ffmpeg is not on the PATH (install it, or name it in {Variable})"), _path, 0);
        string[] arguments =
        [
            "-nostdin", "-hide_banner", "-v", "error", .. SafeInput, "-i", _input is null ? "file:" + Path.GetFullPath(_path) : "pipe:0",
            "-map", "0:a:0", "-c:a", "pcm_f32le", "-bitexact", "-f", "wav", "pipe:1",
        ];
        try
        {
            _process = new FfmpegProcess(program, arguments, _input, StallLimit, _cancellation);
        }
        catch (Win32Exception e)
        {
            throw new AudioFormatException($"{program} can not be run: {e.Message}", _path, null, e);
        }

        try
        {
            PcmLayout layout = ReadHeader();
            _pcm = new PcmSource(_process.Output, layout, _cancellation, meter: _options.Meter);
            SampleRate = layout.SampleRate;
            _remaining = _options.Duration is double duration ? (long)(duration * SampleRate) : long.MaxValue;
            _anything = false;
            Skip((long)(_options.Offset * SampleRate));
            _pcm.BeginMeasure();
        }
        catch
        {
            Stop();
            throw;
        }
    }

    private PcmLayout ReadHeader()
    {
        try
        {
            return WavHeader.Read(new HeaderReader(_process!.Output, _path))!.Value;
        }
        catch (AudioFormatException e)
        {
            CheckEnd();
            throw new AudioFormatException("ffmpeg gave something that is not WAV: " + e.Reason, _path, null, e);
        }
    }

    // ffmpeg can jump, but not to the exact sample in every format; decoding and dropping is exact.
    private void Skip(long samples)
    {
        float[] scratch = new float[(int)Math.Min(samples, 16384)];
        while (samples > 0)
        {
            int wanted = (int)Math.Min(samples, scratch.Length);
            int count = _pcm!.Read(scratch.AsSpan(0, wanted));
            _anything |= count > 0;
            if (count < wanted)
            {
                CheckEnd();
                _remaining = 0;
                return;
            }

            samples -= count;
        }
    }

    // The output has ended: because the file has, or because something went wrong?
    private void CheckEnd()
    {
        _cancellation.ThrowIfCancellationRequested();
        int exitCode = _process!.WaitForExit(out bool stalled, out string errorOutput);
        _cancellation.ThrowIfCancellationRequested();
        if (stalled)
        {
            throw new AudioFormatException($"ffmpeg gave nothing for {StallLimit.TotalSeconds} s and was ended", _path);
        }

        if (exitCode != 0 || !_anything)
        {
            throw new AudioFormatException(
                $"not a WAV, AU or AIFF file of a known coding, and ffmpeg could not decode it (exit code {exitCode}): {(errorOutput.Length > 0 ? errorOutput : "no audio in it")}", _path);
        }
    }

    private void Stop()
    {
        _pcm?.Dispose();
        _pcm = null;
        _process?.Dispose();
        _process = null;
    }
}
