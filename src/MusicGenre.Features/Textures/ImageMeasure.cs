using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Textures;

/// <summary>Computes an <see cref="ImageDescriptor"/> of one clip after the other, with working memory of its own. Not safe for use by several threads.</summary>
internal abstract class ImageMeasure
{
    /// <summary>The values of a clip.</summary>
    /// <param name="image">Its image, of at least as many frames as the descriptor needs.</param>
    /// <param name="values">Receives as many values as the descriptor has rows.</param>
    public abstract void Compute(SpectrogramImage image, Span<float> values);
}
