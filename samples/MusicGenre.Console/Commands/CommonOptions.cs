using System.CommandLine;
using MusicGenre.ML;

namespace MusicGenre.CommandLine.Commands;

/// <summary>Options that several commands have, made anew for each.</summary>
internal static class CommonOptions
{
    public static Option<long> Seed() => new("--seed", "-s") { Description = "The seed of folds and trainers.", HelpName = "S", DefaultValueFactory = static _ => 1 };

    public static Option<string> TrainerName() => Checked(new Option<string>("--trainer", "-t")
    {
        Description = "The trainer: " + string.Join(", ", KnownTrainers.Aliases) + ".",
        HelpName = "T",
        DefaultValueFactory = static _ => "svm",
    });

    public static Option<string> TrainerNames() => Checked(new Option<string>("--trainers", "-t")
    {
        Description = "Which trainers, separated by commas: " + string.Join(", ", KnownTrainers.Aliases) + ". Default: all of the library's own.",
        HelpName = "a,b,c",
        DefaultValueFactory = static _ => string.Join(',', TrainerCatalog.Aliases),
    });

    private static Option<string> Checked(Option<string> option)
    {
        option.Validators.Add(static result =>
        {
            foreach (string name in result.Tokens.SelectMany(static t => TableSource.SplitList(t.Value)))
            {
                try
                {
                    KnownTrainers.Create(name);
                }
                catch (ArgumentException)
                {
                    result.AddError($"There is no trainer '{name}'; there are {string.Join(", ", KnownTrainers.Aliases)}.");
                }
            }
        });
        return option;
    }
}
