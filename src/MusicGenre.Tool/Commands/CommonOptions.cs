using System.CommandLine;
using System.CommandLine.Parsing;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Tool.Commands;

/// <summary>Options that several commands have, created for each.</summary>
internal static class CommonOptions
{
    public static NumberOption<long> Seed() => new("--seed", "The seed of folds and trainers.", long.MinValue, long.MaxValue, 1, "-s");

    public static OptionalNumberOption<int> Threads(string description) => new("--threads", description, 1, 1024);

    public static NumberOption<int> Rate(string description) => new("--rate", description, 1_000, 768_000, 22_050);

    public static Option<bool> Balanced() => new("--balanced") { Description = "Let every genre count the same in training, however many rows it has (class weights)." };

    /// <summary>An option whose value is one of an enumeration's names, in any case; never its number.</summary>
    public static Option<T> ByName<T>(this Option<T> option) =>
        option.OneOf([.. Enum.GetNames(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Select(static n => n.ToLowerInvariant())]);

    /// <summary>An option that takes one of some words, in any case.</summary>
    public static Option<T> OneOf<T>(this Option<T> option, params string[] words)
    {
        option.Validators.Add(result =>
        {
            foreach (string text in result.Tokens.Select(static t => t.Value).Except(words, StringComparer.OrdinalIgnoreCase))
            {
                result.AddError($"{option.Name} takes one of {string.Join(", ", words)}; '{text}' is none.");
            }
        });
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>A rule over several options. It is not checked if one of them has no valid value: that error is reported separately.</summary>
    public static void AddRule(this Command command, Func<CommandResult, string?> rule) => command.Validators.Add(result =>
    {
        try
        {
            if (rule(result) is { } text)
            {
                result.AddError(text);
            }
        }
        catch (InvalidOperationException)
        {
            // GetValue throws for what could not be parsed.
        }
    });

    /// <summary>Whether an option is on the command line.</summary>
    public static bool IsGiven(this CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    public static Option<string?> TrainerName(string defaults) => Checked(new Option<string?>("--trainer", "-t") { Description = $"The trainer: {string.Join(", ", KnownTrainers.Aliases)}. Default: {defaults}.", HelpName = "T" });

    public static Option<string> TrainerNames() => Checked(new Option<string>("--trainers", "-t")
    {
        Description = "Which trainers, separated by commas: " + string.Join(", ", KnownTrainers.Aliases) + ". Default: all of the library's own.",
        HelpName = "a,b,c",
        DefaultValueFactory = static _ => string.Join(',', TrainerCatalog.Aliases),
    });

    /// <summary>The option names an output file: whether it can be written is checked before the work begins.</summary>
    public static T ForOutput<T>(this T option)
        where T : Option
    {
        option.Validators.Add(result =>
        {
            try
            {
                if (result.Tokens.Count > 0)
                {
                    CheckOutput(option.Name, result.Tokens[^1].Value);
                }
            }
            catch (WrongUseException wrong)
            {
                result.AddError(wrong.Message);
            }
        });
        return option;
    }

    /// <summary>The same of a file that no option names.</summary>
    public static void CheckOutput(string option, string path)
    {
        if (path.Length == 0)
        {
            throw new WrongUseException($"{option}: a name was expected; there is an empty text.");
        }

        try
        {
            AtomicFile.Check(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongUseException($"{option} {error.Message}");
        }
    }

    private static T Checked<T>(T option)
        where T : Option
    {
        option.Validators.Add(static result =>
        {
            string[] names = [.. result.Tokens.SelectMany(static t => TableSource.SplitList(t.Value))];
            if (names.Length == 0 && result.Tokens.Count > 0)
            {
                result.AddError($"{result.Option.Name} names no trainer; there are {string.Join(", ", KnownTrainers.Aliases)}.");
            }

            foreach (string name in names)
            {
                try
                {
                    KnownTrainers.Create(name);
                }
                catch (ArgumentException)
                {
                    result.AddError($"{result.Option.Name}: there is no trainer '{name}'; there are {string.Join(", ", KnownTrainers.Aliases)}.");
                }
            }
        });
        return option;
    }
}
