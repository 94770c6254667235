namespace MusicGenre.Numerics.Tests;

public sealed class GoldenSectionTests
{
    [TestCase(-3, 5, 1.25)]
    [TestCase(2, 5, 2)]
    [TestCase(-3, 0.5, 0.5)]
    public void A_minimum_is_found_inside_and_at_either_bound(double low, double high, double expected)
        => Assert.That(GoldenSection.Minimize(static x => Math.Abs(x - 1.25), low, high, 1e-9), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void Each_step_needs_one_evaluation()
    {
        int calls = 0;
        GoldenSection.Minimize(
            x =>
            {
                calls++;
                return x * x;
            },
            -5,
            5,
            1e-4);

        // 10 · 0.618^n is below 1e-4 from n = 24 on.
        Assert.That(calls, Is.EqualTo(26));
    }
}
