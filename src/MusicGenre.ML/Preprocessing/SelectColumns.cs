using MusicGenre.ML.Preprocessing;

namespace MusicGenre.ML;

/// <summary>Keeps some columns, in the given order, and leaves the others out. The model still requests all columns of its training table: those left out do not matter to it.</summary>
public sealed record SelectColumns : PreprocessingStep
{
    /// <summary>The names of the columns to keep, at least one, each once. Behind <see cref="PrincipalComponents"/> columns are named <c>pc1</c>, <c>pc2</c>, ...</summary>
    public required IReadOnlyList<string> Columns
    {
        get;
        init => field = value is null ? throw new ArgumentNullException(nameof(value)) : [.. value];
    }

    private protected override string Settings => string.Join(", ", Columns);

    internal override void Validate() =>
        Trainer.Require(Columns.Count > 0 && Columns.Distinct(StringComparer.Ordinal).Count() == Columns.Count, nameof(Columns), string.Join(", ", Columns), "at least one name, each once");

    internal override FittedStep Fit(double[][] rows, IReadOnlyList<string> names, FitContext context)
    {
        Dictionary<string, int> index = names.Select(static (name, i) => (name, i)).ToDictionary(static p => p.name, static p => p.i, StringComparer.Ordinal);
        return Columns.FirstOrDefault(name => !index.ContainsKey(name)) is { } missing
            ? throw new ArgumentException($"There is no column '{missing}' to select among {string.Join(", ", names)}.")
            : new Selection(names.Count, [.. Columns.Select(name => index[name])]);
    }
}
