using System.Collections;
using System.Globalization;
using System.Reflection;

namespace MusicGenre.ML.Reports;

/// <summary>The settings of a trainer: its public properties, by name.</summary>
internal static class TrainerSettings
{
    private const int MaximumDepth = 3;

    /// <summary>Name and value of every public property but the name; a base type's first, in the order of declaration. Null reads "default".</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(ITrainer? trainer) =>
        trainer is null ? [] : [.. Properties(trainer).Select(p => (p.Name, Value(p.GetValue(trainer), 0)))];

    private static IEnumerable<PropertyInfo> Properties(object instance) => instance.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static p => p.CanRead && p.GetIndexParameters().Length == 0 && p.Name is not (nameof(ITrainer.Name) or "EqualityContract"))
        .OrderBy(static p => Depth(p.DeclaringType))
        .ThenBy(static p => p.MetadataToken);

    private static int Depth(Type? type) => type is null ? 0 : Depth(type.BaseType) + 1;

    private static string Value(object? value, int depth) => value switch
    {
        null => "default",
        string text => text,
        Delegate => "given by code",
        bool flag => flag ? "true" : "false",
        ITrainer trainer when depth < MaximumDepth => $"{trainer.Name} ({Join(Properties(trainer).Select(p => $"{p.Name} {Value(p.GetValue(trainer), depth + 1)}"))})",
        ITrainer trainer => trainer.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list when depth < MaximumDepth => Join(list.Cast<object?>().Select(item => Value(item, depth))) is { Length: > 0 } items ? items : "none",
        _ => ValueOfObject(value, depth),
    };

    // An optimiser, say: a class that does not print itself shows its properties.
    private static string ValueOfObject(object value, int depth)
    {
        Type type = value.GetType();
        string text = value.ToString() ?? "";
        return text != type.ToString() ? text
            : depth < MaximumDepth ? $"{type.Name} ({Join(Properties(value).Select(p => $"{p.Name} {Value(p.GetValue(value), depth + 1)}"))})"
            : type.Name;
    }

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);
}
