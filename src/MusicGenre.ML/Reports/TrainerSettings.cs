using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace MusicGenre.ML.Reports;

/// <summary>The settings of a trainer: its public properties, by name. <see cref="ITrainer"/> says that trimming must keep them.</summary>
internal static class TrainerSettings
{
    private const int MaximumDepth = 3;

    /// <summary>Name and value of every public property but the name; a base type's first. Null reads "default".</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(ITrainer? trainer) => trainer is null ? [] : Of(trainer, 0);

    private static (string Name, string Value)[] Of(ITrainer trainer, int depth) =>
        [.. Properties(trainer.GetType()).Select(p => (p.Name, Value(p.GetValue(trainer), depth)))];

    private static IEnumerable<PropertyInfo> Properties([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(static p => p.CanRead && p.GetIndexParameters().Length == 0 && p.Name != nameof(ITrainer.Name))
        .OrderBy(static p => Depth(p.DeclaringType));

    private static int Depth(Type? type) => type is null ? 0 : Depth(type.BaseType) + 1;

    private static string Value(object? value, int depth) => value switch
    {
        null => "default",
        string text => text,
        Delegate => "given by code",
        bool flag => flag ? "true" : "false",
        ITrainer trainer when depth < MaximumDepth => $"{trainer.Name} ({string.Join(", ", Of(trainer, depth + 1).Select(static s => $"{s.Name} {s.Value}"))})",
        ITrainer trainer => trainer.Name,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list when depth < MaximumDepth => string.Join(", ", list.Cast<object?>().Select(item => Value(item, depth))) is { Length: > 0 } items ? items : "none",
        _ => value.ToString() ?? "",
    };
}
