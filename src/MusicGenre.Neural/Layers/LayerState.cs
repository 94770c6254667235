using MusicGenre.Numerics;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>The memory in which a layer computes: its output and what the backward pass needs. One per running computation, so that weights can be shared.</summary>
internal abstract unsafe class LayerState
{
    /// <summary>The output of the last <see cref="Forward"/>, samples one after another.</summary>
    public abstract float* Output { get; }

    /// <summary>The gradients of the layer's trainable parameters, in their order, summed over the batch by the last <see cref="Backward"/>.</summary>
    public virtual IReadOnlyList<AlignedBuffer> Gradients => [];

    /// <summary>Computes the output of the first <paramref name="batch"/> samples.</summary>
    /// <param name="input">The samples.</param>
    /// <param name="batch">How many, at most what the state was made for.</param>
    public abstract void Forward(float* input, int batch);

    /// <summary>Computes the gradients, for the input of the last <see cref="Forward"/>.</summary>
    /// <param name="input">That input, unchanged.</param>
    /// <param name="outputGradient">The gradient with respect to the output; may be overwritten.</param>
    /// <param name="inputGradient">Where the gradient with respect to the input goes, or null if nobody needs it.</param>
    /// <param name="batch">How many samples.</param>
    public abstract void Backward(float* input, float* outputGradient, float* inputGradient, int batch);

    /// <summary>Prepares the random part of a training step; the same step number gives the same numbers.</summary>
    public virtual void BeginStep(SeededRandom random, int batch)
    {
    }
}
