using System.Globalization;

namespace MusicGenre.Tool.Output;

/// <summary>Says on the error stream how much of some work is done, a line for each tenth.</summary>
/// <param name="what">The work.</param>
internal sealed class ShareProgress(string what) : IProgress<double>
{
    private const int Steps = 10;
    private readonly Lock _lock = new();
    private int _told;

    public void Report(double value)
    {
        lock (_lock)
        {
            // A share of whole folds may lie just below its tenth.
            int step = (int)Math.Floor((value * Steps) + 1e-6);
            if (step > _told)
            {
                _told = step;
                Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"{what}: {100 / Steps * step} %"));
            }
        }
    }
}
