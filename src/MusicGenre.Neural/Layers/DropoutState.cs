using System.Numerics;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>Runs a <see cref="Dropout"/> layer.</summary>
internal sealed unsafe class DropoutState : LayerState
{
    private readonly AlignedBuffer? _output;
    private readonly AlignedBuffer? _factors;
    private readonly int _size;
    private readonly float _scale;
    private readonly ulong _threshold;
    private float* _passed;

    public DropoutState(Dropout layer, int batch, bool training)
    {
        _size = layer.InputShape.Size;
        _scale = (float)(1 / (1 - layer.Rate));
        _threshold = (ulong)(layer.Rate * (1UL << 32));
        if (training && layer.Rate > 0)
        {
            _output = new AlignedBuffer((long)batch * _size);
            _factors = new AlignedBuffer((long)batch * _size);
        }
    }

    public override float* Output => _passed;

    public override void BeginStep(SeededRandom random, int batch)
    {
        if (_factors is null)
        {
            return;
        }

        // 32 bits a decision, two decisions a number drawn.
        Span<float> factors = _factors.Span[..(batch * _size)];
        for (int i = 0; i < factors.Length; i += 2)
        {
            ulong bits = random.NextUInt64();
            factors[i] = (bits >> 32) < _threshold ? 0 : _scale;
            if (i + 1 < factors.Length)
            {
                factors[i + 1] = (bits & uint.MaxValue) < _threshold ? 0 : _scale;
            }
        }
    }

    public override void Forward(float* input, int batch)
    {
        if (_output is null)
        {
            _passed = input;
            return;
        }

        Apply(input, _output.Pointer, batch * _size);
        _passed = _output.Pointer;
    }

    public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
    {
        if (inputGradient is null)
        {
            return;
        }

        if (_output is null)
        {
            new Span<float>(outputGradient, batch * _size).CopyTo(new Span<float>(inputGradient, batch * _size));
            return;
        }

        Apply(outputGradient, inputGradient, batch * _size);
    }

    private void Apply(float* source, float* target, int length)
    {
        float* factors = _factors!.Pointer;
        int i = 0;
        for (; i <= length - Vector<float>.Count; i += Vector<float>.Count)
        {
            (Vector.Load(source + i) * Vector.Load(factors + i)).Store(target + i);
        }

        for (; i < length; i++)
        {
            target[i] = source[i] * factors[i];
        }
    }
}
