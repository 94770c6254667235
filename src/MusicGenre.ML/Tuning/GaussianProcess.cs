using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using MathNet.Numerics.Statistics;

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
    private readonly Vector<double> _scores;
    private readonly double[] _inverseLengths;
    private readonly Cholesky<double> _factor;
    private readonly Vector<double> _weights;
    private readonly double _signal;
    private readonly double _mean;
    private readonly double _deviation;

    /// <summary>Learns from points of the unit cube and their scores, at least one.</summary>
    public GaussianProcess(double[][] points, bool[] isCategorical, double[] scores)
    {
        _points = points;
        _isCategorical = isCategorical;
        _mean = ArrayStatistics.Mean(scores);
        double deviation = ArrayStatistics.PopulationStandardDeviation(scores);
        _deviation = deviation > 0 ? deviation : 1;
        _scores = Vector<double>.Build.Dense(points.Length, i => (scores[i] - _mean) / _deviation);
        _inverseLengths = new double[isCategorical.Length];

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

        (_factor, _weights, _signal, _) = Factorise(best!);
    }

    /// <summary>Mean and standard deviation of the score (without noise) at a point.</summary>
    public (double Mean, double Deviation) Predict(ReadOnlySpan<double> point)
    {
        Vector<double> kernel = Vector<double>.Build.Dense(_points.Length);
        for (int i = 0; i < _points.Length; i++)
        {
            kernel[i] = Kernel(_points[i], point);
        }

        double explained = kernel.DotProduct(_factor.Solve(kernel));
        return (_mean + (_deviation * kernel.DotProduct(_weights)), _deviation * Math.Sqrt(_signal * Math.Max(1 - explained, 1e-12)));
    }

    private double Climb(double[] place)
    {
        double highest = Factorise(place).LogPosterior;
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
                        double value = Factorise(place).LogPosterior;
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

    /// <summary>The Cholesky factor of the kernel matrix, the weights of the points, the signal's variance and the log posterior, given the logarithms of lengths and noise.</summary>
    private (Cholesky<double> Factor, Vector<double> Weights, double Signal, double LogPosterior) Factorise(double[] place)
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
        Matrix<double> matrix = Matrix<double>.Build.Dense(n, n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                matrix[i, j] = matrix[j, i] = Kernel(_points[i], _points[j]);
            }

            matrix[i, i] = 1 + noise;
        }

        Cholesky<double> factor = matrix.Cholesky();
        Vector<double> weights = factor.Solve(_scores);
        double signal = Math.Max(_scores.DotProduct(weights) / n, 1e-12);
        return (factor, weights, signal, (-0.5 * n * Math.Log(signal)) - (0.5 * factor.DeterminantLn) - (0.5 * prior));
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
