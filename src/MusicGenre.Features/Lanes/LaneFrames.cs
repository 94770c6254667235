using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MusicGenre.Features.Frames;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Lanes;

/// <summary>
/// As many frames at a time as a vector has lanes, of any length and hop. Their samples are transposed. Where the hop is a half, a quarter or an eighth of a frame, the rows are the
/// place within a hop and the columns are hops, so that each sample is there once, and frames share columns; the last columns are carried from one block to the next. Otherwise the rows are
/// the place within a frame and the columns are frames.
/// </summary>
internal sealed unsafe class LaneFrames<TLane> : FrameSource
    where TLane : unmanaged, ILane<TLane>
{
    // Frames whose bandwidth is below some 100 Hz at 22,050 Hz are transformed once more, in double precision: there the rounding of a thousand bins is no longer small next to the few
    // that are not empty, and a centroid or a bandwidth would be of that. The rounding of other lengths than powers of two is some times as large.
    private const double NarrowWidth = 10.0 / 2048;
    private const double NarrowWidthOfOthers = 20.0 / 2048;

    // Frames of which three quarters of the spectrum are all but empty, as of tones in digital silence, too: the rounding of the tones is no longer small next to the rest of the spectrum,
    // which decibels show 80 dB further down. Empty are sixteen bins whose share is a fiftieth of an even one. Of music, one or two frames in ten thousand are such.
    private const float EmptyShare = 1f / 50;
    private const float EmptyPart = 0.75f;

    private const int WordBits = 64;
    private const int CacheLine = 64 / sizeof(float);

    // The squares of so many samples are added up in float32.
    private const int SquaresTogether = 512;
    private const int SmallestColumn = 16;

    // Powers of half a minute with 2048 samples a frame, which stay in a cache; more would be read as slowly as they are computed.
    private const int KeptBytes = 8 << 20;

    private readonly int _size;
    private readonly int _hop;
    private readonly int _bins;
    private readonly bool _areHopsColumns;

    // From one frame to the next in memory; the samples of a block's first frame that come from the block before.
    private readonly int _stride;
    private readonly int _carried;

    // Columns in front of the fresh ones, whole quadruples of which the last ones are used; the distance from one row of columns to the next.
    private readonly int _lead;
    private readonly int _carriedColumns;
    private readonly int _step;
    private readonly int _fourCount;
    private readonly float _narrowVariance;
    private readonly ExactSpectrum _exact;
    private readonly LaneTransform<TLane> _fft;
    private readonly AlignedBuffer _samples;
    private readonly AlignedBuffer _columns;
    private readonly AlignedBuffer _ownPower;
    private readonly AlignedBuffer _magnitude;
    private readonly AlignedBuffer _sum = new(TLane.Count);
    private readonly AlignedBuffer _moment = new(TLane.Count);
    private readonly AlignedBuffer _variance = new(TLane.Count);
    private readonly AlignedBuffer _emptyGroups = new(TLane.Count);
    private readonly AlignedBuffer _running;

    // The first of each four bins, and the square of their middle.
    private readonly AlignedBuffer _fourBins;
    private readonly float[] _meanSquare = new float[TLane.Count];
    private readonly float[] _crossings = new float[TLane.Count];

    // For the carried columns and the fresh ones: the sum of the squares.
    private readonly float[] _squares;

    // A bit for each sample: whether its sign is another one than that of the sample before it.
    private readonly ulong[] _changes;

    // Of each frame of the clip, whether its spectrum is narrow or empty.
    private readonly List<bool> _isNarrow = [];

    // The powers of all blocks, where they are kept, and the frames of each.
    private readonly List<AlignedBuffer> _kept = [];
    private readonly List<int> _keptFrames = [];
    private readonly int _mostKept;
    private AlignedBuffer _power;
    private bool _isComplete;
    private bool _repeats;
    private int _block;
    private PaddedSignal? _signal;
    private bool _spectraOnly;
    private bool _magnitudes;
    private bool _again;
    private int _frame;
    private long _position;

    /// <summary>Prepares frames.</summary>
    /// <param name="options">Their length and hop.</param>
    public LaneFrames(FrameOptions options)
    {
        _size = options.FftSize;
        _hop = options.HopLength;
        _bins = options.Bins;
        bool isPowerOfTwo = System.Numerics.BitOperations.IsPow2(_size);
        _areHopsColumns = isPowerOfTwo && _size >= LaneFft<TLane>.SmallestSize && _hop >= SmallestColumn && (_hop * 2 == _size || _hop * 4 == _size || _hop * 8 == _size);
        _stride = Math.Min(_hop, _size);
        _carried = _size - _stride;
        _carriedColumns = _areHopsColumns ? _carried / _hop : 0;
        _lead = (_carriedColumns + 3) / 4 * 4;
        _step = TLane.Count + _lead;
        int rows = _areHopsColumns ? _hop : _size;
        double[] window = HannWindow.Create(_size);
        _fft = LaneTransform<TLane>.Create(window, rows, _step);
        _exact = new ExactSpectrum(_size);
        _samples = new AlignedBuffer(_carried + ((long)TLane.Count * _stride));
        _columns = new AlignedBuffer((long)rows * _step);
        _ownPower = _power = new AlignedBuffer((long)_bins * TLane.Count);
        _mostKept = KeptBytes / (sizeof(float) * _power.Length);
        _magnitude = new AlignedBuffer((long)_bins * TLane.Count);
        _running = new AlignedBuffer((long)((_bins / RunBins) + 1) * TLane.Count);
        _squares = new float[TLane.Count + _carriedColumns];
        _changes = new ulong[(_samples.Length / WordBits) + 1];
        _fourCount = (_bins - 1) / 4;
        _fourBins = new AlignedBuffer(2 * _fourCount);
        for (int four = 0; four < _fourCount; four++)
        {
            _fourBins.Span[2 * four] = 4f * four;
            _fourBins.Span[(2 * four) + 1] = ((4f * four) + 1.5f) * ((4f * four) + 1.5f);
        }

        double narrow = (isPowerOfTwo ? NarrowWidth : NarrowWidthOfOthers) * _size;
        _narrowVariance = (float)(narrow * narrow);
    }

    public override int Width => TLane.Count;

    public override ReadOnlySpan<float> Get(FramePart part) => part switch
    {
        FramePart.Power => _power.Span,
        FramePart.Magnitude => _magnitude.Span,
        FramePart.MagnitudeSum => _sum.Span,
        FramePart.MagnitudeMoment => _moment.Span,
        FramePart.RunningSums => _running.Span,
        FramePart.MeanSquare => _meanSquare,
        _ => _crossings,
    };

    public override void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes, bool again)
    {
        _signal = signal;
        _spectraOnly = spectraOnly;
        _magnitudes = magnitudes;
        _again = again;
        _frame = 0;
        if (magnitudes)
        {
            _isNarrow.Clear();
        }

        _position = signal.Position;
        _samples.Span.Clear();
        signal.Read(_samples.Span[.._carried]);
        for (int column = 0; column < _carriedColumns; column++)
        {
            _squares[column] = SumOfSquares(_samples.Pointer + (column * _hop), _hop);
            TransposeColumn(column, _lead - _carriedColumns + column);
        }

        _keptFrames.Clear();
        _isComplete = false;
        _repeats = false;
        _block = 0;
    }

    public override bool TryRepeat()
    {
        _repeats = _isComplete;
        _block = 0;
        return _repeats;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Next()
    {
        if (_repeats)
        {
            return RepeatBlock();
        }

        int frames = ReadSamples();
        KeepBlock(frames);
        if (frames == 0)
        {
            return 0;
        }

        if (!_spectraOnly)
        {
            Survey();
        }

        if (_areHopsColumns)
        {
            Transposition.Copy(_samples.Pointer + _carried, _hop, TLane.Count, _hop, _columns.Pointer + _lead, _step);
            _fft.Power(_columns.Pointer + _lead - _carriedColumns, _power.Pointer);
            CarryColumns();
        }
        else
        {
            Transposition.Copy(_samples.Pointer, _stride, TLane.Count, _size, _columns.Pointer, _step);
            _fft.Power(_columns.Pointer, _power.Pointer);
        }

        if (_magnitudes)
        {
            TakeMagnitudes();
            CountEmptyGroups();
            float mostEmpty = EmptyPart * (_bins / RunBins);
            for (int lane = 0; lane < frames; lane++)
            {
                _isNarrow.Add(_variance.Span[lane] < _narrowVariance || _emptyGroups.Span[lane] > mostEmpty);
            }
        }

        for (int lane = 0; (_magnitudes || _again) && lane < frames; lane++)
        {
            if (_isNarrow[_frame + lane])
            {
                TransformExactly(lane);
            }
        }

        _frame += frames;
        _samples.Span.Slice(TLane.Count * _stride, _carried).CopyTo(_samples.Span);
        _position += (long)TLane.Count * _hop;
        return frames;
    }

    // No magnitude is larger than their sum.
    public override int FirstTooLoud(int frames) => TensorPrimitives.Max<float>(_sum.Span) < 0.9f * MathF.Sqrt(FrameCheck.LargestPower) ? -1 : base.FirstTooLoud(frames);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddPeaks(TuningEstimator estimator, int frames, bool fromPower)
    {
        int width = TLane.Count;
        float* power = fromPower ? _power.Pointer : _magnitude.Pointer;
        TLane a = TLane.Load(power);
        TLane b = a;
        TLane c = a;
        TLane d = a;
        int rest = 1;
        for (; rest <= _bins - 4; rest += 4)
        {
            a = TLane.Max(a, TLane.Load(power + (rest * width)));
            b = TLane.Max(b, TLane.Load(power + ((rest + 1) * width)));
            c = TLane.Max(c, TLane.Load(power + ((rest + 2) * width)));
            d = TLane.Max(d, TLane.Load(power + ((rest + 3) * width)));
        }

        for (; rest < _bins; rest++)
        {
            a = TLane.Max(a, TLane.Load(power + (rest * width)));
        }

        TLane threshold = TLane.Max(TLane.Max(a, b), TLane.Max(c, d)) * TLane.Create(TuningEstimator.Threshold);
        uint valid = frames == 32 ? uint.MaxValue : (1u << frames) - 1;
        int first = estimator.FirstBin;
        int end = estimator.EndBin;
        TLane below = TLane.Load(power + ((first - 1) * width));
        TLane here = TLane.Load(power + (first * width));
        for (int bin = first; bin < end; bin++)
        {
            float* at = power + (bin * width);
            TLane above = TLane.Load(at + width);
            for (uint peaks = valid & TLane.IsPeak(here, threshold, below, above); peaks != 0; peaks &= peaks - 1)
            {
                int lane = System.Numerics.BitOperations.TrailingZeroCount(peaks);
                estimator.AddPeak(bin, at[lane - width], at[lane], at[lane + width]);
            }

            below = here;
            here = above;
        }
    }

    private int RepeatBlock()
    {
        if (_block == _keptFrames.Count)
        {
            return 0;
        }

        _power = _kept[_block++];
        Prefetch(_block);
        return _keptFrames[_block - 1];
    }

    /// <summary>Has the next block's powers written into memory that stays, as long as all blocks fit in.</summary>
    private void KeepBlock(int frames)
    {
        _isComplete = frames == 0 && KeepPowers && _block <= _mostKept;
        if (frames == 0)
        {
            return;
        }

        bool keeps = KeepPowers && _block < _mostKept;
        _block++;
        if (!keeps)
        {
            _power = _ownPower;
            return;
        }

        if (_kept.Count < _block)
        {
            _kept.Add(new AlignedBuffer(_ownPower.Length));
        }

        _power = _kept[_block - 1];
        _keptFrames.Add(frames);
        Prefetch(_block);
    }

    /// <summary>Asks for the next block's memory while this one is worked on: it is used in an order that the processor does not foresee.</summary>
    private void Prefetch(int block)
    {
        if (Sse.IsSupported && block < _kept.Count)
        {
            float* from = _kept[block].Pointer;
            for (int i = 0; i < _power.Length; i += CacheLine)
            {
                Sse.Prefetch1(from + i);
            }
        }
    }

    /// <summary>Reads the samples that a block adds, after those that it shares with the block before; the number of its frames.</summary>
    private int ReadSamples()
    {
        PaddedSignal signal = _signal!;
        int frames = 0;
        int filled = _carried;
        if (_hop <= _size)
        {
            int count = signal.Read(_samples.Span[_carried..]);
            filled += count;
            frames = count / _hop;
        }
        else
        {
            for (; frames < TLane.Count; frames++)
            {
                Skip(_position + ((long)frames * _hop));
                int count = signal.Read(_samples.Span.Slice(frames * _size, _size));
                if (count < _size)
                {
                    break;
                }

                filled += count;
            }
        }

        _samples.Span[filled..].Clear();
        return signal.Length == 0 ? 0 : frames;
    }

    /// <summary>Reads the samples between two frames into memory that the next frame will fill.</summary>
    private void Skip(long position)
    {
        PaddedSignal signal = _signal!;
        Span<float> scratch = _samples.Span[^_size..];
        while (signal.Position < position && signal.Read(scratch[..(int)Math.Min(_size, position - signal.Position)]) > 0)
        {
        }
    }

    /// <summary>Takes what is read from the samples directly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Survey()
    {
        FindChanges();
        long length = _signal!.Length ?? (long.MaxValue / 2);
        for (int lane = 0; lane < TLane.Count; lane++)
        {
            // Between samples that both belong to the source.
            long position = _position + ((long)lane * _hop);
            int first = (int)Math.Clamp(1 - position, 1, _size);
            int end = (int)Math.Clamp(length - position, first, _size);
            _crossings[lane] = CountChanges((lane * _stride) + first, (lane * _stride) + end);
        }

        if (!_areHopsColumns)
        {
            for (int lane = 0; lane < TLane.Count; lane++)
            {
                _meanSquare[lane] = (float)(SumOfAllSquares(_samples.Pointer + (lane * _stride)) / _size);
            }

            return;
        }

        for (int column = 0; column < TLane.Count; column++)
        {
            _squares[_carriedColumns + column] = SumOfSquares(_samples.Pointer + _carried + (column * _hop), _hop);
        }

        for (int lane = 0; lane < TLane.Count; lane++)
        {
            ReadOnlySpan<float> s = _squares.AsSpan(lane, _carriedColumns + 1);
            float sum = s.Length switch
            {
                2 => s[0] + s[1],
                4 => s[0] + s[1] + (s[2] + s[3]),
                _ => s[0] + s[1] + (s[2] + s[3]) + (s[4] + s[5] + (s[6] + s[7])),
            };
            _meanSquare[lane] = sum / _size;
        }

        _squares.AsSpan(TLane.Count, _carriedColumns).CopyTo(_squares);
    }

    private double SumOfAllSquares(float* samples)
    {
        double sum = 0;
        for (int i = 0; i < _size; i += SquaresTogether)
        {
            sum += SumOfSquares(samples + i, Math.Min(SquaresTogether, _size - i));
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float SumOfSquares(float* samples, int count)
    {
        // Sixteen sums regardless of the number of lanes, so that the bits are the same.
        Vector512<float> sum = Vector512<float>.Zero;
        int i = 0;
        for (; i <= count - 16; i += 16)
        {
            Vector512<float> x = Vector512.Load(samples + i);
            sum = Vector512.FusedMultiplyAdd(x, x, sum);
        }

        Vector256<float> eight = sum.GetLower() + sum.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        float total = four[0] + four[2] + (four[1] + four[3]);
        for (; i < count; i++)
        {
            total += samples[i] * samples[i];
        }

        return total;
    }

    /// <summary>Finds where the sign changes from one sample of the block to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindChanges()
    {
        Vector512<float> limit = Vector512.Create(-1e-10f);
        ulong before = 0;
        int length = _samples.Length;
        for (int word = 0; word < _changes.Length; word++)
        {
            float* samples = _samples.Pointer + (word * WordBits);
            int count = Math.Min(WordBits, length - (word * WordBits));
            ulong negative = 0;
            int i = 0;
            for (; i <= count - 16; i += 16)
            {
                negative |= Vector512.LessThan(Vector512.Load(samples + i), limit).ExtractMostSignificantBits() << i;
            }

            for (; i < count; i++)
            {
                negative |= samples[i] < -1e-10f ? 1ul << i : 0;
            }

            _changes[word] = negative ^ ((negative << 1) | before);
            before = negative >> (WordBits - 1);
        }
    }

    /// <summary>The number of changes from one place to before another.</summary>
    private int CountChanges(int first, int end)
    {
        if (first >= end)
        {
            return 0;
        }

        int firstWord = first / WordBits;
        int lastWord = (end - 1) / WordBits;
        ulong head = ulong.MaxValue << (first % WordBits);
        ulong tail = ulong.MaxValue >> (WordBits - 1 - ((end - 1) % WordBits));
        if (firstWord == lastWord)
        {
            return System.Numerics.BitOperations.PopCount(_changes[firstWord] & head & tail);
        }

        int count = System.Numerics.BitOperations.PopCount(_changes[firstWord] & head) + System.Numerics.BitOperations.PopCount(_changes[lastWord] & tail);
        foreach (ulong word in _changes.AsSpan(firstWord + 1, lastWord - firstWord - 1))
        {
            count += System.Numerics.BitOperations.PopCount(word);
        }

        return count;
    }

    private void TransposeColumn(int from, int to)
    {
        for (int row = 0; row < _hop; row++)
        {
            _columns.Pointer[(row * _step) + to] = _samples.Pointer[(from * _hop) + row];
        }
    }

    /// <summary>Moves the last columns to the front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CarryColumns()
    {
        float* row = _columns.Pointer;
        for (int i = 0; i < _hop; i++)
        {
            for (int column = 0; column < _lead; column += 4)
            {
                Vector128.Load(row + TLane.Count + column).Store(row + column);
            }

            row += _step;
        }
    }

    /// <summary>Takes the magnitudes, their sums and their first moment (over the number of the bin).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeMagnitudes()
    {
        // Four bins at a time: with s = x0 + x1 + x2 + x3, the first moment of four bins from k on is k s + x1 + 2 x2 + 3 x3.
        // The running sum is added one by one, as numpy's cumsum is.
        TLane zero = TLane.Create(0);
        TLane two = TLane.Create(2);
        TLane three = TLane.Create(3);
        TLane sum = zero;
        TLane moment = zero;
        TLane within = zero;
        TLane square = zero;
        TLane run = zero;
        float* power = _power.Pointer;
        float* magnitude = _magnitude.Pointer;
        float* running = _running.Pointer;
        float* bins = _fourBins.Pointer;
        int width = TLane.Count;
        int fours = _fourCount;
        for (int four = 0; four < fours; four++)
        {
            TLane x0 = TLane.Sqrt(TLane.Load(power));
            TLane x1 = TLane.Sqrt(TLane.Load(power + width));
            TLane x2 = TLane.Sqrt(TLane.Load(power + (2 * width)));
            TLane x3 = TLane.Sqrt(TLane.Load(power + (3 * width)));
            TLane.Store(x0, magnitude);
            TLane.Store(x1, magnitude + width);
            TLane.Store(x2, magnitude + (2 * width));
            TLane.Store(x3, magnitude + (3 * width));
            run = run + x0 + x1 + x2 + x3;
            TLane s = x0 + x1 + (x2 + x3);
            sum += s;
            moment = TLane.MultiplyAdd(s, TLane.Create(bins[2 * four]), moment);
            within += TLane.MultiplyAdd(three, x3, TLane.MultiplyAdd(two, x2, x1));
            square = TLane.MultiplyAdd(s, TLane.Create(bins[(2 * four) + 1]), square);
            if (four % (RunBins / 4) == (RunBins / 4) - 1)
            {
                TLane.Store(run, running);
                running += width;
            }

            power += 4 * width;
            magnitude += 4 * width;
        }

        for (int bin = 4 * fours; bin < _bins; bin++)
        {
            TLane last = TLane.Sqrt(TLane.Load(power));
            TLane.Store(last, magnitude);
            run += last;
            sum += last;
            moment = TLane.MultiplyAdd(last, TLane.Create(bin), moment);
            power += width;
            magnitude += width;
        }

        // Up to the last bin, also where the last sixteen end with it.
        TLane.Store(run, running);
        TLane.Store(run, _running.Pointer + (_bins / RunBins * width));
        moment += within;
        TLane.Store(sum, _sum.Pointer);
        TLane.Store(moment, _moment.Pointer);

        // Roughly, and of silence NaN, which is not small.
        TLane centroid = moment / sum;
        TLane.Store((square / sum) - (centroid * centroid), _variance.Pointer);
    }

    /// <summary>Counts the groups of bins from one running sum to the next that hold next to nothing; of silence, none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountEmptyGroups()
    {
        int groups = _bins / RunBins;
        TLane zero = TLane.Create(0);
        TLane one = TLane.Create(1);
        TLane steep = TLane.Create(1e30f);
        TLane limit = TLane.Load(_sum.Pointer) * TLane.Create(EmptyShare / Math.Max(1, groups));
        TLane count = zero;
        TLane before = zero;
        float* running = _running.Pointer;
        for (int group = 0; group < groups; group++)
        {
            // 1 below the limit, 0 above.
            TLane sum = TLane.Load(running);
            count += TLane.Min(one, TLane.Max(zero, (limit - (sum - before)) * steep));
            before = sum;
            running += TLane.Count;
        }

        TLane.Store(count, _emptyGroups.Pointer);
    }

    private void TransformExactly(int lane)
    {
        _exact.Transform(_samples.Span.Slice(lane * _stride, _size));
        int width = TLane.Count;
        float run = 0;
        double sum = 0;
        double moment = 0;
        for (int bin = 0; bin < _bins; bin++)
        {
            float magnitude = _exact.Magnitude[bin];
            _power.Pointer[(bin * width) + lane] = _exact.Power[bin];
            _magnitude.Pointer[(bin * width) + lane] = magnitude;
            run += magnitude;
            sum += magnitude;
            moment += (double)magnitude * bin;
            if (bin % RunBins == RunBins - 1)
            {
                _running.Pointer[(bin / RunBins * width) + lane] = run;
            }
        }

        _running.Pointer[(_bins / RunBins * width) + lane] = run;
        _sum.Pointer[lane] = (float)sum;
        _moment.Pointer[lane] = (float)moment;
    }
}
