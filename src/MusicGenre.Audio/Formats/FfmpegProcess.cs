using System.Diagnostics;
using System.Text;

namespace MusicGenre.Audio.Formats;

/// <summary>A child process whose output is read; it is killed with its object, and its reader never waits forever.</summary>
internal sealed class FfmpegProcess : IDisposable
{
    private const int ErrorOutputBytes = 2048;

    private readonly Process _process;
    private readonly WatchedStream _output;
    private readonly Task<string> _errorOutput;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly Timer _watch;
    private readonly long _limit;
    private volatile bool _stalled;

    public FfmpegProcess(string program, IEnumerable<string> arguments, Stream? input, TimeSpan stallLimit, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        if (input is null)
        {
            _process.StandardInput.Close();
        }
        else
        {
            _ = Task.Run(() => Feed(input, _process.StandardInput.BaseStream), CancellationToken.None);
        }

        _output = new WatchedStream(_process.StandardOutput.BaseStream);
        _errorOutput = ReadErrorOutput(_process.StandardError.BaseStream);
        _limit = (long)stallLimit.TotalMilliseconds;
        int period = (int)Math.Clamp(_limit / 4, 10, 1000);
        _watch = new Timer(_ => Watch(), null, period, period);
        _cancellation = cancellation.Register(Kill);
    }

    /// <summary>The standard output; it ends when the process ends or is killed.</summary>
    public Stream Output => _output;

    /// <summary>Waits until the process has ended, and kills it if it closed its output but does not end.</summary>
    public int WaitForExit(out bool stalled, out string errorOutput)
    {
        if (!_process.WaitForExit((int)Math.Min(_limit, int.MaxValue)))
        {
            _stalled = true;
            Kill();
            _process.WaitForExit(5000);
        }

        stalled = _stalled;
        errorOutput = _errorOutput.Wait(1000) ? Printable(_errorOutput.Result) : "";
        return _process.HasExited ? _process.ExitCode : -1;
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        _watch.Dispose();
        Kill();
        _process.Dispose();
    }

    private void Watch()
    {
        if (_output.WaitingMilliseconds > _limit)
        {
            _stalled = true;
            Kill();
        }
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    private static void Feed(Stream input, Stream program)
    {
        try
        {
            using (program)
            {
                input.CopyTo(program);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // It needs no more input, or has ended.
        }
    }

    // What the program says about its trouble is read to the end, so that it never blocks on a full pipe, but only the beginning is kept.
    private static async Task<string> ReadErrorOutput(Stream error)
    {
        byte[] kept = new byte[ErrorOutputBytes];
        byte[] block = new byte[1024];
        int length = 0;
        try
        {
            int count;
            while ((count = await error.ReadAsync(block).ConfigureAwait(false)) > 0)
            {
                int room = Math.Min(count, kept.Length - length);
                block.AsSpan(0, room).CopyTo(kept.AsSpan(length));
                length += room;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Disposed while it was reading.
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }

    private static string Printable(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string last = lines.Length == 0 ? "" : lines.Length == 1 ? lines[0] : lines[0] + " / " + lines[^1];
        StringBuilder clean = new();
        foreach (char c in last.Length > 400 ? last[..400] : last)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return clean.ToString().TrimEnd('.', ' ');
    }
}
