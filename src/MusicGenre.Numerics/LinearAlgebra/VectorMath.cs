using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace MusicGenre.Numerics.LinearAlgebra;

/// <summary>Element-wise functions over blocks of floats. An element's result does not depend on where in the block it is.</summary>
/// <remarks>
/// Exp, Sigmoid and Tanh work on one vector, which TensorPrimitives does not offer: a step of an LSTM computes its four gates in registers, and an element has the same bits in a
/// batch of any size. <c>NeuralActivation</c> in the benchmarks compares them with TensorPrimitives.
/// </remarks>
internal static unsafe class VectorMath
{
    /// <summary>Fills each row with the same values.</summary>
    public static void FillRows(float* target, float* row, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            Unsafe.CopyBlock(target + ((nint)i * columns), row, (uint)(columns * sizeof(float)));
        }
    }

    /// <summary>sums[j] = the sum of column j.</summary>
    public static void SumColumns(float* matrix, int rows, int columns, float* sums)
    {
        new Span<float>(sums, columns).Clear();
        AddColumns(matrix, rows, columns, sums);
    }

    /// <summary>sums[j] += the sum of column j: blocks of 64 rows, each summed downwards, so that long columns lose few digits.</summary>
    public static void AddColumns(float* matrix, int rows, int columns, float* sums)
    {
        for (int from = 0; from < rows; from += 64)
        {
            int to = Math.Min(from + 64, rows);
            int j = 0;
            for (; j <= columns - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> sum = Vector<float>.Zero;
                float* at = matrix + ((nint)from * columns) + j;
                for (int i = from; i < to; i++)
                {
                    sum += Vector.Load(at);
                    at += columns;
                }

                (Vector.Load(sums + j) + sum).Store(sums + j);
            }

            for (; j < columns; j++)
            {
                float sum = 0;
                for (int i = from; i < to; i++)
                {
                    sum += matrix[((nint)i * columns) + j];
                }

                sums[j] += sum;
            }
        }
    }

    /// <summary>target += source.</summary>
    public static void Add(float* target, float* source, int length) =>
        TensorPrimitives.Add(new ReadOnlySpan<float>(target, length), new ReadOnlySpan<float>(source, length), new Span<float>(target, length));

    /// <summary>x = max(x, 0).</summary>
    public static void ReLU(float* x, int length) =>
        TensorPrimitives.Max(new ReadOnlySpan<float>(x, length), 0, new Span<float>(x, length));

    /// <summary>gradient = 0 if the rectifier's output is 0.</summary>
    public static void ReLUGradient(float* output, float* gradient, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<int> keep = Vector.GreaterThan(Vector.Load(output + i), Vector<float>.Zero);
            Vector.ConditionalSelect(keep, Vector.Load(gradient + i), Vector<float>.Zero).Store(gradient + i);
        }

        for (; i < length; i++)
        {
            gradient[i] = output[i] > 0 ? gradient[i] : 0;
        }
    }

    /// <summary>x = tanh(x).</summary>
    public static void Tanh(float* x, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Tanh(Vector.Load(x + i)).Store(x + i);
        }

        if (i < length)
        {
            Vector<float> tail = Tanh(LoadTail(x + i, length - i));
            StoreTail(tail, x + i, length - i);
        }
    }

    /// <summary>gradient *= 1 - tanh².</summary>
    public static void TanhGradient(float* output, float* gradient, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> y = Vector.Load(output + i);
            (Vector.Load(gradient + i) * (Vector<float>.One - (y * y))).Store(gradient + i);
        }

        for (; i < length; i++)
        {
            gradient[i] *= 1 - (output[i] * output[i]);
        }
    }

    /// <summary>x = 1 / (1 + e^-x).</summary>
    public static void Sigmoid(float* x, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Sigmoid(Vector.Load(x + i)).Store(x + i);
        }

        if (i < length)
        {
            Vector<float> tail = Sigmoid(LoadTail(x + i, length - i));
            StoreTail(tail, x + i, length - i);
        }
    }

    /// <summary>gradient *= s (1 - s).</summary>
    public static void SigmoidGradient(float* output, float* gradient, int length)
    {
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector<float> y = Vector.Load(output + i);
            (Vector.Load(gradient + i) * (y * (Vector<float>.One - y))).Store(gradient + i);
        }

        for (; i < length; i++)
        {
            gradient[i] *= output[i] * (1 - output[i]);
        }
    }

    /// <summary>Each row becomes e^x / sum(e^x), after its largest value is subtracted so that nothing overflows.</summary>
    public static void Softmax(float* x, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            Span<float> row = new(x + ((nint)i * columns), columns);
            TensorPrimitives.Subtract(row, TensorPrimitives.Max<float>(row), row);
            TensorPrimitives.SoftMax(row, row);
        }
    }

    /// <summary>gradient_j = s_j (gradient_j - sum_i gradient_i s_i).</summary>
    public static void SoftmaxGradient(float* output, float* gradient, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            float* s = output + ((nint)i * columns);
            float* g = gradient + ((nint)i * columns);
            double dot = 0;
            for (int j = 0; j < columns; j++)
            {
                dot += (double)s[j] * g[j];
            }

            for (int j = 0; j < columns; j++)
            {
                g[j] = (float)(s[j] * (g[j] - dot));
            }
        }
    }

    /// <summary>The sum of squares in double precision; four sums side by side, so that an addition need not wait for the one before.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        while (values.Length >= 4)
        {
            sum0 += (double)values[0] * values[0];
            sum1 += (double)values[1] * values[1];
            sum2 += (double)values[2] * values[2];
            sum3 += (double)values[3] * values[3];
            values = values[4..];
        }

        foreach (float value in values)
        {
            sum0 += (double)value * value;
        }

        return sum0 + sum1 + (sum2 + sum3);
    }

    /// <summary>The sum of the squares of a + scale b, summed as <see cref="SumOfSquares(ReadOnlySpan{float})"/> does.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float scale)
    {
        if (scale == 0)
        {
            return SumOfSquares(a);
        }

        double sum0 = 0, sum1 = 0, sum2 = 0, sum3 = 0;
        int i = 0;
        for (; i <= a.Length - 4; i += 4)
        {
            sum0 += Square(a[i], b[i]);
            sum1 += Square(a[i + 1], b[i + 1]);
            sum2 += Square(a[i + 2], b[i + 2]);
            sum3 += Square(a[i + 3], b[i + 3]);
        }

        for (; i < a.Length; i++)
        {
            sum0 += Square(a[i], b[i]);
        }

        return sum0 + sum1 + (sum2 + sum3);

        double Square(float x, float y)
        {
            double sum = x + ((double)scale * y);
            return sum * sum;
        }
    }

    /// <summary>
    /// e^x within two units in the last place: x = n ln 2 + r with |r| at most ln 2 / 2, a polynomial for e^r (Taylor to r^7), and 2^n put into the exponent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.Min(Vector.Max(x, new Vector<float>(-87.3f)), new Vector<float>(88.3f));
        Vector<float> n = Vector.Round(x * new Vector<float>(1.44269504f));

        // ln 2 in two parts, so that n ln 2 is subtracted exactly.
        Vector<float> r = Vector.MultiplyAddEstimate(n, new Vector<float>(-0.693359375f), x);
        r = Vector.MultiplyAddEstimate(n, new Vector<float>(2.12194440e-4f), r);
        Vector<float> p = new(1f / 5040);
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 720));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 120));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 24));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(1f / 6));
        p = Vector.MultiplyAddEstimate(p, r, new Vector<float>(0.5f));
        p = Vector.MultiplyAddEstimate(p, r, Vector<float>.One);
        p = Vector.MultiplyAddEstimate(p, r, Vector<float>.One);
        Vector<int> power = Vector.ShiftLeft(Vector.ConvertToInt32(n) + new Vector<int>(127), 23);
        return p * Vector.AsVectorSingle(power);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    /// <summary>tanh x = (1 - q) / (1 + q) with q = e^-2|x|; below 0.25 the Taylor series, where that quotient would lose digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> size = Vector.Abs(x);
        Vector<float> q = Exp(size * new Vector<float>(-2f));
        Vector<float> large = Vector.CopySign((Vector<float>.One - q) / (Vector<float>.One + q), x);
        Vector<float> square = x * x;
        Vector<float> p = new(62f / 2835);
        p = Vector.MultiplyAddEstimate(p, square, new Vector<float>(-17f / 315));
        p = Vector.MultiplyAddEstimate(p, square, new Vector<float>(2f / 15));
        p = Vector.MultiplyAddEstimate(p, square, new Vector<float>(-1f / 3));
        p = Vector.MultiplyAddEstimate(p * square, x, x);
        return Vector.ConditionalSelect(Vector.LessThan(size, new Vector<float>(0.25f)), p, large);
    }

    /// <summary>The first <paramref name="count"/> elements, the others 0.</summary>
    public static Vector<float> LoadTail(float* source, int count)
    {
        Vector<float> vector = default;
        Unsafe.CopyBlock(&vector, source, (uint)(count * sizeof(float)));
        return vector;
    }

    /// <summary>Writes the first <paramref name="count"/> elements.</summary>
    public static void StoreTail(Vector<float> vector, float* target, int count) =>
        Unsafe.CopyBlock(target, &vector, (uint)(count * sizeof(float)));
}
