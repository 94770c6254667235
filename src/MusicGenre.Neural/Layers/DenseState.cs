using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>Runs a <see cref="Dense"/> layer.</summary>
internal sealed unsafe class DenseState : LayerState
{
    private readonly Dense _layer;
    private readonly ParallelProduct _product;
    private readonly AlignedBuffer _output;
    private readonly AlignedBuffer[] _gradients;
    private readonly int _inputs;
    private readonly int _units;

    public DenseState(Dense layer, int batch, bool training, WorkTeam team)
    {
        _layer = layer;
        _product = new ParallelProduct(team);
        _inputs = layer.InputShape.Size;
        _units = layer.Units;
        _output = new AlignedBuffer((long)batch * _units);
        _gradients = training ? [new AlignedBuffer(layer.Kernel.Buffer.Length), new AlignedBuffer(_units)] : [];
    }

    public override float* Output => _output.Pointer;

    public override IReadOnlyList<AlignedBuffer> Gradients => _gradients;

    /// <summary>Whether the incoming gradient is already that with respect to the logits (the loss gives it for a final softmax).</summary>
    public bool GradientIsBySums { get; set; }

    public override void Forward(float* input, int batch)
    {
        float* output = _output.Pointer;
        VectorMath.FillRows(output, _layer.Bias.Buffer.Pointer, batch, _units);
        _product.Multiply(batch, _units, _inputs, input, _inputs, 1, _layer.Kernel.Buffer.Pointer, _units, 1, output, _units, true);
        ActivationKernels.Forward(_layer.Activation, output, batch, _units);
    }

    public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
    {
        if (!GradientIsBySums)
        {
            ActivationKernels.Backward(_layer.Activation, _output.Pointer, outputGradient, batch, _units);
        }

        _product.Multiply(_inputs, _units, batch, input, 1, _inputs, outputGradient, _units, 1, _gradients[0].Pointer, _units, false);
        VectorMath.SumColumns(outputGradient, batch, _units, _gradients[1].Pointer);
        if (inputGradient is not null)
        {
            _product.Multiply(batch, _inputs, _units, outputGradient, _units, 1, _layer.Kernel.Buffer.Pointer, 1, _units, inputGradient, _inputs, false);
        }
    }
}
