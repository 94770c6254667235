namespace MusicGenre.ML;

/// <summary>One cut of a table: the rows to learn from and the rows to be judged on.</summary>
/// <param name="Name">What people see: "fold 3", "test".</param>
/// <param name="Train">Rows to learn from, ascending.</param>
/// <param name="Test">Rows to be judged on, ascending; none of them stands in <paramref name="Train"/>.</param>
public sealed record Fold(string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Test);
