using Spectre.Console;

namespace MusicGenre.CommandLine.Output;

/// <summary>Text to a person or to a pipe. Lines are never wrapped or coloured where the output is no terminal.</summary>
internal static class Terminal
{
    private static OutputPipe? _pipe;

    /// <summary>Whether a person looks at the output: then there are bars and borders.</summary>
    public static bool IsInteractive { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether the terminal, if there is one, understands more than lines.</summary>
    public static bool HasAnsi => Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") || OperatingSystem.IsWindows();

    /// <summary>Whether the output went to a pipe whose reader has gone: the work has ended, and well.</summary>
    public static bool IsOutputClosed => _pipe is { IsClosed: true };

    /// <summary>Lets a closed output pipe end the work.</summary>
    /// <param name="stop">Is cancelled then.</param>
    public static void WatchOutput(CancellationTokenSource stop)
    {
        _pipe = OutputPipe.Open(stop);
        if (_pipe is not null)
        {
            Console.SetOut(new StreamWriter(_pipe, Console.OutputEncoding, bufferSize: 256) { AutoFlush = true });
        }
    }

    /// <summary>The output as bytes, for tables.</summary>
    public static Stream OpenOutput() => _pipe ?? Console.OpenStandardOutput();

    public static void Line(string text) => Console.Out.WriteLine(text);

    public static void Error(string text) => Console.Error.WriteLine(text);
}
