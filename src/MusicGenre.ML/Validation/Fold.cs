namespace MusicGenre.ML;

/// <summary>One split of a table: the training rows and the test rows.</summary>
/// <param name="Name">What people see: "fold 3", "test".</param>
/// <param name="Train">Rows to learn from, ascending.</param>
/// <param name="Test">The test rows, ascending; none of them is in <paramref name="Train"/>.</param>
public sealed record Fold(string Name, IReadOnlyList<int> Train, IReadOnlyList<int> Test)
{
    /// <summary>Rows to learn from, ascending. What is given is copied.</summary>
    public IReadOnlyList<int> Train { get; init => field = [.. value]; } = [.. Train];

    /// <summary>Rows to be judged on, ascending; none of them is in <see cref="Train"/>. What is given is copied.</summary>
    public IReadOnlyList<int> Test { get; init => field = [.. value]; } = [.. Test];
}
