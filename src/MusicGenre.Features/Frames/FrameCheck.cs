using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Frames;

/// <summary>Rejects frames whose samples are so large that float32 arithmetic overflows; the error names frame, time and descriptor. Nominal samples are within ±1.</summary>
internal static class FrameCheck
{
    /// <summary>
    /// The largest power |X|² that descriptors are made from. Above it a sum over bins may overflow and still give a finite, wrong value (a roll-off, a flatness), so that
    /// looking at the values alone would not do. A sine reaches it at an amplitude of 1e14 (frames of 2048 samples).
    /// </summary>
    public const float LargestPower = 1e34f;

    /// <summary>The first of a block's frames with a power above <see cref="LargestPower"/>; -1 if there is none.</summary>
    public static int FirstTooLoud(ReadOnlySpan<float> power, int width, int frames)
        // Among bit patterns, those of NaN and infinity are the largest.
        => TensorPrimitives.Max(MemoryMarshal.Cast<float, uint>(power)) <= BitConverter.SingleToUInt32Bits(LargestPower) ? -1 : First(power, width, frames, static p => !(p <= LargestPower));

    /// <summary>The first of a block's frames with a value that is NaN or infinite; -1 if there is none.</summary>
    /// <param name="values">[rows, width].</param>
    /// <param name="width">The number of lanes.</param>
    /// <param name="frames">How many of them count.</param>
    public static int FirstNotFinite(ReadOnlySpan<float> values, int width, int frames)
        => Finite.IndexOfNonFinite(values) < 0 ? -1 : First(values, width, frames, static value => !float.IsFinite(value));

    /// <summary>The exception that names a frame.</summary>
    /// <param name="what">The descriptor.</param>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="frames">The frames.</param>
    /// <param name="sampleRate">Samples per second.</param>
    public static ArgumentException TooLarge(object what, long frame, FrameOptions frames, int sampleRate)
        => new(FormattableString.Invariant(
            $"Frame {frame} ({(double)frame * frames.HopLength / sampleRate:0.###} s) of {what} can't be computed: the samples are too large for float32 powers; nominally they lie within -1 and 1."));

    // The lanes after the last frame hold meaningless numbers.
    private static int First(ReadOnlySpan<float> values, int width, int frames, Func<float, bool> bad)
    {
        for (int lane = 0; lane < frames; lane++)
        {
            for (int i = lane; i < values.Length; i += width)
            {
                if (bad(values[i]))
                {
                    return lane;
                }
            }
        }

        return -1;
    }
}
