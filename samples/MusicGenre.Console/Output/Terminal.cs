using Spectre.Console;

namespace MusicGenre.CommandLine.Output;

/// <summary>Text to a person or to a pipe. Lines are never wrapped or coloured where the output is no terminal.</summary>
internal static class Terminal
{
    /// <summary>Whether a person looks at the output: then there are bars and borders.</summary>
    public static bool IsInteractive { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether the terminal, if there is one, understands more than lines.</summary>
    public static bool HasAnsi => Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") || OperatingSystem.IsWindows();

    public static void Line(string text) => Console.Out.WriteLine(text);

    public static void Error(string text) => Console.Error.WriteLine(text);
}
