using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace MusicGenre.Tool.Commands;

/// <summary>A range regardless of the kind of number.</summary>
internal interface INumberRange
{
    /// <summary>The minimum, formatted as an argument.</summary>
    string Least { get; }

    /// <summary>The maximum, formatted as an argument.</summary>
    string Greatest { get; }

    /// <summary>Whether a text is a number of the range.</summary>
    bool Contains(string text);
}

/// <summary>The numbers from one to another, both included.</summary>
/// <typeparam name="T">The kind of number.</typeparam>
internal sealed record NumberRange<T>(T Minimum, T Maximum) : INumberRange
    where T : struct, INumber<T>
{
    private static readonly bool IsWhole = typeof(T) != typeof(double);

    public string Least => Text(Minimum);

    public string Greatest => Text(Maximum);

    public bool Contains(string text) => TryParse(text, out _);

    public T Parse(string name, ArgumentResult result)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!TryParse(text, out T value))
        {
            result.AddError($"{name} takes a {(IsWhole ? "whole number" : "number")} from {Least} to {Greatest}; '{text}' is none.");
        }

        return value;
    }

    public override string ToString() => $"From {Least} to {Greatest}";

    // NaN lies in no range.
    private bool TryParse(string text, out T value) =>
        T.TryParse(text, IsWhole ? NumberStyles.Integer : NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= Minimum && value <= Maximum;

    private static string Text(T value) => value.ToString(IsWhole ? "0" : "0.###", CultureInfo.InvariantCulture);
}
