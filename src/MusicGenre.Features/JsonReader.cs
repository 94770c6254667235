using System.Text.Json;

namespace MusicGenre.Features;

/// <summary>Reads the fields of a JSON object; errors name the field.</summary>
internal readonly struct JsonReader
{
    private readonly JsonElement _element;
    private readonly string _place;
    private readonly string? _path;

    public JsonReader(JsonElement element, string place, string? path)
    {
        _element = element;
        _place = place;
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FeatureFormatException($"{place} is {Kind(element)}; an object was expected", path);
        }
    }

    public FeatureFormatException Error(string field, string problem) => new($"'{field}' of {_place} {problem}", _path);

    public bool Has(string field) => _element.TryGetProperty(field, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public string Text(string field)
    {
        JsonElement value = Required(field);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Error(field, $"is {Kind(value)}; a text was expected");
    }

    public int Integer(string field, int? otherwise)
    {
        if (otherwise is int fallback && !Has(field))
        {
            return fallback;
        }

        JsonElement value = Required(field);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Error(field, $"is {Kind(value)}; a whole number was expected");
    }

    public double? OptionalNumber(string field) => Has(field) ? Number(field, Required(field)) : null;

    public TEnum Enumeration<TEnum>(string field, TEnum? otherwise)
        where TEnum : struct, Enum
    {
        if (otherwise is TEnum fallback && !Has(field))
        {
            return fallback;
        }

        string text = Text(field);
        foreach (TEnum value in Enum.GetValues<TEnum>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw Error(field, $"is '{text}'; expected was one of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    public Dictionary<string, double>? Numbers(string field)
    {
        if (!Has(field))
        {
            return null;
        }

        JsonElement value = Required(field);
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Error(field, $"is {Kind(value)}; an object was expected");
        }

        Dictionary<string, double> numbers = [];
        foreach (JsonProperty property in value.EnumerateObject())
        {
            numbers[property.Name] = Number($"{field}.{property.Name}", property.Value);
        }

        return numbers;
    }

    public JsonReader Object(string field) => new(Required(field), $"'{field}' of {_place}", _path);

    public List<JsonReader> Items(string field, int most)
    {
        JsonElement value = Required(field);
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Error(field, $"is {Kind(value)}; a list was expected");
        }

        if (value.GetArrayLength() > most)
        {
            throw Error(field, $"has {value.GetArrayLength()} entries; at most {most} were expected");
        }

        List<JsonReader> items = [];
        foreach (JsonElement item in value.EnumerateArray())
        {
            items.Add(new JsonReader(item, $"{field}[{items.Count}]", _path));
        }

        return items;
    }

    /// <summary>
    /// Whether an exception is about the file's content. A document's texts are decoded when they are read, not when it is parsed: what is not valid UTF-8, or has one half of a
    /// surrogate pair, is an <see cref="InvalidOperationException"/> wherever a name or a text is looked at.
    /// </summary>
    public static bool IsDamage(Exception error) => error is ArgumentException or InvalidOperationException;

    /// <summary>Converts this object; an ArgumentException of the conversion becomes an error of the file.</summary>
    public T Guard<T>(Func<JsonReader, T> make)
    {
        try
        {
            return make(this);
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw new FeatureFormatException($"{_place}: {e.Message}", _path, innerException: e);
        }
    }

    private static string Kind(JsonElement value)
        => value.ValueKind is JsonValueKind.Object ? "an object" : value.ValueKind is JsonValueKind.Array ? "a list" : Short(value.GetRawText());

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";

    private double Number(string field, JsonElement value)
        => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Error(field, $"is {Kind(value)}; a number was expected");

    private JsonElement Required(string field) => _element.TryGetProperty(field, out JsonElement value) ? value : throw Error(field, "is missing");
}
