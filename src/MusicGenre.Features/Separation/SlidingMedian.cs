using System.Runtime.CompilerServices;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Separation;

/// <summary>
/// The medians of 31 neighbours of a sequence, sixteen neighbouring medians at a time, in every lane its own sequence.
/// </summary>
/// <remarks>
/// The sixteen windows of 31 have 16 elements in common, which are sorted once. Of these, halves of the windows share 8 elements more, quarters 4 more, pairs 2 more, and
/// each has 1 of its own. Going down that tree, sorted elements are merged in, and at each step only the ranks are kept that can still become the median: 16, 8, 4, 2 and
/// at last 1. All is done by minima and maxima without a branch: about 36 of them for a median, against about 260 of a network that finds one alone.
/// </remarks>
internal static unsafe class SlidingMedian
{
    /// <summary>The window's width.</summary>
    public const int Width = 31;

    /// <summary>How many medians are made at a time.</summary>
    public const int Block = 16;

    /// <summary>How many elements they are made of.</summary>
    public const int Span = Block + Width - 1;

    /// <summary>Makes sixteen medians in every lane.</summary>
    /// <param name="source">Where the elements lie.</param>
    /// <param name="offsets">The place of each of the <see cref="Span"/> elements; median i is that of elements i to i + 30.</param>
    /// <param name="target">Where the first median goes.</param>
    /// <param name="stride">The distance from a median to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(float* source, int* offsets, float* target, int stride)
        where T : unmanaged, ILane<T>
    {
        Window<T> window = new(source, offsets);
        Common16<T> common = default;
        Sort16(window, ref common);

        Common8<T> left = default;
        Merge8(in common, window, 7, ref left);
        Four(in left, window, 0, 3, target, stride);
        Four(in left, window, 4, 31, target, stride);

        Common8<T> right = default;
        Merge8(in common, window, 31, ref right);
        Four(in right, window, 8, 11, target, stride);
        Four(in right, window, 12, 39, target, stride);
    }

    // The elements 15 to 30, sorted: two halves of eight, merged.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort16<T>(Window<T> window, ref Common16<T> result)
        where T : unmanaged, ILane<T>
    {
        Common8<T> low = default;
        Common8<T> high = default;
        Sort8(window, 15, ref low);
        Sort8(window, 23, ref high);
        Order(low.E0, high.E7, out T a0, out T b0);
        Order(low.E1, high.E6, out T a1, out T b1);
        Order(low.E2, high.E5, out T a2, out T b2);
        Order(low.E3, high.E4, out T a3, out T b3);
        Order(low.E4, high.E3, out T a4, out T b4);
        Order(low.E5, high.E2, out T a5, out T b5);
        Order(low.E6, high.E1, out T a6, out T b6);
        Order(low.E7, high.E0, out T a7, out T b7);
        SortBitonic8(a0, a1, a2, a3, a4, a5, a6, a7, ref result.Low);
        SortBitonic8(b0, b1, b2, b3, b4, b5, b6, b7, ref result.High);
    }

    // Eight elements more, of which with the sixteen the ranks 9 to 16 of 24 are kept.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Merge8<T>(in Common16<T> common, Window<T> window, int start, ref Common8<T> result)
        where T : unmanaged, ILane<T>
    {
        Common8<T> more = default;
        Sort8(window, start, ref more);

        // The eight largest of 24 go: of each pair of an upper one and one of the eight, the order reversed, the larger.
        Common8<T> kept = default;
        SortBitonic8(
            T.Min(common.High.E0, more.E7),
            T.Min(common.High.E1, more.E6),
            T.Min(common.High.E2, more.E5),
            T.Min(common.High.E3, more.E4),
            T.Min(common.High.E4, more.E3),
            T.Min(common.High.E5, more.E2),
            T.Min(common.High.E6, more.E1),
            T.Min(common.High.E7, more.E0),
            ref kept);

        // The eight smallest go in the same way.
        SortBitonic8(
            T.Max(common.Low.E0, kept.E7),
            T.Max(common.Low.E1, kept.E6),
            T.Max(common.Low.E2, kept.E5),
            T.Max(common.Low.E3, kept.E4),
            T.Max(common.Low.E4, kept.E3),
            T.Max(common.Low.E5, kept.E2),
            T.Max(common.Low.E6, kept.E1),
            T.Max(common.Low.E7, kept.E0),
            ref result);
    }

    // Four medians from the eight ranks of 24 and the elements that their windows have besides.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(in Common8<T> common, Window<T> window, int median, int start, float* target, int stride)
        where T : unmanaged, ILane<T>
    {
        // Four elements more; of 12 the ranks 5 to 8 are kept, the ranks 13 to 16 of 28.
        Sort4(window[start], window[start + 1], window[start + 2], window[start + 3], out T m0, out T m1, out T m2, out T m3);
        SortBitonic4(T.Min(common.E4, m3), T.Min(common.E5, m2), T.Min(common.E6, m1), T.Min(common.E7, m0), out m0, out m1, out m2, out m3);
        SortBitonic4(T.Max(common.E0, m3), T.Max(common.E1, m2), T.Max(common.E2, m1), T.Max(common.E3, m0), out m0, out m1, out m2, out m3);
        Two(m0, m1, m2, m3, window, median, median + 1, target, stride);
        Two(m0, m1, m2, m3, window, median + 2, median + 31, target, stride);
    }

    // Two medians from the ranks 13 to 16 of 28.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two<T>(T c0, T c1, T c2, T c3, Window<T> window, int median, int start, float* target, int stride)
        where T : unmanaged, ILane<T>
    {
        // Two elements more; of 6 the ranks 3 and 4 are kept, the ranks 15 and 16 of 30. The median is the last element, held between them.
        Order(window[start], window[start + 1], out T m0, out T m1);
        Order(T.Min(c2, m1), T.Min(c3, m0), out m0, out m1);
        Order(T.Max(c0, m1), T.Max(c1, m0), out m0, out m1);
        T.Store(T.Min(T.Max(window[median], m0), m1), target + (median * stride));
        T.Store(T.Min(T.Max(window[median + 31], m0), m1), target + ((median + 1) * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Order<T>(T a, T b, out T smaller, out T larger)
        where T : unmanaged, ILane<T>
    {
        smaller = T.Min(a, b);
        larger = T.Max(a, b);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sort4<T>(T a, T b, T c, T d, out T m0, out T m1, out T m2, out T m3)
        where T : unmanaged, ILane<T>
    {
        Order(a, b, out T ab0, out T ab1);
        Order(c, d, out T cd0, out T cd1);
        Order(ab0, cd0, out m0, out T middle0);
        Order(ab1, cd1, out T middle1, out m3);
        Order(middle0, middle1, out m1, out m2);
    }

    // Sorts what falls and then rises, or rises and then falls.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SortBitonic4<T>(T a, T b, T c, T d, out T m0, out T m1, out T m2, out T m3)
        where T : unmanaged, ILane<T>
    {
        Order(a, c, out T ac0, out T ac1);
        Order(b, d, out T bd0, out T bd1);
        Order(ac0, bd0, out m0, out m1);
        Order(ac1, bd1, out m2, out m3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort8<T>(Window<T> window, int start, ref Common8<T> result)
        where T : unmanaged, ILane<T>
    {
        Sort4(window[start], window[start + 1], window[start + 2], window[start + 3], out T a0, out T a1, out T a2, out T a3);
        Sort4(window[start + 4], window[start + 5], window[start + 6], window[start + 7], out T b0, out T b1, out T b2, out T b3);
        Order(a0, b3, out T l0, out T h0);
        Order(a1, b2, out T l1, out T h1);
        Order(a2, b1, out T l2, out T h2);
        Order(a3, b0, out T l3, out T h3);
        SortBitonic4(l0, l1, l2, l3, out result.E0, out result.E1, out result.E2, out result.E3);
        SortBitonic4(h0, h1, h2, h3, out result.E4, out result.E5, out result.E6, out result.E7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SortBitonic8<T>(T a, T b, T c, T d, T e, T f, T g, T h, ref Common8<T> result)
        where T : unmanaged, ILane<T>
    {
        Order(a, e, out T l0, out T h0);
        Order(b, f, out T l1, out T h1);
        Order(c, g, out T l2, out T h2);
        Order(d, h, out T l3, out T h3);
        SortBitonic4(l0, l1, l2, l3, out result.E0, out result.E1, out result.E2, out result.E3);
        SortBitonic4(h0, h1, h2, h3, out result.E4, out result.E5, out result.E6, out result.E7);
    }

    // The elements of the sixteen windows.
    private readonly struct Window<T>(float* source, int* offsets)
        where T : unmanaged, ILane<T>
    {
        private readonly float* _source = source;
        private readonly int* _offsets = offsets;

        public T this[int element]
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => T.Load(_source + _offsets[element]);
        }
    }

    private struct Common8<T>
    {
        public T E0;
        public T E1;
        public T E2;
        public T E3;
        public T E4;
        public T E5;
        public T E6;
        public T E7;
    }

    private struct Common16<T>
    {
        public Common8<T> Low;
        public Common8<T> High;
    }
}
