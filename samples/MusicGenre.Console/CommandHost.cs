using System.CommandLine;
using MusicGenre.Audio;
using MusicGenre.CommandLine.Commands;
using MusicGenre.CommandLine.Output;

namespace MusicGenre.CommandLine;

/// <summary>Runs a command and turns what happened into an exit code: 0 it worked, 1 the job failed, 2 wrong use.</summary>
internal static class CommandHost
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int WrongUse = 2;

    /// <summary>How long a command that was told to stop may take to end its step and keep what it has.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(60);

    public static RootCommand CreateRoot() => new("musicgenre: from a folder of music to a genre model that can be trusted")
    {
        BaselineCommand.Create(),
        SeedDenseCommand.Create(),
        TrainCommand.Create(),
        PredictCommand.Create(),
        ExtractCommand.Create(),
        FramesCommand.Create(),
        SpectrogramCommand.Create(),
        TuneCommand.Create(),
        ReproduceCommand.Create(),
    };

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        KnownTrainers.Register();
        Examples.AddToHelp(root);
        ParseResult parsed = root.Parse(args);
        // Who asks for help has not given the arguments yet.
        if (parsed.Errors.Count > 0 && parsed.Action is not Examples.HelpWithExamples)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                Terminal.Error(error.Message);
            }

            return Refuse(parsed);
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToStop }).ConfigureAwait(false);
        }
        catch (WrongUseException error)
        {
            Terminal.Error(error.Message);
            return Refuse(parsed);
        }
        catch (OperationCanceledException)
        {
            Terminal.Error("stopped.");
            return Failure;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException or ArgumentException or AudioFormatException)
        {
            Terminal.Error(error.Message);
            return Failure;
        }
    }

    private static int Refuse(ParseResult parsed)
    {
        List<string> path = [];
        for (System.CommandLine.Parsing.CommandResult? result = parsed.CommandResult; result is not null; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            path.Insert(0, result.Command is RootCommand ? "musicgenre" : result.Command.Name);
        }

        Terminal.Error($"try: {string.Join(' ', path)} --help");
        return WrongUse;
    }
}
