using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>One operation of a <see cref="SampleStage"/>: it sees one sample at a time, so that samples can be shared over threads.</summary>
internal abstract unsafe class SampleOperation
{
    /// <summary>Numbers of one sample that enter.</summary>
    public abstract int InputSize { get; }

    /// <summary>Numbers of one sample that leave.</summary>
    public abstract int OutputSize { get; }

    /// <summary>The parameters' gradients, summed over the batch by <see cref="SumGradients"/>.</summary>
    public virtual IReadOnlyList<AlignedBuffer> Gradients => [];

    /// <summary>Prepares the backward pass for a whole batch.</summary>
    public virtual void BeginBackward(bool needsInputGradient)
    {
    }

    public abstract void Forward(int sample, int worker, float* input, float* output);

    /// <summary>The backward pass for one sample; the parameters' gradients go into the sums of <paramref name="piece"/>.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="worker">Whose scratch memory is used.</param>
    /// <param name="piece">The piece of the batch.</param>
    /// <param name="first">Whether the sample is the first of its piece.</param>
    /// <param name="input">What entered.</param>
    /// <param name="output">What left.</param>
    /// <param name="outputGradient">May be overwritten.</param>
    /// <param name="inputGradient">Null if nobody needs it.</param>
    public abstract void Backward(int sample, int worker, int piece, bool first, float* input, float* output, float* outputGradient, float* inputGradient);

    /// <summary>Adds up the pieces' sums, in the pieces' order.</summary>
    public virtual void SumGradients(int pieces)
    {
    }
}
