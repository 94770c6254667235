using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MusicGenre.Features.Frames;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Lanes;

/// <summary>
/// Frames of 2048 samples, hop 512, as many at a time as a vector has lanes. The samples of a block are transposed: rows are the place within a hop, columns are hops,
/// so that the four quarters of a frame are the columns l to l + 3. Three columns are carried from one block to the next.
/// </summary>
internal sealed unsafe class LaneFrames<TLane> : FrameSource
    where TLane : unmanaged, ILane<TLane>
{
    private const int Hop = LaneFft<TLane>.Quarter;
    private const int Carried = 3;

    // One column more than is used makes rows of whole quadruples; the carried columns are before the fresh ones, and the very first is not used.
    private const int Lead = 4;

    // Frames whose bandwidth is below some 100 Hz are transformed once more, in double precision: there the rounding of a thousand bins is no longer small next to the few that
    // are not empty, and a centroid or a bandwidth would be of that.
    private const float NarrowVariance = 100f;
    private const int FourCount = LaneFft<TLane>.Size / 8;

    private readonly ExactSpectrum _exact = new(LaneFft<TLane>.Size);
    private readonly float[] _frame = new float[LaneFft<TLane>.Size];
    private readonly LaneFft<TLane> _fft = new(HannWindow.Create(LaneFft<TLane>.Size));
    private readonly AlignedBuffer _samples = new((TLane.Count + Carried) * Hop);
    private readonly AlignedBuffer _columns = new(Hop * (TLane.Count + Lead));
    private readonly AlignedBuffer _power = new(LaneFft<TLane>.Bins * TLane.Count);
    private readonly AlignedBuffer _magnitude = new(LaneFft<TLane>.Bins * TLane.Count);
    private readonly AlignedBuffer _sum = new(TLane.Count);
    private readonly AlignedBuffer _moment = new(TLane.Count);
    private readonly AlignedBuffer _variance = new(TLane.Count);
    private readonly AlignedBuffer _running = new(((LaneFft<TLane>.Bins / RunBins) + 1) * TLane.Count);

    // The first of each four bins, and the square of their middle.
    private readonly AlignedBuffer _fourBins = new(2 * FourCount);
    private readonly float[] _meanSquare = new float[TLane.Count];
    private readonly float[] _crossings = new float[TLane.Count];

    // For the carried columns and the fresh ones: the sum of the squares, the changes of sign within, and whether there is one at the beginning.
    private readonly float[] _squares = new float[TLane.Count + Carried];
    private readonly int[] _within = new int[TLane.Count + Carried];
    private readonly int[] _atStart = new int[TLane.Count + Carried];
    private PaddedSignal? _signal;
    private bool _spectraOnly;
    private bool _magnitudes;
    private bool _wasNegative;

    public LaneFrames()
    {
        for (int four = 0; four < FourCount; four++)
        {
            _fourBins.Span[2 * four] = 4f * four;
            _fourBins.Span[(2 * four) + 1] = ((4f * four) + 1.5f) * ((4f * four) + 1.5f);
        }
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

    public override void Start(PaddedSignal signal, bool spectraOnly, bool magnitudes)
    {
        _signal = signal;
        _spectraOnly = spectraOnly;
        _magnitudes = magnitudes;
        _samples.Span.Clear();
        signal.Read(_samples.Span[..(Carried * Hop)]);
        for (int column = 0; column < Carried; column++)
        {
            Survey(column, _samples.Span.Slice(column * Hop, Hop), (column * Hop) - (LaneFft<TLane>.Size / 2));
            TransposeColumn(column, Lead - Carried + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int Next()
    {
        PaddedSignal signal = _signal!;
        long position = signal.Position;
        int count = signal.Read(_samples.Span[..(TLane.Count * Hop)]);
        int frames = signal.Length == 0 ? 0 : count / Hop;
        if (frames == 0)
        {
            return 0;
        }

        _samples.Span[count..].Clear();
        if (!_spectraOnly)
        {
            Survey(position);
        }

        Transpose();
        _fft.Power(_columns.Pointer + Lead - Carried, TLane.Count + Lead, _power.Pointer);
        if (_magnitudes)
        {
            TakeMagnitudes();
            for (int lane = 0; lane < frames; lane++)
            {
                if (_variance.Span[lane] < NarrowVariance)
                {
                    TransformExactly(lane);
                }
            }
        }

        CarryColumns();

        return frames;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddPeaks(TuningEstimator estimator, int frames, bool fromPower)
    {
        int width = TLane.Count;
        float* power = fromPower ? _power.Pointer : _magnitude.Pointer;
        TLane a = TLane.Load(power);
        TLane b = a;
        TLane c = a;
        TLane d = a;
        for (int bin = 1; bin < LaneFft<TLane>.Bins; bin += 4)
        {
            a = TLane.Max(a, TLane.Load(power + (bin * width)));
            b = TLane.Max(b, TLane.Load(power + ((bin + 1) * width)));
            c = TLane.Max(c, TLane.Load(power + ((bin + 2) * width)));
            d = TLane.Max(d, TLane.Load(power + ((bin + 3) * width)));
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

    /// <summary>Takes what is read from the samples directly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Survey(long position)
    {
        for (int column = 0; column < TLane.Count; column++)
        {
            Survey(Carried + column, _samples.Span.Slice(column * Hop, Hop), position + (column * Hop));
        }

        for (int lane = 0; lane < TLane.Count; lane++)
        {
            _meanSquare[lane] = (_squares[lane] + _squares[lane + 1] + (_squares[lane + 2] + _squares[lane + 3])) / LaneFft<TLane>.Size;
            _crossings[lane] = _within[lane] + _within[lane + 1] + _within[lane + 2] + _within[lane + 3] + _atStart[lane + 1] + _atStart[lane + 2] + _atStart[lane + 3];
        }

        for (int i = 0; i < Carried; i++)
        {
            _squares[i] = _squares[TLane.Count + i];
            _within[i] = _within[TLane.Count + i];
            _atStart[i] = _atStart[TLane.Count + i];
        }
    }

    /// <summary>Takes the sum of squares and the changes of sign of one column, of which only samples of the source count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Survey(int column, ReadOnlySpan<float> samples, long position)
    {
        // Sixteen sums regardless of the number of lanes, so that the bits are the same.
        Vector512<float> sum = Vector512<float>.Zero;
        ref float start = ref MemoryMarshal.GetReference(samples);
        for (nuint i = 0; i < Hop; i += 16)
        {
            Vector512<float> x = Vector512.LoadUnsafe(ref start, i);
            sum = Vector512.FusedMultiplyAdd(x, x, sum);
        }

        Vector256<float> eight = sum.GetLower() + sum.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        _squares[column] = four[0] + four[2] + (four[1] + four[3]);

        long length = _signal!.Length ?? (long.MaxValue / 2);
        if (position >= 0 && position + Hop <= length)
        {
            uint carry = _wasNegative ? 1u : 0u;
            int crossings = 0;
            Vector512<float> limit = Vector512.Create(-1e-10f);
            for (nuint i = 0; i < Hop; i += 32)
            {
                uint low = (uint)Vector512.LessThan(Vector512.LoadUnsafe(ref start, i), limit).ExtractMostSignificantBits();
                uint high = (uint)Vector512.LessThan(Vector512.LoadUnsafe(ref start, i + 16), limit).ExtractMostSignificantBits();
                uint negative = low | (high << 16);
                crossings += System.Numerics.BitOperations.PopCount(negative ^ ((negative << 1) | carry));
                carry = negative >> 31;
            }

            bool first = samples[0] < -1e-10f;
            int atStart = first != _wasNegative ? 1 : 0;
            _within[column] = crossings - atStart;
            _atStart[column] = position > 0 ? atStart : 0;
            _wasNegative = carry != 0;
            return;
        }

        int within = 0;
        int before = 0;
        int from = (int)Math.Clamp(-position, 0, Hop);
        int end = (int)Math.Clamp(length - position, 0, Hop);
        for (int i = from; i < end; i++)
        {
            bool isNegative = samples[i] < -1e-10f;
            int crossing = position + i > 0 && isNegative != _wasNegative ? 1 : 0;
            before += i == 0 ? crossing : 0;
            within += i == 0 ? 0 : crossing;
            _wasNegative = isNegative;
        }

        _within[column] = within;
        _atStart[column] = before;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransposeColumn(int from, int to)
    {
        int step = TLane.Count + Lead;
        for (int row = 0; row < Hop; row++)
        {
            _columns.Pointer[(row * step) + to] = _samples.Pointer[(from * Hop) + row];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transpose()
    {
        int step = TLane.Count + Lead;
        Transposition.Copy(_samples.Pointer, Hop, TLane.Count, Hop, _columns.Pointer + Lead, step);
    }

    /// <summary>Moves the last columns to the front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CarryColumns()
    {
        int step = TLane.Count + Lead;
        float* row = _columns.Pointer;
        for (int i = 0; i < Hop; i++)
        {
            Vector128.Load(row + TLane.Count).Store(row);
            row += step;
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
        for (int four = 0; four < FourCount; four++)
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

        TLane last = TLane.Sqrt(TLane.Load(power));
        TLane.Store(last, magnitude);
        TLane.Store(run + last, running);
        sum += last;
        moment = TLane.MultiplyAdd(last, TLane.Create(LaneFft<TLane>.Bins - 1), moment) + within;
        TLane.Store(sum, _sum.Pointer);
        TLane.Store(moment, _moment.Pointer);

        // Roughly, and of silence NaN, which is not small.
        TLane centroid = moment / sum;
        TLane.Store((square / sum) - (centroid * centroid), _variance.Pointer);
    }

    private void TransformExactly(int lane)
    {
        int step = TLane.Count + Lead;
        for (int i = 0; i < _frame.Length; i++)
        {
            _frame[i] = _columns.Pointer[(i % Hop * step) + Lead - Carried + lane + (i / Hop)];
        }

        _exact.Transform(_frame);
        int width = TLane.Count;
        float run = 0;
        double sum = 0;
        double moment = 0;
        for (int bin = 0; bin < LaneFft<TLane>.Bins; bin++)
        {
            float magnitude = _exact.Magnitude[bin];
            _power.Pointer[(bin * width) + lane] = _exact.Power[bin];
            _magnitude.Pointer[(bin * width) + lane] = magnitude;
            run += magnitude;
            sum += magnitude;
            moment += (double)magnitude * bin;
            if (bin % RunBins == RunBins - 1 || bin == LaneFft<TLane>.Bins - 1)
            {
                _running.Pointer[(bin / RunBins * width) + lane] = run;
            }
        }

        _sum.Pointer[lane] = (float)sum;
        _moment.Pointer[lane] = (float)moment;
    }
}
