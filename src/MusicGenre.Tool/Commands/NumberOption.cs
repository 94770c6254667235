using System.CommandLine;
using System.Numerics;

namespace MusicGenre.Tool.Commands;

/// <summary>An option that takes one number of a range; its help says which, and any other value is an error that names the option. All numeric options are of this type.</summary>
/// <typeparam name="T">The kind of number.</typeparam>
internal sealed class NumberOption<T> : Option<T>, INumberOption
    where T : struct, INumber<T>
{
    public NumberOption(string name, string description, T minimum, T maximum, T value, params string[] aliases)
        : base(name, aliases)
    {
        Range = new NumberRange<T>(minimum, maximum);
        Description = $"{description} {Range}.";
        DefaultValueFactory = _ => value;
        CustomParser = result => Range.Parse(name, result);
        HelpName = "N";
    }

    public NumberRange<T> Range { get; }

    INumberRange INumberOption.Range => Range;
}

/// <summary>The same where no number is its own setting.</summary>
/// <typeparam name="T">The kind of number.</typeparam>
internal sealed class OptionalNumberOption<T> : Option<T?>, INumberOption
    where T : struct, INumber<T>
{
    public OptionalNumberOption(string name, string description, T minimum, T maximum, params string[] aliases)
        : base(name, aliases)
    {
        Range = new NumberRange<T>(minimum, maximum);
        Description = $"{description} {Range}.";
        CustomParser = result => Range.Parse(name, result);
        HelpName = "N";
    }

    public NumberRange<T> Range { get; }

    INumberRange INumberOption.Range => Range;
}

/// <summary>What the two kinds of numeric options have in common.</summary>
internal interface INumberOption
{
    INumberRange Range { get; }
}
