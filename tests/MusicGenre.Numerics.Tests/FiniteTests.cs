namespace MusicGenre.Numerics.Tests;

public sealed class FiniteTests
{
    [Test]
    public void The_first_value_that_is_not_finite_is_found([Values(1, 7, 16, 33)] int length, [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float bad)
    {
        for (int place = 0; place < length; place++)
        {
            float[] values = new float[length];
            values[place] = bad;
            values[^1] = bad;
            Assert.That(Finite.IndexOfNonFinite(values), Is.EqualTo(place));
        }
    }

    [Test]
    public void Finite_values_and_none_at_all_have_no_such_index()
    {
        Assert.That(Finite.IndexOfNonFinite([]), Is.EqualTo(-1));
        Assert.That(Finite.IndexOfNonFinite([0, -0f, float.MaxValue, float.MinValue, float.Epsilon]), Is.EqualTo(-1));
    }
}
