namespace MusicGenre.ML.Preprocessing;

/// <summary>What a step has learnt: a map from one row to another. Immutable.</summary>
/// <param name="inputCount">The number of columns that it takes.</param>
/// <param name="outputCount">The number of columns that it gives.</param>
internal abstract class FittedStep(int inputCount, int outputCount)
{
    public int InputCount => inputCount;

    public int OutputCount => outputCount;

    /// <summary>The name under which <see cref="FittedPreprocessing.Read"/> finds the reader again: stored in model files, never changed.</summary>
    public abstract string Kind { get; }

    /// <summary>The names of the columns that it gives.</summary>
    public virtual IReadOnlyList<string> OutputNames(IReadOnlyList<string> names) => names;

    /// <summary>Transforms a row.</summary>
    /// <param name="row">Numbers of at most <see cref="FittedPreprocessing.InnerBound"/> in magnitude.</param>
    /// <param name="transformed">Receives numbers, perhaps infinite, never NaN.</param>
    public abstract void Transform(ReadOnlySpan<double> row, Span<double> transformed);

    public abstract void Write(ModelWriter writer);
}
