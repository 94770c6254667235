using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Numerics.Tests;

public sealed unsafe class TranspositionTests
{
    [Test]
    public void Every_size_is_transposed_and_nothing_beside_it_is_written()
        => Prop.ForAll(
            Gen.Choose(0, 40).SelectMany(rows => Gen.Choose(0, 40).SelectMany(columns => Gen.Choose(0, 5).Select(gap => (rows, columns, gap)))).ToArbitrary(),
            c => Agrees(c.rows, c.columns, c.gap)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Test]
    public void Spans_are_transposed([Values(1, 3, 4, 7, 8, 9, 31)] int rows, [Values(1, 5, 8, 16, 17)] int columns)
    {
        float[] source = [.. Enumerable.Range(0, rows * columns).Select(static i => (float)i)];
        float[] target = new float[source.Length];
        Transposition.Copy(source, rows, columns, target);
        Assert.That(target, Is.EqualTo(Enumerable.Range(0, source.Length).Select(i => source[(i % rows * columns) + (i / rows)])));
    }

    [Test]
    public void A_span_that_is_too_short_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Transposition.Copy(new float[5], 2, 3, new float[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Transposition.Copy(new float[6], 2, 3, new float[5]));
    }

    private static bool Agrees(int rows, int columns, int gap)
    {
        int sourceStride = columns + gap;
        int targetStride = rows + gap;
        float[] source = [.. Enumerable.Range(0, rows * sourceStride).Select(static i => i + 1f)];
        float[] target = new float[columns * targetStride];
        float[] expected = new float[target.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                expected[(j * targetStride) + i] = source[(i * sourceStride) + j];
            }
        }

        fixed (float* from = source, to = target)
        {
            Transposition.Copy(from, sourceStride, rows, columns, to, targetStride);
        }

        return target.SequenceEqual(expected);
    }
}
