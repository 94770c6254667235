namespace MusicGenre.Numerics.LinearAlgebra;

/// <summary>Splits one matrix product over a team's threads, by rows or columns of the result, so that the bits do not depend on the split.</summary>
internal sealed unsafe class ParallelProduct
{
    /// <summary>Below this many multiplications, waking a thread costs more than it gains.</summary>
    private const long WorthSharing = 4_000_000;

    private readonly WorkTeam _team;
    private readonly Action<int, int> _body;
    private int _m;
    private int _n;
    private int _k;
    private float* _a;
    private nint _aRow;
    private nint _aColumn;
    private float* _b;
    private nint _bRow;
    private nint _bColumn;
    private float* _c;
    private nint _cRow;
    private bool _accumulate;
    private bool _byRows;
    private int _piece;

    public ParallelProduct(WorkTeam team)
    {
        _team = team;
        _body = Piece;
    }

    /// <summary>See <see cref="MatrixProduct.Multiply(int, int, int, float*, nint, nint, float*, nint, nint, float*, nint, bool, float*)"/>.</summary>
    public void Multiply(int m, int n, int k, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c, nint cRow, bool accumulate)
    {
        if (_team.Threads == 1 || (long)m * n * k < WorthSharing)
        {
            MatrixProduct.Multiply(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, accumulate, _team.Scratch(0));
            return;
        }

        _m = m;
        _n = n;
        _k = k;
        _a = a;
        _aRow = aRow;
        _aColumn = aColumn;
        _b = b;
        _bRow = bRow;
        _bColumn = bColumn;
        _c = c;
        _cRow = cRow;
        _accumulate = accumulate;

        // The longer side is split; each piece packs its own B, so rows are split only if there are many.
        _byRows = m > n;
        int length = _byRows ? m : n;
        int unit = _byRows ? 8 : 16;
        int pieces = _team.Threads;
        _piece = (((length + pieces - 1) / pieces) + unit - 1) / unit * unit;
        _team.Run(_body, (length + _piece - 1) / _piece);
    }

    private void Piece(int index, int worker)
    {
        int from = index * _piece;
        if (_byRows)
        {
            int rows = Math.Min(_piece, _m - from);
            MatrixProduct.Multiply(rows, _n, _k, _a + (from * _aRow), _aRow, _aColumn, _b, _bRow, _bColumn, _c + (from * _cRow), _cRow, _accumulate, _team.Scratch(worker));
        }
        else
        {
            int columns = Math.Min(_piece, _n - from);
            MatrixProduct.Multiply(_m, columns, _k, _a, _aRow, _aColumn, _b + (from * _bColumn), _bRow, _bColumn, _c + from, _cRow, _accumulate, _team.Scratch(worker));
        }
    }
}
