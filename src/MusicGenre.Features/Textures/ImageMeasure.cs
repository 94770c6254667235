namespace MusicGenre.Features.Textures;

/// <summary>Computes an <see cref="ImageDescriptor"/> of one clip after the other, with working memory of its own. Not safe for use by several threads.</summary>
internal abstract class ImageMeasure
{
    /// <summary>The values of a clip.</summary>
    /// <param name="images">Its images, of at least as many frames as the descriptor needs.</param>
    /// <param name="values">Receives as many values as the descriptor has rows.</param>
    public void Measure(ClipImages images, Span<float> values)
    {
        Compute(images, values);

        // Both work with pointers into memory that lives as long as they do.
        GC.KeepAlive(this);
        GC.KeepAlive(images);
    }

    /// <summary>Computes the values.</summary>
    protected abstract void Compute(ClipImages images, Span<float> values);
}
