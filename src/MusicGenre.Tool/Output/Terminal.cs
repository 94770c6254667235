using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MusicGenre.Tool.Output;

/// <summary>Text output to a terminal or a pipe. Lines are never wrapped or coloured where the output is not a terminal.</summary>
internal static class Terminal
{
    private static OutputPipe? _pipe;

    /// <summary>Whether the output is a terminal: then there are progress bars and borders.</summary>
    public static bool IsInteractive { get; } = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Whether the terminal, if there is one, supports ANSI sequences.</summary>
    public static bool HasAnsi => Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb") || OperatingSystem.IsWindows();

    /// <summary>Whether the reader of the output pipe has gone: then the command ends successfully.</summary>
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

    /// <summary>The standard input.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static TextReader Input => StandardInput.IsClosed ? throw new IOException("The standard input is closed; a list of paths was expected there.") : Console.In;

    public static void Line(string text) => Console.Out.WriteLine(Visible(text));

    public static void Error(string text) => Console.Error.WriteLine(Visible(text));

    /// <summary>
    /// A text in which nothing steers a terminal: names of files and columns come from anybody. Control characters, and those that turn the direction of writing, are shown as
    /// <c>\x1B</c> or <c>\u202E</c>; line breaks and tabs stay.
    /// </summary>
    public static string Visible(string text)
    {
        if (!text.Any(Steers))
        {
            return text;
        }

        StringBuilder visible = new(text.Length + 16);
        foreach (char c in text.ReplaceLineEndings("\n"))
        {
            if (Steers(c))
            {
                visible.Append(c < 256 ? "\\x" : "\\u").Append(((int)c).ToString(c < 256 ? "X2" : "X4", CultureInfo.InvariantCulture));
            }
            else
            {
                visible.Append(c);
            }
        }

        return visible.ToString();
    }

    private static bool Steers(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';
}
