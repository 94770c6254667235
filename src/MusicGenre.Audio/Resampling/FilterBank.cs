namespace MusicGenre.Audio.Resampling;

/// <summary>
/// The low-pass of a <see cref="Resampler"/>, a sinc under a Kaiser window, sampled at every fraction of an input sample that is needed:
/// row p holds the weights of the input samples around an output that lies p / <see cref="Phases"/> after an input sample.
/// </summary>
internal sealed class FilterBank
{
    // The stop-band attenuation that Kaiser's formulas are given, dB. The ripple of the pass band is of the same size.
    private const double Attenuation = 130;

    // Up to here one row for every phase of the rational rate; above, rows in between are interpolated.
    private const int MaximumExactCoefficients = 1 << 20;

    // Linear interpolation between P * cutoff rows errs by at most (pi * / P)^2 / 8: 3e-7, -130 dB.
    private const int InterpolatedPhases = 2048;

    private const int CacheSize = 8;

    private static readonly Lock CacheLock = new();
    private static readonly List<FilterBank> Cache = [];

    private FilterBank(int inputStep, int outputStep)
    {
        InputStep = inputStep;
        OutputStep = outputStep;
        double bandwidth = Math.Min(1, (double)outputStep / inputStep);
        double transition = bandwidth * (Resampler.StopBand - Resampler.PassBand) / 2;
        double taps = ((Attenuation - 7.95) / (14.36 * transition)) + 1;

        // A multiple of 16 in all, so that the inner loop needs no remainder.
        HalfLength = 8 * (int)Math.Ceiling(taps / 16);
        IsExact = (long)outputStep * Length <= MaximumExactCoefficients;
        Phases = IsExact ? outputStep : (int)Math.Ceiling(InterpolatedPhases * bandwidth);
        int rows = IsExact ? Phases : Phases + 1;
        Coefficients = new float[rows * Length];
        double cutoff = bandwidth * (Resampler.PassBand + Resampler.StopBand) / 2;
        double beta = 0.1102 * (Attenuation - 8.7);
        double[] row = new double[Length];
        for (int p = 0; p < rows; p++)
        {
            double sum = 0;
            for (int j = 0; j < row.Length; j++)
            {
                double t = ((double)p / Phases) + HalfLength - 1 - j;
                double x = t / HalfLength;
                double window = Math.Abs(x) < 1 ? BesselI0(beta * Math.Sqrt(1 - (x * x))) : Math.Abs(x) == 1 ? 1 : 0;
                row[j] = Sinc(cutoff * t) * window;
                sum += row[j];
            }

            // Every phase passes a constant unchanged.
            for (int j = 0; j < row.Length; j++)
            {
                Coefficients[(p * Length) + j] = (float)(row[j] / sum);
            }
        }

        Tiles = FilterTiles.Create(this);
    }

    /// <summary>Input rate divided by the rates' greatest common divisor.</summary>
    public int InputStep { get; }

    /// <summary>Output rate divided by the rates' greatest common divisor.</summary>
    public int OutputStep { get; }

    /// <summary>Input samples before (and after) an output that count.</summary>
    public int HalfLength { get; }

    /// <summary>Weights in a row.</summary>
    public int Length => 2 * HalfLength;

    /// <summary>Rows per input sample.</summary>
    public int Phases { get; }

    /// <summary>Whether every output has its own row, so that none needs interpolating.</summary>
    public bool IsExact { get; }

    /// <summary>[rows x <see cref="Length"/>].</summary>
    public float[] Coefficients { get; }

    /// <summary>The rows as matrices, which are faster; null where they are not possible.</summary>
    public FilterTiles? Tiles { get; }

    /// <summary>The bank of two rates; the latest few are kept, as a folder of audio needs the same again and again.</summary>
    public static FilterBank For(int inputRate, int outputRate)
    {
        int divisor = GreatestCommonDivisor(inputRate, outputRate);
        int inputStep = inputRate / divisor;
        int outputStep = outputRate / divisor;
        lock (CacheLock)
        {
            FilterBank? bank = Cache.Find(b => b.InputStep == inputStep && b.OutputStep == outputStep);
            if (bank is null)
            {
                bank = new FilterBank(inputStep, outputStep);
                if (Cache.Count == CacheSize)
                {
                    Cache.RemoveAt(0);
                }

                Cache.Add(bank);
            }

            return bank;
        }
    }

    private static int GreatestCommonDivisor(int a, int b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    // The modified Bessel function of the first kind and order zero, by its power series.
    private static double BesselI0(double x)
    {
        double sum = 1;
        double term = 1;
        double quarter = x * x / 4;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= quarter / ((double)k * k);
            sum += term;
        }

        return sum;
    }
}
