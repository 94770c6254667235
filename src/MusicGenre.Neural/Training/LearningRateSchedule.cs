namespace MusicGenre.Neural;

/// <summary>Gives the learning rate of each epoch.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The optimiser's rate throughout.</summary>
    public static LearningRateSchedule Constant { get; } = new Formula((rate, _, _) => rate);

    /// <summary>The rate of an epoch.</summary>
    /// <param name="initial">The optimiser's rate.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="epochs">How many epochs there are at most.</param>
    public abstract double Rate(double initial, int epoch, int epochs);

    /// <summary>rate · factor^epoch.</summary>
    /// <param name="factor">Above 0, at most 1.</param>
    public static LearningRateSchedule Exponential(double factor)
    {
        CheckFactor(factor);
        return new Formula((rate, epoch, _) => rate * Math.Pow(factor, epoch));
    }

    /// <summary>rate · factor^floor(epoch / every).</summary>
    /// <param name="factor">Above 0, at most 1.</param>
    /// <param name="every">Epochs between two steps, at least 1.</param>
    public static LearningRateSchedule Step(double factor, int every)
    {
        CheckFactor(factor);
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        return new Formula((rate, epoch, _) => rate * Math.Pow(factor, epoch / every));
    }

    /// <summary>Half a cosine from the rate towards 0 over all epochs (Loshchilov and Hutter, "SGDR", 2017, without restarts).</summary>
    public static LearningRateSchedule Cosine() =>
        new Formula((rate, epoch, epochs) => 0.5 * rate * (1 + Math.Cos(Math.PI * epoch / epochs)));

    private static void CheckFactor(double factor)
    {
        if (!(factor > 0 && factor <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, $"The factor is above 0 and at most 1, not {factor}.");
        }
    }

    private sealed class Formula : LearningRateSchedule
    {
        private readonly Func<double, int, int, double> _rate;

        public Formula(Func<double, int, int, double> rate)
        {
            _rate = rate;
        }

        public override double Rate(double initial, int epoch, int epochs) => _rate(initial, epoch, epochs);
    }
}
