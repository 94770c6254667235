using System.CommandLine;

namespace MusicGenre.Tool.Tests;

/// <summary>Runs the command line in this process, with streams of its own in place of the terminal's.</summary>
internal static class Shell
{
    public static Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunWithInputAsync("", args);

    public static Task<(int Code, string Output, string Error)> RunWithInputAsync(string input, params string[] args) => RunAsync(CommandHost.CreateRoot(), args, input, default);

    public static Task<(int Code, string Output, string Error)> RunAsync(RootCommand root, CancellationToken stop, params string[] args) => RunAsync(root, args, "", stop);

    private static async Task<(int Code, string Output, string Error)> RunAsync(RootCommand root, string[] args, string input, CancellationToken stop)
    {
        (TextReader oldInput, TextWriter oldOutput, TextWriter oldError) = (Console.In, Console.Out, Console.Error);
        using StringReader newInput = new(input);
        using StringWriter newOutput = new();
        using StringWriter newError = new();
        try
        {
            Console.SetIn(newInput);
            Console.SetOut(newOutput);
            Console.SetError(newError);
            int code = await CommandHost.RunAsync(root, args, stop);
            return (code, newOutput.ToString(), newError.ToString());
        }
        finally
        {
            Console.SetIn(oldInput);
            Console.SetOut(oldOutput);
            Console.SetError(oldError);
        }
    }
}
