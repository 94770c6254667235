using System.CommandLine;
using System.CommandLine.Parsing;
using System.Reflection;
using MusicGenre.Audio;
using MusicGenre.Tool.Commands;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool;

/// <summary>Runs a command and converts its result to an exit code: 0 success, 1 failure, 2 wrong usage. It never prints a stack trace, except with --verbose.</summary>
internal static class CommandHost
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int WrongUse = 2;

    private const string VerboseVariable = "MUSICGENRE_VERBOSE";

    private static readonly Option<bool> Verbose = new("--verbose") { Description = $"Tell all of an error, for a report ({VerboseVariable}=1 does the same).", Recursive = true };

    private static readonly Option<FileInfo?> Ffmpeg = new("--ffmpeg")
    {
        Description = "The ffmpeg program that decodes MP3, FLAC and so on. Default: MUSICGENRE_FFMPEG, else the one on the PATH.",
        HelpName = "FILE",
        Recursive = true,
    };

    // In the order of the help.
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("audit", AuditCommand.Create),
        ("baseline", BaselineCommand.Create),
        ("train", TrainCommand.Create),
        ("predict", PredictCommand.Create),
        ("show", ShowCommand.Create),
        ("export", ExportCommand.Create),
        ("extract", ExtractCommand.Create),
        ("merge", MergeCommand.Create),
        ("frames", FramesCommand.Create),
        ("spectrogram", SpectrogramCommand.Create),
        ("tune", TuneCommand.Create),
        ("serve", ServeCommand.Create),
    ];

    /// <summary>The commands of <c>musicgenre</c>.</summary>
    /// <param name="args">The command line. Where its first word is a command, only that one is made: the options of all the others would cost a sixth of the start of the program.</param>
    public static RootCommand CreateRoot(params string[] args)
    {
        Func<Command>[] used = [.. Commands.Where(c => args.Length > 0 && c.Name == args[0]).Select(static c => c.Create)];
        RootCommand root = CreateRoot(
            "musicgenre: from a folder of music to a genre model that can be trusted",
            [.. (used.Length > 0 ? used : Commands.Select(static c => c.Create)).Select(static create => create())]);
        root.WithExamples("musicgenre baseline", "musicgenre baseline --features my.csv --trainers svm,dense", "musicgenre extract music/ --out my.csv", "musicgenre train music/ --out my.model", "musicgenre predict my.model song.mp3");
        return root;
    }

    /// <summary>A root command with subcommands and common options.</summary>
    /// <param name="description">The program's name, a colon, and what it is for.</param>
    /// <param name="commands">The commands.</param>
    public static RootCommand CreateRoot(string description, params ReadOnlySpan<Command> commands)
    {
        RootCommand root = new(description) { Verbose, Ffmpeg };
        foreach (Command command in commands)
        {
            root.Add(command);
        }

        return root;
    }

    /// <summary>Parses and runs a command line.</summary>
    /// <param name="root">The commands.</param>
    /// <param name="args">The command line.</param>
    /// <param name="stop">Ends the work early.</param>
    public static async Task<int> RunAsync(RootCommand root, string[] args, CancellationToken stop = default)
    {
        ParseResult? parsed = null;
        try
        {
            KnownTrainers.Register();
            Examples.AddToHelp(root);
            RefuseEmptyNames(root);
            parsed = root.Parse(args);

            // Who requests help has not given the arguments yet.
            if (parsed.Errors.Count > 0 && parsed.Action is not Examples.HelpWithExamples)
            {
                return Refuse(parsed, [.. parsed.Errors.Select(static e => e.Message)]);
            }

            if (parsed.GetValue(Ffmpeg) is { } program)
            {
                Environment.SetEnvironmentVariable("MUSICGENRE_FFMPEG", program.FullName);
            }

            // Signals are listened to once, by the program (StopSignals).
            InvocationConfiguration configuration = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(configuration, stop).ConfigureAwait(false);
        }
        catch (Exception) when (Terminal.IsOutputClosed)
        {
            return Success;
        }
        catch (Exception error)
        {
            return Report(error, parsed, stop);
        }
    }

    /// <summary>The message of an error in one line, without the name of a parameter that users don't know.</summary>
    internal static string Words(Exception error) =>
        (error is ArgumentException ? error.Message.Split(" (Parameter '", 2)[0] : error.Message).ReplaceLineEndings(" ").TrimEnd();

    /// <summary>A required name must not be empty: <c>predict genres.model "$file"</c>.</summary>
    private static void RefuseEmptyNames(Command command)
    {
        foreach (Argument argument in command.Arguments)
        {
            argument.Validators.Add(static result =>
            {
                if (result.Tokens.Any(static t => t.Value.Length == 0))
                {
                    result.AddError($"{result.Argument.Name}: a name was expected; there is an empty text.");
                }
            });
        }

        foreach (Command sub in command.Subcommands)
        {
            RefuseEmptyNames(sub);
        }
    }

    private static int Report(Exception error, ParseResult? parsed, CancellationToken stop)
    {
        Exception cause = Cause(error);
        if (cause is WrongUseException)
        {
            return Refuse(parsed, Words(cause));
        }

        bool verbose = parsed?.GetValue(Verbose) is true || Environment.GetEnvironmentVariable(VerboseVariable) is "1" or "true";
        Terminal.Error(cause switch
        {
            OperationCanceledException when stop.IsCancellationRequested => "stopped.",
            FormatException or IOException or UnauthorizedAccessException or ArgumentException or AudioFormatException or HttpRequestException or OperationCanceledException => Words(cause),
            OutOfMemoryException => "there is not enough memory for this.",
            _ => $"unexpected: {cause.GetType().Name}: {Words(cause)}{(verbose ? "" : " (--verbose shows details)")}",
        });
        if (verbose)
        {
            Terminal.Error(error.ToString());
        }

        return Failure;
    }

    /// <summary>What happened: loops that run in parallel wrap it, and of several failures the one that is not a consequence of another counts.</summary>
    private static Exception Cause(Exception error) => error switch
    {
        AggregateException { InnerExceptions.Count: > 0 } several => Cause(several.Flatten().InnerExceptions is var all ? all.FirstOrDefault(static e => e is not OperationCanceledException) ?? all[0] : several),
        TargetInvocationException or TypeInitializationException when error.InnerException is not null => Cause(error.InnerException),
        _ => error,
    };

    private static int Refuse(ParseResult? parsed, params string[] reasons)
    {
        foreach (string reason in reasons)
        {
            Terminal.Error(reason);
        }

        List<string> path = [];
        for (CommandResult? result = parsed?.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            path.Insert(0, result.Command.Name);
        }

        Terminal.Error($"try: {string.Join(' ', path)} --help");
        return WrongUse;
    }
}
