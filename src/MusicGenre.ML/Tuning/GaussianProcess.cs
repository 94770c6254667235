namespace MusicGenre.ML.Tuning;

/// <summary>
/// Gaussian process regression on the unit cube (Rasmussen and Williams, "Gaussian processes for machine learning", 2006, algorithm 2.1): Matérn 5/2 kernel with
/// a length for each axis, noise, scores standardised. Lengths and noise maximise the marginal likelihood (with the signal's variance eliminated) times broad
/// log-normal priors, by a pattern search; nothing is drawn. Categorical axes know only equal and not equal.
/// </summary>
internal sealed class GaussianProcess
{
    private const double PriorLength = 0.5;
    private const double PriorNoise = 1e-3;
    private const double LeastNoise = 1e-6;
    private readonly double[][] _points;
    private readonly bool[] _isCategorical;
    private readonly double[] _scores;
    private readonly double[] _inverseLengths;
    private readonly double[,] _factor;
    private readonly double[] _weights;
    private readonly double _signal;
    private readonly double _mean;
    private readonly double _deviation;

    /// <summary>Learns from points of the unit cube and their scores, at least one.</summary>
    public GaussianProcess(double[][] points, bool[] isCategorical, double[] scores)
    {
        _points = points;
        _isCategorical = isCategorical;
        _mean = scores.Average();
        double variance = scores.Average(s => (s - _mean) * (s - _mean));
        _deviation = variance > 0 ? Math.Sqrt(variance) : 1;
        _scores = [.. scores.Select(s => (s - _mean) / _deviation)];
        int n = points.Length;
        _inverseLengths = new double[isCategorical.Length];
        _factor = new double[n, n];
        _weights = new double[n];

        double[]? best = null;
        double highest = double.NegativeInfinity;
        foreach (double noise in (ReadOnlySpan<double>)[1e-4, 0.1])
        {
            double[] start = [.. Enumerable.Repeat(Math.Log(PriorLength), isCategorical.Length), Math.Log(noise)];
            double found = Climb(start);
            if (found > highest)
            {
                highest = found;
                best = start;
            }
        }

        _signal = Math.Max(Factorise(best!).Signal, 1e-12);
    }

    /// <summary>Mean and standard deviation of the score (without noise) at a point.</summary>
    public (double Mean, double Deviation) Predict(ReadOnlySpan<double> point)
    {
        int n = _points.Length;
        Span<double> v = n <= 512 ? stackalloc double[n] : new double[n];
        double mean = 0;
        double explained = 0;
        for (int i = 0; i < n; i++)
        {
            double k = Kernel(_points[i], point);
            mean += k * _weights[i];
            for (int j = 0; j < i; j++)
            {
                k -= _factor[i, j] * v[j];
            }

            v[i] = k / _factor[i, i];
            explained += v[i] * v[i];
        }

        return (_mean + (_deviation * mean), _deviation * Math.Sqrt(_signal * Math.Max(1 - explained, 1e-12)));
    }

    private double Climb(double[] place)
    {
        double highest = Factorise(place).Value;
        for (double step = 1.2; step > 0.1; step /= 2)
        {
            bool moved = true;
            for (int round = 0; moved && round < 4; round++)
            {
                moved = false;
                for (int i = 0; i < place.Length; i++)
                {
                    foreach (double sign in (ReadOnlySpan<double>)[1, -1])
                    {
                        double before = place[i];
                        place[i] = before + (sign * step);
                        double value = Factorise(place).Value;
                        if (value > highest + 1e-9)
                        {
                            highest = value;
                            moved = true;
                            break;
                        }

                        place[i] = before;
                    }
                }
            }
        }

        return highest;
    }

    /// <summary>The log posterior of the logarithms of lengths and noise, and the signal's variance; factor and weights are left for prediction.</summary>
    private (double Value, double Signal) Factorise(double[] place)
    {
        int n = _points.Length;
        double logNoise = place[^1];
        double prior = Square((logNoise - Math.Log(PriorNoise)) / 3);
        for (int i = 0; i < _inverseLengths.Length; i++)
        {
            _inverseLengths[i] = Math.Exp(-place[i]);
            prior += Square(place[i] - Math.Log(PriorLength));
        }

        double noise = Math.Exp(logNoise) + LeastNoise;
        double logDeterminant = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = Kernel(_points[i], _points[j]) + (i == j ? noise : 0);
                for (int k = 0; k < j; k++)
                {
                    sum -= _factor[i, k] * _factor[j, k];
                }

                _factor[i, j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-14)) : sum / _factor[j, j];
            }

            logDeterminant += 2 * Math.Log(_factor[i, i]);
        }

        for (int i = 0; i < n; i++)
        {
            double sum = _scores[i];
            for (int j = 0; j < i; j++)
            {
                sum -= _factor[i, j] * _weights[j];
            }

            _weights[i] = sum / _factor[i, i];
        }

        double quadratic = _weights.Sum(static w => w * w);
        for (int i = n - 1; i >= 0; i--)
        {
            double sum = _weights[i];
            for (int j = i + 1; j < n; j++)
            {
                sum -= _factor[j, i] * _weights[j];
            }

            _weights[i] = sum / _factor[i, i];
        }

        double signal = quadratic / n;
        return ((-0.5 * n * Math.Log(Math.Max(signal, 1e-12))) - (0.5 * logDeterminant) - (0.5 * prior), signal);
    }

    private double Kernel(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double squares = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double difference = (_isCategorical[i] ? a[i] == b[i] ? 0 : 1 : a[i] - b[i]) * _inverseLengths[i];
            squares += difference * difference;
        }

        double distance = Math.Sqrt(5 * squares);
        return (1 + distance + (distance * distance / 3)) * Math.Exp(-distance);
    }

    private static double Square(double value) => value * value;
}
