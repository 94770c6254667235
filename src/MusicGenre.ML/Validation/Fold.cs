namespace MusicGenre.ML;

/// <summary>One split of a table: the training rows and the test rows.</summary>
/// <param name="Name">What people see: "fold 3", "test".</param>
/// <param name="Train">Rows to learn from, ascending.</param>
/// <param name="Test">The test rows, ascending; none of them is in <paramref name="Train"/>.</param>
public sealed record Fold(string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Test);
