using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MusicGenre.Audio.Resampling;

/// <summary>Another source at another rate, output by output: for rates whose filter has no <see cref="FilterTiles"/>.</summary>
internal sealed class ResampledSource : IAudioSource
{
    private const int BlockLength = 8192;

    private readonly IAudioSource _source;
    private readonly FilterBank _bank;
    private readonly float[] _buffer;

    // The input sample that _buffer[0] holds, and how many follow; samples before the first and after the last are zeros.
    private long _bufferStart;
    private int _bufferCount;
    private long _inputLength;

    // The next output lies at input sample _index + _phase / OutputStep.
    private long _index;
    private int _phase;
    private bool _disposed;

    private ResampledSource(IAudioSource source, int sampleRate, FilterBank bank)
    {
        _source = source;
        SampleRate = sampleRate;
        _bank = bank;
        _buffer = new float[_bank.Length + BlockLength];
        Restart();
    }

    public int SampleRate { get; }

    public long? Length => _source.Length is long length ? Resampler.OutputLength(length, _bank.InputStep, _bank.OutputStep) : null;

    /// <summary>Takes over a source.</summary>
    public static IAudioSource Create(IAudioSource source, int sampleRate)
    {
        FilterBank bank = FilterBank.For(source.SampleRate, sampleRate);
        return bank.Tiles is null ? new ResampledSource(source, sampleRate, bank) : new TiledResampledSource(source, sampleRate, bank);
    }

    public int Read(Span<float> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int half = _bank.HalfLength;
        int length = _bank.Length;
        int wholeStep = _bank.InputStep / _bank.OutputStep;
        int partStep = _bank.InputStep % _bank.OutputStep;
        for (int done = 0; done < buffer.Length; done++)
        {
            long first = _index - half + 1;
            if (first + length > _bufferStart + _bufferCount)
            {
                Refill(first);
            }

            if (_index >= _inputLength)
            {
                return done;
            }

            ReadOnlySpan<float> window = _buffer.AsSpan((int)(first - _bufferStart), length);
            buffer[done] = _bank.IsExact ? Dot(window, _bank.Coefficients.AsSpan(_phase * length, length)) : Interpolate(window);
            _index += wholeStep;
            _phase += partStep;
            if (_phase >= _bank.OutputStep)
            {
                _phase -= _bank.OutputStep;
                _index++;
            }
        }

        return buffer.Length;
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
        _buffer.AsSpan().Clear();
        _bufferStart = 1 - _bank.HalfLength;
        _bufferCount = _bank.HalfLength - 1;
        _inputLength = long.MaxValue;
        _index = 0;
        _phase = 0;
    }

    // Drops what lies before an input sample and fills the buffer again.
    private void Refill(long first)
    {
        // With a large step down the next window may begin after everything that is held.
        while (first > _bufferStart + _bufferCount && _inputLength == long.MaxValue)
        {
            _bufferStart += _bufferCount;
            _bufferCount = 0;
            Fill((int)Math.Min(_buffer.Length, first - _bufferStart));
        }

        int drop = (int)Math.Min(first - _bufferStart, _bufferCount);
        _buffer.AsSpan(drop, _bufferCount - drop).CopyTo(_buffer);
        _bufferStart += drop;
        _bufferCount -= drop;
        if (first > _bufferStart)
        {
            _bufferStart = first;
        }

        Fill(_buffer.Length - _bufferCount);
    }

    private void Fill(int wanted)
    {
        Span<float> free = _buffer.AsSpan(_bufferCount, wanted);
        int count = _inputLength == long.MaxValue ? _source.ReadBlock(free) : 0;
        if (count < wanted && _inputLength == long.MaxValue)
        {
            _inputLength = _bufferStart + _bufferCount + count;
        }

        free[count..].Clear();
        _bufferCount += wanted;
    }

    private float Interpolate(ReadOnlySpan<float> window)
    {
        double position = (double)_phase / _bank.OutputStep * _bank.Phases;
        int row = (int)position;
        double fraction = position - row;
        float below = Dot(window, _bank.Coefficients.AsSpan(row * _bank.Length, _bank.Length));
        float above = Dot(window, _bank.Coefficients.AsSpan((row + 1) * _bank.Length, _bank.Length));
        return (float)(below + (fraction * ((double)above - below)));
    }

    // Both are a multiple of 16 long. The order of the additions is the same for any vector width, and so is the result.
    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        Vector256<float> sum0 = Vector256<float>.Zero;
        Vector256<float> sum1 = Vector256<float>.Zero;
        for (nuint i = 0; i < (nuint)a.Length; i += 16)
        {
            sum0 = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, i), Vector256.LoadUnsafe(ref y, i), sum0);
            sum1 = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, i + 8), Vector256.LoadUnsafe(ref y, i + 8), sum1);
        }

        sum0 += sum1;
        Vector128<float> sum = sum0.GetLower() + sum0.GetUpper();
        return sum[0] + sum[1] + (sum[2] + sum[3]);
    }
}
