namespace MusicGenre.Features.Descriptors;

/// <summary>A filter bank whose rows are zero outside an interval of bins.</summary>
internal sealed class SparseRows
{
    private readonly float[][] _weights;
    private readonly int[] _first;

    public SparseRows(float[,] bank)
    {
        int rows = bank.GetLength(0);
        int columns = bank.GetLength(1);
        _weights = new float[rows][];
        _first = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            int first = 0;
            while (first < columns && bank[row, first] == 0)
            {
                first++;
            }

            int end = columns;
            while (end > first && bank[row, end - 1] == 0)
            {
                end--;
            }

            _first[row] = first == columns ? 0 : first;
            _weights[row] = new float[end - first];
            for (int i = first; i < end; i++)
            {
                _weights[row][i - first] = bank[row, i];
            }
        }
    }

    /// <summary>The number of rows.</summary>
    public int Rows => _weights.Length;

    /// <summary>The first column of a row that is not zero.</summary>
    public int First(int row) => _first[row];

    /// <summary>The weights of a row from <see cref="First"/> on.</summary>
    public ReadOnlySpan<float> Weights(int row) => _weights[row];

    /// <summary>The product with a column, in double precision.</summary>
    public void Multiply(ReadOnlySpan<float> column, Span<float> result)
    {
        for (int row = 0; row < _weights.Length; row++)
        {
            double sum = 0;
            float[] weights = _weights[row];
            ReadOnlySpan<float> part = column.Slice(_first[row], weights.Length);
            for (int i = 0; i < weights.Length; i++)
            {
                sum += (double)weights[i] * part[i];
            }

            result[row] = (float)sum;
        }
    }
}
