using System.Numerics.Tensors;

namespace MusicGenre.ML.Preprocessing;

/// <summary>Limits every column to a magnitude.</summary>
internal sealed class Clipping(int columns, double magnitude) : FittedStep(columns, columns)
{
    public const string KindName = "clip";

    public override string Kind => KindName;

    public double Magnitude => magnitude;

    public override void Transform(ReadOnlySpan<double> row, Span<double> transformed) => TensorPrimitives.Clamp(row, -magnitude, magnitude, transformed);

    public override void Write(ModelWriter writer) => writer.Write(magnitude);

    public static Clipping Read(ModelReader reader, int columns) => new(columns, reader.ReadDouble(double.Epsilon, double.MaxValue, "the clipping's magnitude"));
}
