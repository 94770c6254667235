using MusicGenre.Neural;

namespace MusicGenre.Reproductions;

/// <summary>Changes of training images, drawn again each time an image is used.</summary>
public static class ImageAugmentation
{
    /// <summary>
    /// Zooms each axis by a factor from 1 - <paramref name="zoom"/> to 1 + <paramref name="zoom"/> about the middle and shifts it by up to <paramref name="shift"/> of its
    /// length, as Keras' <c>ImageDataGenerator(zoom_range, width_shift_range, height_shift_range, fill_mode="nearest")</c>; pixels between pixels by bilinear interpolation.
    /// </summary>
    /// <param name="height">Rows of the image (one channel), at least 1.</param>
    /// <param name="width">Its columns, at least 1.</param>
    /// <param name="zoom">At least 0 and below 1.</param>
    /// <param name="shift">At least 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static SampleAugmentation ZoomAndShift(int height, int width, double zoom = 0.2, double shift = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (!(zoom >= 0 && zoom < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(zoom), zoom, "The zoom must be at least 0 and below 1.");
        }

        if (!(shift >= 0 && shift <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(shift), shift, "The shift must be at least 0 and at most 1.");
        }

        return (sample, result, random) =>
        {
            float zoomY = (float)(1 + (zoom * ((2 * random.NextDouble()) - 1)));
            float zoomX = (float)(1 + (zoom * ((2 * random.NextDouble()) - 1)));
            float shiftY = (float)(height * shift * ((2 * random.NextDouble()) - 1));
            float shiftX = (float)(width * shift * ((2 * random.NextDouble()) - 1));
            float middleY = (height - 1) / 2f;
            float middleX = (width - 1) / 2f;
            for (int r = 0; r < height; r++)
            {
                float y = Math.Clamp(middleY + ((r - middleY) * zoomY) + shiftY, 0, height - 1);
                int top = (int)y;
                int bottom = Math.Min(top + 1, height - 1);
                float down = y - top;
                ReadOnlySpan<float> upper = sample.Slice(top * width, width);
                ReadOnlySpan<float> lower = sample.Slice(bottom * width, width);
                for (int c = 0; c < width; c++)
                {
                    float x = Math.Clamp(middleX + ((c - middleX) * zoomX) + shiftX, 0, width - 1);
                    int left = (int)x;
                    int right = Math.Min(left + 1, width - 1);
                    float across = x - left;
                    float above = upper[left] + (across * (upper[right] - upper[left]));
                    float below = lower[left] + (across * (lower[right] - lower[left]));
                    result[(r * width) + c] = above + (down * (below - above));
                }
            }
        };
    }
}
