using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>Makes a vector of any shape; the numbers stay in their order, the last axis first, as in Keras.</summary>
public sealed class Flatten : Layer
{
    /// <inheritdoc/>
    public override string TypeName => "Flatten";

    internal override string Prefix => "flatten";

    internal override LayerKind Kind => LayerKind.Flatten;

    internal override Shape Infer(Shape input) => new(input.Size);

    internal override long CountParameters(Shape input) => 0;

    internal override void WriteSettings(NetworkWriter writer)
    {
    }

    internal override LayerState CreateState(int batch, bool training, WorkTeam team) => new State(InputShape.Size);

    private protected override IReadOnlyList<Parameter> CreateParameters(Shape input) => [];

    private protected override void Initialize(SeededRandom random)
    {
    }

    private sealed unsafe class State : LayerState
    {
        private readonly int _size;
        private float* _passed;

        public State(int size)
        {
            _size = size;
        }

        public override float* Output => _passed;

        public override void Forward(float* input, int batch) => _passed = input;

        public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
        {
            if (inputGradient is not null)
            {
                new Span<float>(outputGradient, batch * _size).CopyTo(new Span<float>(inputGradient, batch * _size));
            }
        }
    }
}
