using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Audio.Resampling;

/// <summary>
/// Another source at another rate: some periods of the two rates at a time, as products of the input samples, one period a row, with the matrices of <see cref="FilterTiles"/>.
/// The order of the additions is the same for any vector width and any block sizes, and so is the result.
/// </summary>
internal sealed unsafe class TiledResampledSource : IAudioSource
{
    // So many rows use a matrix that is in the cache; more would have the product copy it.
    private const int MostPeriods = 32;
    private const int BlockLength = 16384;

    // So many terms are added up by themselves, as the rounding of one long sum would be some times as large.
    private const int TermsTogether = 64;

    private readonly IAudioSource _source;
    private readonly FilterBank _bank;
    private readonly FilterTiles _tiles;
    private readonly int _periods;
    private readonly int _blockInputs;
    private readonly int _paddedOutputs;

    // The samples from HalfLength - 1 before the block's first on; before the first and after the last of the source they are zeros.
    private readonly AlignedBuffer _input;
    private readonly AlignedBuffer _output;
    private long _outputLength;
    private long _inputCount;
    private long _position;
    private int _blockOffset;
    private int _blockCount;
    private bool _isFirst;
    private bool _disposed;

    /// <summary>Takes over a source.</summary>
    public TiledResampledSource(IAudioSource source, int sampleRate, FilterBank bank)
    {
        _source = source;
        SampleRate = sampleRate;
        _bank = bank;
        _tiles = bank.Tiles!;
        _periods = Math.Clamp(BlockLength / _tiles.InputPeriod, 1, MostPeriods);
        _blockInputs = _periods * _tiles.InputPeriod;
        _paddedOutputs = _tiles.Count * FilterTiles.Columns;
        _input = new AlignedBuffer((long)_blockInputs + _tiles.Depth);
        _output = new AlignedBuffer((long)_periods * _paddedOutputs);
        Restart();
    }

    public int SampleRate { get; }

    public long? Length => _source.Length is long length ? Resampler.OutputLength(length, _bank.InputStep, _bank.OutputStep) : null;

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int done = 0;
        while (done < buffer.Length)
        {
            if (_blockOffset == _blockCount && !NextBlock())
            {
                break;
            }

            // Up to the end of a row: the matrices' last columns may be none.
            int row = _blockOffset / _tiles.OutputPeriod;
            int column = _blockOffset % _tiles.OutputPeriod;
            int count = Math.Min(Math.Min(buffer.Length - done, _tiles.OutputPeriod - column), _blockCount - _blockOffset);
            _output.Span.Slice((row * _paddedOutputs) + column, count).CopyTo(buffer[done..]);
            _blockOffset += count;
            done += count;
        }

        return done;
    }

    public void Rewind()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _source.Rewind();
        Restart();
    }

    public void Dispose()
    {
        _disposed = true;
        _source.Dispose();
    }

    private void Restart()
    {
        _outputLength = long.MaxValue;
        _inputCount = 0;
        _position = 0;
        _blockOffset = 0;
        _blockCount = 0;
        _isFirst = true;
    }

    private bool NextBlock()
    {
        if (_position >= _outputLength)
        {
            return false;
        }

        ReadInput();
        _blockOffset = 0;
        _blockCount = (int)Math.Min((long)_periods * _tiles.OutputPeriod, _outputLength - _position);
        _position += _blockCount;
        int rows = (_blockCount + _tiles.OutputPeriod - 1) / _tiles.OutputPeriod;
        for (int tile = 0; tile < _tiles.Count; tile++)
        {
            float* input = _input.Pointer + _tiles.FirstInputs[tile];
            float* weights = _tiles.Weights.Pointer + ((nint)tile * _tiles.Depth * FilterTiles.Columns);
            for (int first = 0; first < _tiles.Depth; first += TermsTogether)
            {
                MatrixProduct.Multiply(
                    rows, FilterTiles.Columns, Math.Min(TermsTogether, _tiles.Depth - first), input + first, _tiles.InputPeriod, 1, weights + ((nint)first * FilterTiles.Columns), FilterTiles.Columns, 1,
                    _output.Pointer + (tile * FilterTiles.Columns), _paddedOutputs, accumulate: first > 0, scratch: null);
            }
        }

        return _blockCount > 0;
    }

    /// <summary>Goes on by a block of the source.</summary>
    private void ReadInput()
    {
        Span<float> input = _input.Span;
        int kept = _bank.HalfLength - 1;
        if (_isFirst)
        {
            input[..kept].Clear();
            _isFirst = false;
        }
        else
        {
            kept = _tiles.Depth;
            input[_blockInputs..].CopyTo(input);
        }

        Span<float> fresh = input[kept..];
        int count = _outputLength == long.MaxValue ? _source.ReadBlock(fresh) : 0;
        _inputCount += count;
        if (count < fresh.Length && _outputLength == long.MaxValue)
        {
            _outputLength = Resampler.OutputLength(_inputCount, _bank.InputStep, _bank.OutputStep);
        }

        fresh[count..].Clear();
    }
}
