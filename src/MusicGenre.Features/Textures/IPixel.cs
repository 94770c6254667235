using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MusicGenre.Features.Textures;

/// <summary>How the pixels of an image follow from three values of a spectrogram, sixteen pixels at a time.</summary>
internal unsafe interface IPixel
{
    /// <summary>The pixels.</summary>
    /// <param name="after">The values after or above.</param>
    /// <param name="at">The values at the pixels.</param>
    /// <param name="before">The values before or below.</param>
    static abstract Vector512<float> Get(float* after, float* at, float* before);

    /// <summary>The value itself.</summary>
    readonly struct Level : IPixel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Get(float* after, float* at, float* before) => Vector512.Load(at);
    }

    /// <summary>after - before.</summary>
    readonly struct Difference : IPixel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Get(float* after, float* at, float* before) => Vector512.Load(after) - Vector512.Load(before);
    }

    /// <summary>after - 2 at + before.</summary>
    readonly struct SecondDifference : IPixel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Get(float* after, float* at, float* before)
        {
            Vector512<float> middle = Vector512.Load(at);
            return Vector512.Load(after) - (middle + middle) + Vector512.Load(before);
        }
    }

    /// <summary>The absolute value of another.</summary>
    readonly struct Absolute<TPixel> : IPixel
        where TPixel : struct, IPixel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Get(float* after, float* at, float* before) => Vector512.Abs(TPixel.Get(after, at, before));
    }
}
