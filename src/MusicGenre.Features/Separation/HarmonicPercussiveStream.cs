using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using MusicGenre.Features.Frames;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Separation;

/// <summary>
/// Separates a signal into a harmonic and a percussive part while it is read (Fitzgerald, DAFx 2010; <c>librosa.effects.hpss</c>).
/// Only the frames that a median over time needs are held, 48 of them.
/// </summary>
/// <remarks>
/// The harmonic magnitude is the median over 31 frames of a bin, the percussive one that over 31 bins of a frame, both mirrored at the ends (the edge value repeated);
/// the harmonic mask is H² / (H² + P²), and 1/2 where both are 0. The two masks add up to 1 and the inverse transform is linear, so that the percussive part is what
/// the harmonic one leaves of the signal: one transform back is enough.
/// </remarks>
internal sealed unsafe class HarmonicPercussiveStream
{
    private const int Block = SlidingMedian.Block;
    private const int Reach = SlidingMedian.Width / 2;
    private const int MagnitudeRows = 3 * Block;
    private const float Tiny = 1.17549435e-38f;

    private readonly FrameOptions _options;
    private readonly int _lanes;
    private readonly int _size;
    private readonly int _hop;
    private readonly int _bins;
    private readonly int _stride;
    private readonly int _overlapping;
    private readonly RealFft<float> _fft;
    private readonly float[] _window;
    private readonly float[] _steadyScale;
    private readonly float[] _scale;
    private readonly float[] _samples;
    private readonly float[] _rows;
    private readonly float[] _lanesOfTime;
    private readonly Spectra[] _spectra;
    private readonly float[] _magnitude;
    private readonly float[] _maskedRe;
    private readonly float[] _maskedIm;
    private readonly float[] _harmonicRows;
    private readonly float[] _harmonicMedian;
    private readonly float[] _percussiveMedian;
    private readonly int[] _timeOffsets = new int[SlidingMedian.Span];
    private readonly int[] _binOffsets = new int[SlidingMedian.Span];
    private readonly float[] _overlap;
    private readonly float[] _harmonic;
    private readonly float[] _percussive;
    private PaddedSignal? _signal;
    private bool _ended;
    private bool _finished;
    private long _frames;
    private long _next;
    private long _written;
    private int _count;

    /// <summary>Allocates the memory for frames of a kind.</summary>
    /// <param name="options">The frames.</param>
    /// <param name="lanes">The number of SIMD lanes, 4, 8 or 16; null for the best that the processor supports. The result is the same.</param>
    public HarmonicPercussiveStream(FrameOptions options, int? lanes = null)
    {
        _options = options;
        _lanes = lanes ?? SimdWidth.Best;
        _size = options.FftSize;
        _hop = options.HopLength;
        _bins = options.Bins;
        _stride = (_bins + Block - 1) / Block * Block;
        _overlapping = (_size + _hop - 1) / _hop;
        _fft = new RealFft<float>(_size, Block);
        double[] window = HannWindow.Create(_size);
        _window = [.. window.Select(w => (float)w)];
        _steadyScale = new float[_hop];
        _scale = new float[_hop];
        for (int i = 0; i < _hop; i++)
        {
            _steadyScale[i] = Scale(i, 0, _overlapping - 1);
        }

        // From the beginning of the block that is written to the end of the one that is read.
        _samples = new float[(int)BitOperations.RoundUpToPowerOf2((uint)(_size + (2 * Block * _hop)))];
        _rows = new float[Block * _size];
        _lanesOfTime = new float[_size * Block];
        _spectra = [new Spectra(_bins, _stride), new Spectra(_bins, _stride)];
        _magnitude = new float[MagnitudeRows * _stride];
        _maskedRe = new float[_bins * Block];
        _maskedIm = new float[_bins * Block];
        _harmonicRows = new float[Block * _stride];
        _harmonicMedian = new float[_stride * Block];
        _percussiveMedian = new float[_stride * Block];
        for (int i = 0; i < _binOffsets.Length; i++)
        {
            _binOffsets[i] = i * Block;
        }

        _overlap = new float[_size + _hop];
        _harmonic = new float[(Block + _overlapping) * _hop];
        _percussive = new float[_harmonic.Length];
    }

    /// <summary>The harmonic samples of the block.</summary>
    public ReadOnlySpan<float> Harmonic => _harmonic.AsSpan(0, _count);

    /// <summary>The percussive samples of the block.</summary>
    public ReadOnlySpan<float> Percussive => _percussive.AsSpan(0, _count);

    /// <summary>The padding that the signal must have at each end.</summary>
    public int Padding => _size / 2;

    /// <summary>Goes to the beginning of a signal.</summary>
    public void Start(PaddedSignal signal)
    {
        _signal = signal;
        _ended = false;
        _finished = false;
        _frames = 0;
        _next = 0;
        _written = 0;
        _count = 0;
        _overlap.AsSpan().Clear();
    }

    /// <summary>Goes on to the next block of samples.</summary>
    /// <returns>False if there is none; a block may be empty.</returns>
    /// <exception cref="ArgumentException">The samples are so large that float32 overflows.</exception>
    public bool Next()
    {
        _count = 0;
        if (_finished)
        {
            return false;
        }

        while (!_ended && _frames < _next + (2 * Block))
        {
            ReadBlock();
        }

        int frames = (int)Math.Min(Block, _frames - _next);
        if (frames > 0)
        {
            switch (_lanes)
            {
                case 4:
                    FindMedians<Lane4>();
                    break;
                case 8:
                    FindMedians<Lane8>();
                    break;
                default:
                    FindMedians<Lane16>();
                    break;
            }

            Synthesize();
            for (int i = 0; i < frames; i++)
            {
                Overlap(i);
                Write(_next);
                _next++;
            }
        }

        if (_ended && _next == _frames)
        {
            WriteTail();
            _finished = true;
        }

        // The samples are finite, so that the percussive part, what the harmonic one leaves of them, is as well.
        if (Finite.IndexOfNonFinite(Harmonic) is int index and >= 0)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Sample {_written - _count + index} can't be separated: the samples about it are too large for float32 spectra; nominally they lie within -1 and 1."));
        }

        return true;
    }

    private Spectra SpectraOf(long frame) => _spectra[frame / Block % 2];

    // Reads, windows and transforms the next sixteen frames, each in its own lane, or as many as there are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadBlock()
    {
        long first = _frames;
        int count = 0;
        while (count < Block && ReadFrame(_rows.AsSpan(count * _size, _size)))
        {
            count++;
        }

        if (count == 0)
        {
            return;
        }

        Spectra spectra = SpectraOf(first);
        Transposition.Copy(_rows, Block, _size, _lanesOfTime);
        _fft.Forward(_lanesOfTime, spectra.Re, spectra.Im);
        Span<float> magnitudes = spectra.Magnitudes.AsSpan(Reach * Block, _bins * Block);
        for (int i = 0; i < magnitudes.Length; i += Vector<float>.Count)
        {
            Vector<float> re = new(spectra.Re, i);
            Vector<float> im = new(spectra.Im, i);
            Vector.SquareRoot((re * re) + (im * im)).CopyTo(magnitudes[i..]);
        }

        // Mirrored at both ends, the edge repeated.
        for (int row = -Reach; row < _bins + Reach; row++)
        {
            if (row < 0 || row >= _bins)
            {
                int from = ((int)Mirror(row, _bins) + Reach) * Block;
                spectra.Magnitudes.AsSpan(from, Block).CopyTo(spectra.Magnitudes.AsSpan((row + Reach) * Block));
            }
        }

        // A frame per row, for the medians over time; the bins up to the stride are unused.
        Transposition.Copy(
            spectra.Magnitudes.AsSpan(Reach * Block, _stride * Block), _stride, Block, _magnitude.AsSpan((int)(first % MagnitudeRows) * _stride, Block * _stride));
    }

    private bool ReadFrame(Span<float> windowed)
    {
        PaddedSignal signal = _signal!;
        int mask = _samples.Length - 1;
        long start = _frames * _hop;
        long position = _frames == 0 ? 0 : start - _hop + _size;
        int wanted = _frames == 0 ? _size : _hop;
        int part = Math.Min(wanted, _samples.Length - (int)(position & mask));
        int read = signal.Read(_samples.AsSpan((int)(position & mask), part));
        if (read == part && part < wanted)
        {
            read += signal.Read(_samples.AsSpan(0, wanted - part));
        }

        if (read < wanted || signal.Length == 0)
        {
            _ended = true;
            return false;
        }

        int at = (int)(start & mask);
        int whole = Math.Min(_size, _samples.Length - at);
        TensorPrimitives.Multiply(_samples.AsSpan(at, whole), _window.AsSpan(0, whole), windowed);
        TensorPrimitives.Multiply(_samples.AsSpan(0, _size - whole), _window.AsSpan(whole), windowed[whole..]);
        _frames++;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindMedians<T>()
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < _timeOffsets.Length; i++)
        {
            long frame = _next - Reach + i;
            frame = frame < 0 || (_ended && frame >= _frames) ? Mirror(frame, _frames) : frame;
            _timeOffsets[i] = (int)(frame % MagnitudeRows) * _stride;
        }

        fixed (float* magnitude = _magnitude, harmonic = _harmonicRows)
        fixed (int* offsets = _timeOffsets)
        {
            for (int bin = 0; bin < _stride; bin += T.Count)
            {
                SlidingMedian.Run<T>(magnitude + bin, offsets, harmonic + bin, _stride);
            }
        }

        Transposition.Copy(_harmonicRows, Block, _stride, _harmonicMedian);
        fixed (float* magnitude = SpectraOf(_next).Magnitudes, percussive = _percussiveMedian)
        fixed (int* offsets = _binOffsets)
        {
            for (int bin = 0; bin < _stride; bin += Block)
            {
                for (int frame = 0; frame < Block; frame += T.Count)
                {
                    int place = (bin * Block) + frame;
                    SlidingMedian.Run<T>(magnitude + place, offsets, percussive + place, Block);
                }
            }
        }
    }

    // Masks the spectra of the block and transforms them back, into rows of windowed frames.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Synthesize()
    {
        Spectra spectra = SpectraOf(_next);
        for (int i = 0; i < _maskedRe.Length; i += Vector<float>.Count)
        {
            Vector<float> h = new(_harmonicMedian, i);
            Vector<float> p = new(_percussiveMedian, i);

            // Both by the larger, so that no square over- or underflows (librosa.util.softmask): the one becomes 1, the other what is squared here.
            Vector<float> larger = Vector.Max(h, p);
            Vector<float> square = Vector.Min(h, p) / larger;
            square *= square;
            Vector<float> mask = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(h, p), Vector<float>.One, square) / (Vector<float>.One + square);

            // 0, and NaN where a magnitude has overflown, so that what comes of it is refused.
            mask += larger - larger;
            mask = Vector.ConditionalSelect(Vector.LessThan(larger, new Vector<float>(Tiny)), new Vector<float>(0.5f), mask);
            (new Vector<float>(spectra.Re, i) * mask).CopyTo(_maskedRe, i);
            (new Vector<float>(spectra.Im, i) * mask).CopyTo(_maskedIm, i);
        }

        _fft.Inverse(_maskedRe, _maskedIm, _lanesOfTime);
        Transposition.Copy(_lanesOfTime, _size, Block, _rows);
    }

    // Adds a frame of the block to what overlaps it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Overlap(int frame)
    {
        ReadOnlySpan<float> row = _rows.AsSpan(frame * _size, _size);
        int i = 0;
        for (; i <= _size - Vector<float>.Count; i += Vector<float>.Count)
        {
            (new Vector<float>(_overlap, i) + (new Vector<float>(row[i..]) * new Vector<float>(_window, i))).CopyTo(_overlap, i);
        }

        for (; i < _size; i++)
        {
            _overlap[i] += row[i] * _window[i];
        }
    }

    // Writes the samples that no later frame reaches: a hop from the beginning of a frame on, or, after the last frame, from where it would begin.
    private void Write(long frame)
    {
        long start = frame * _hop;
        long first = Math.Max(start, Padding);
        long end = start + _hop;
        if (_ended)
        {
            end = Math.Min(end, Limit() + Padding);
        }

        if (end > first)
        {
            bool steady = frame >= _overlapping - 1 && (!_ended || frame < _frames);
            long lowest = Math.Max(0, frame - _overlapping + 1) - frame + _overlapping - 1;
            long highest = Math.Min(frame, _frames - 1) - frame + _overlapping - 1;
            int mask = _samples.Length - 1;
            int from = (int)(first - start);
            int to = (int)(end - start);
            for (int i = from; i < to && !steady; i++)
            {
                _scale[i] = Scale(i, (int)lowest, (int)highest);
            }

            // The buffer of samples is a ring.
            Span<float> harmonic = _harmonic.AsSpan(_count, to - from);
            Span<float> percussive = _percussive.AsSpan(_count, to - from);
            TensorPrimitives.Multiply(_overlap.AsSpan(from, to - from), (steady ? _steadyScale : _scale).AsSpan(from, to - from), harmonic);
            int at = (int)(first & mask);
            int whole = Math.Min(harmonic.Length, _samples.Length - at);
            TensorPrimitives.Subtract(_samples.AsSpan(at, whole), harmonic[..whole], percussive);
            TensorPrimitives.Subtract(_samples.AsSpan(0, harmonic.Length - whole), harmonic[whole..], percussive[whole..]);
            _written += harmonic.Length;
            _count += harmonic.Length;
        }

        _overlap.AsSpan(_hop).CopyTo(_overlap);
        _overlap.AsSpan(_size).Clear();
    }

    private void WriteTail()
    {
        if (_frames == 0)
        {
            return;
        }

        for (int i = 0; i < _overlapping - 1; i++)
        {
            Write(_frames + i);
        }

        // librosa 0.8 does not synthesise the rest of a hop at the end, and fills it with zeros.
        int rest = (int)(_signal!.Length!.Value - _written);
        _harmonic.AsSpan(_count, rest).Clear();
        _percussive.AsSpan(_count, rest).Clear();
        _count += rest;
        _written += rest;
    }

    private long Limit()
        => _options.Padding == Features.Padding.Reflect ? (_frames - 1) * _hop : _signal!.Length!.Value;

    // 1 / the sum of the squared windows over a sample of a hop: of the frames that overlap there, in the order of time, those from first to last.
    private float Scale(int i, int first, int last)
    {
        double sum = 0;
        for (int k = first; k <= last; k++)
        {
            int place = i + ((_overlapping - 1 - k) * _hop);
            sum += place < _size ? (double)_window[place] * _window[place] : 0;
        }

        return sum > Tiny ? (float)(1 / sum) : 1;
    }

    // The place within 0 to count - 1 that a place outside mirrors, the edge repeated: ... 1 0 | 0 1 ... n-1 | n-1 n-2 ...
    private static long Mirror(long place, long count)
    {
        long period = 2 * count;
        place %= period;
        place = place < 0 ? place + period : place;
        return place < count ? place : period - 1 - place;
    }

    // Sixteen frames' spectra, a frame in each lane.
    private sealed class Spectra(int bins, int stride)
    {
        public float[] Re { get; } = new float[bins * Block];

        public float[] Im { get; } = new float[bins * Block];

        // With the mirrored bins before and after.
        public float[] Magnitudes { get; } = new float[(stride + (2 * Reach)) * Block];
    }
}
