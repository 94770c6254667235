using FsCheck;
using FsCheck.Fluent;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Numerics.Tests.LinearAlgebra;

public sealed unsafe class MatrixProductTests
{
    [Test]
    public void Every_width_gives_the_product([Values(4, 8, 16)] int lanes)
    {
        if (!SimdWidth.IsSupported(lanes))
        {
            Assert.Ignore($"skipped: this machine has no vectors of {lanes} lanes.");
        }

        Gen<(int M, int N, int K, bool A, bool B, bool Add)> cases =
            from m in Gen.Choose(0, 70)
            from n in Gen.OneOf(Gen.Choose(1, 80), Gen.Choose(500, 560))
            from k in Gen.OneOf(Gen.Choose(0, 40), Gen.Choose(250, 530))
            from a in Gen.Elements(false, true)
            from b in Gen.Elements(false, true)
            from add in Gen.Elements(false, true)
            select (m, n, k, a, b, add);
        Prop.ForAll(Arb.From(cases), c => Agrees(lanes, c.M, c.N, c.K, c.A, c.B, c.Add)).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Test]
    public void A_part_of_the_result_has_the_bits_of_the_whole()
    {
        const int M = 53, N = 97, K = 600;
        SeededRandom random = new(2);
        AlignedBuffer a = Random(M * K, random), b = Random(K * N, random), whole = new(M * N), part = new(M * N), scratch = new(MatrixProduct.ScratchLength);
        MatrixProduct.Multiply(M, N, K, a.Pointer, K, 1, b.Pointer, N, 1, whole.Pointer, N, false, scratch.Pointer);
        for (int i = 0; i < M; i += 7)
        {
            for (int j = 0; j < N; j += 13)
            {
                int rows = Math.Min(7, M - i), columns = Math.Min(13, N - j);
                MatrixProduct.Multiply(rows, columns, K, a.Pointer + (i * K), K, 1, b.Pointer + j, N, 1, part.Pointer + (i * N) + j, N, false, scratch.Pointer);
            }
        }

        KeepAlive(a, b, scratch);
        Assert.That(part.Span.ToArray(), Is.EqualTo(whole.Span.ToArray()));
    }

    [Test]
    public void The_vector_functions_follow_the_exact_ones()
    {
        double worstSigmoid = 0, worstTanh = 0, worstExp = 0;
        AlignedBuffer x = new(1);
        for (float value = -30; value <= 30; value += 0.0037f)
        {
            x.Pointer[0] = value;
            VectorMath.Sigmoid(x.Pointer, 1);
            worstSigmoid = Math.Max(worstSigmoid, Math.Abs((x.Pointer[0] * (1 + Math.Exp(-value))) - 1));
            x.Pointer[0] = value;
            VectorMath.Tanh(x.Pointer, 1);
            worstTanh = Math.Max(worstTanh, Math.Abs((x.Pointer[0] / Math.Tanh(value)) - 1));
            worstExp = Math.Max(worstExp, Math.Abs((VectorMath.Exp(new System.Numerics.Vector<float>(value))[0] / Math.Exp(value)) - 1));
        }

        KeepAlive(x);
        Assert.Multiple(() =>
        {
            Assert.That(worstExp, Is.LessThan(2.5e-7));
            Assert.That(worstSigmoid, Is.LessThan(4e-7));
            Assert.That(worstTanh, Is.LessThan(6e-7));
        });
    }

    private static bool Agrees(int lanes, int m, int n, int k, bool transposeA, bool transposeB, bool add)
    {
        SeededRandom random = new(m + (1000 * n) + (1_000_000 * k));
        const int Gap = 3;
        int cRow = n + Gap;
        AlignedBuffer a = Random(m * k, random), b = Random(k * n, random), c = Random(m * cRow, random), scratch = new(MatrixProduct.ScratchLength);
        float[] before = c.Span.ToArray();
        nint aRow = transposeA ? 1 : k, aColumn = transposeA ? m : 1, bRow = transposeB ? 1 : n, bColumn = transposeB ? k : 1;
        MatrixProduct.Multiply(lanes, m, n, k, a.Pointer, aRow, aColumn, b.Pointer, bRow, bColumn, c.Pointer, cRow, add, scratch.Pointer);
        KeepAlive(a, b, c, scratch);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < cRow; j++)
            {
                int at = (i * cRow) + j;
                double sum = add || j >= n ? before[at] : 0;
                double size = Math.Abs(sum);
                for (int p = 0; p < k && j < n; p++)
                {
                    double term = (double)a.Pointer[(i * aRow) + (p * aColumn)] * b.Pointer[(p * bRow) + (j * bColumn)];
                    sum += term;
                    size += Math.Abs(term);
                }

                if (!(Math.Abs(c.Pointer[at] - sum) <= (j < n ? 2e-6 * size : 0)))
                {
                    return false;
                }
            }
        }

        KeepAlive(a, b, c);
        return true;
    }

    /// <summary>A pointer does not keep its memory alive.</summary>
    private static void KeepAlive(params AlignedBuffer[] tensors) => GC.KeepAlive(tensors);

    private static AlignedBuffer Random(int length, SeededRandom random)
    {
        AlignedBuffer tensor = new(length);
        for (int i = 0; i < length; i++)
        {
            tensor.Span[i] = (float)random.NextNormal();
        }

        return tensor;
    }
}
