using System.CommandLine;
using System.Globalization;
using System.Numerics;
using MusicGenre.Tool.Commands;

namespace MusicGenre.Tool.Tests;

/// <summary>Every option of every command, found by traversing the command tree: a value out of range is a usage error that names the option.</summary>
[NonParallelizable]
public sealed class CommandOptionTests
{
    private static readonly string[] Numbers = ["0", "-1", "1", "2", "0.5", "1e9", "99999999999999999999999", "1e400", "NaN", "Infinity", "-Infinity", "many", "0x10", "1,000", "\u0661", "", " "];

    private static IEnumerable<(string[] Path, Command Command, Option Option)> All()
    {
        return Walk([], CommandHost.CreateRoot());

        static IEnumerable<(string[] Path, Command Command, Option Option)> Walk(string[] path, Command command) => command.Options.Select(o => (path, command, o))
            .Concat(command.Subcommands.SelectMany(sub => Walk([.. path, sub.Name], sub)));
    }

    private static IEnumerable<TestCaseData> NumericOptions() => All().Where(static o => IsNumeric(o.Option)).Select(static o => new TestCaseData(o.Path, o.Option.Name).SetArgDisplayNames(string.Join(' ', o.Path), o.Option.Name));

    [TestCaseSource(nameof(NumericOptions))]
    public async Task A_number_out_of_range_is_refused_in_the_option_s_name(string[] path, string name)
    {
        (_, Command command, Option option) = All().Single(o => o.Path.SequenceEqual(path) && o.Option.Name == name);
        Assert.That(option, Is.InstanceOf<INumberOption>(), "a numeric option without a range");
        INumberRange range = ((INumberOption)option).Range;
        decimal least = decimal.Parse(range.Least, CultureInfo.InvariantCulture);
        decimal greatest = decimal.Parse(range.Greatest, CultureInfo.InvariantCulture);
        bool isWhole = option.ValueType != typeof(double) && option.ValueType != typeof(double?);
        string[] border = [range.Least, range.Greatest, Text(least - 1), Text(greatest + 1)];
        foreach (string text in Numbers.Concat(border))
        {
            bool isAllowed = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) && value >= least && value <= greatest && (!isWhole || text.All(static c => c is '-' or (>= '0' and <= '9')));
            string[] args = [.. path, .. Others(command, option), name, text];
            string[] errors = [.. CommandHost.CreateRoot().Parse([.. args, "--help"]).Errors.Select(static e => e.Message)];
            if (isAllowed)
            {
                Assert.That(errors, Has.None.StartsWith(name + " takes"), text);
                continue;
            }

            (int code, _, string error) = await Shell.RunAsync(args);
            Assert.That(code, Is.EqualTo(CommandHost.WrongUse), $"'{text}': {error}");
            Assert.That(error, Does.Contain($"{name} takes a").And.Contain(range.Least).And.Contain(range.Greatest).And.Not.Contain("Parameter").And.Not.Contain("System."));
        }

        static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task An_empty_text_never_gives_more_than_an_error_message()
    {
        foreach ((string[] path, Command command, Option option) in All().Where(static o => o.Option is not (System.CommandLine.Help.HelpOption or VersionOption)))
        {
            (int code, _, string error) = await Shell.RunAsync([.. path, .. Others(command, option), option.Name, ""]);
            Assert.That(code, Is.AnyOf(CommandHost.Failure, CommandHost.WrongUse), $"{string.Join(' ', path)} {option.Name}");
            Assert.That(error, Does.Not.Contain("unexpected").And.Not.Contain("(Parameter"), $"{string.Join(' ', path)} {option.Name}");
        }
    }

    [TestCase("baseline", "--folds", "100", "--repeat", "100")]
    [TestCase("baseline", "--trainers", "")]
    [TestCase("baseline", "--trainers", " , ")]
    [TestCase("baseline", "--label", "style")]
    [TestCase("baseline", "--split", "a", "--repeat", "3")]
    [TestCase("baseline", "--folds")]
    [TestCase("tune", "a.csv", "--inner-folds", "3")]
    [TestCase("frames", "a.wav", "--out", "f.csv", "--padding", "7")]
    [TestCase("frames", "a.wav", "--out", "f.csv", "--parameter", "count=0")]
    [TestCase("extract", "")]
    [TestCase("predict", "a.model", "")]
    [TestCase("predict", "a.model", "a.wav", "--window", "0.05")]
    [TestCase("predict", "a.model", "a.csv", "--timeline")]
    public async Task What_has_no_effect_or_no_sense_is_wrong_use(params string[] args)
    {
        (int code, _, string error) = await Shell.RunAsync(args);
        Assert.That(code, Is.EqualTo(CommandHost.WrongUse), error);
        Assert.That(error, Does.Contain("--help").And.Not.Contain("(Parameter"));
    }

    private static bool IsNumeric(Option option) =>
        (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType).GetInterfaces().Any(static i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(INumber<>));

    /// <summary>What else the command must be given to be understood; none of it is there.</summary>
    private static IEnumerable<string> Others(Command command, Option option)
    {
        // A table is named by an option too (below), but nothing may begin without a file: serve would go on for ever.
        foreach (Argument argument in command.Arguments.Where(a => a.Arity.MinimumNumberOfValues > 0 || command.Options.All(static o => o.Name != "--features")))
        {
            yield return "missing.csv";
        }

        // What the option goes with.
        foreach (string word in option.Name switch { "--window-hop" => ["--window", "1"], "--inner-folds" or "--inner-repeats" => ["--nested"], "--pictures" => ["--report", "missing.html"], _ => Array.Empty<string>() })
        {
            yield return word;
        }

        foreach (Option other in command.Options.Where(o => o != option && (o.Required || (o.Name == "--features" && option.Name != "--published"))))
        {
            yield return other.Name;
            yield return "missing.png";
        }
    }
}
