using MusicGenre.Numerics;

namespace MusicGenre.Neural.Layers;

/// <summary>Keras' initialisers.</summary>
internal static class Initializers
{
    /// <summary>Uniform in ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).</summary>
    public static void GlorotUniform(Span<float> values, long fanIn, long fanOut, SeededRandom random)
    {
        double limit = Math.Sqrt(6.0 / (fanIn + fanOut));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * limit);
        }
    }

    /// <summary>
    /// Orthonormal rows (rows at most columns), spread evenly over all such matrices: normal numbers, made orthonormal by Gram and Schmidt's
    /// scheme, run twice over each row against rounding (Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2014).
    /// </summary>
    public static void Orthogonal(Span<float> values, int rows, int columns, SeededRandom random)
    {
        double[][] basis = new double[rows][];
        for (int i = 0; i < rows; i++)
        {
            double[] row = new double[columns];
            for (int j = 0; j < columns; j++)
            {
                row[j] = random.NextNormal();
            }

            for (int pass = 0; pass < 2; pass++)
            {
                for (int k = 0; k < i; k++)
                {
                    double dot = 0;
                    double[] other = basis[k];
                    for (int j = 0; j < columns; j++)
                    {
                        dot += row[j] * other[j];
                    }

                    for (int j = 0; j < columns; j++)
                    {
                        row[j] -= dot * other[j];
                    }
                }
            }

            double norm = 0;
            for (int j = 0; j < columns; j++)
            {
                norm += row[j] * row[j];
            }

            norm = Math.Sqrt(norm);
            for (int j = 0; j < columns; j++)
            {
                row[j] /= norm;
                values[(i * columns) + j] = (float)row[j];
            }

            basis[i] = row;
        }
    }
}
