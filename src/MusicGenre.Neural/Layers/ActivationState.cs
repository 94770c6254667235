using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>Runs an <see cref="Activation"/> layer.</summary>
internal sealed unsafe class ActivationState : LayerState
{
    private readonly ActivationFunction _function;
    private readonly AlignedBuffer _output;
    private readonly int _size;
    private readonly int _columns;

    public ActivationState(Activation layer, int batch)
    {
        _function = layer.Function;
        _size = layer.InputShape.Size;
        _columns = layer.InputShape[layer.InputShape.Rank - 1];
        _output = new AlignedBuffer((long)batch * _size);
    }

    public override float* Output => _output.Pointer;

    /// <summary>Whether the incoming gradient is already that with respect to the input (the loss gives it for a final softmax).</summary>
    public bool GradientIsBySums { get; set; }

    public override void Forward(float* input, int batch)
    {
        new Span<float>(input, batch * _size).CopyTo(_output.Span);
        ActivationKernels.Forward(_function, _output.Pointer, batch * (_size / _columns), _columns);
    }

    public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
    {
        if (inputGradient is null)
        {
            return;
        }

        new Span<float>(outputGradient, batch * _size).CopyTo(new Span<float>(inputGradient, batch * _size));
        if (!GradientIsBySums)
        {
            ActivationKernels.Backward(_function, _output.Pointer, inputGradient, batch * (_size / _columns), _columns);
        }
    }
}
