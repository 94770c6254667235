using System.Numerics;
using MusicGenre.Neural.Optimizers;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural;

/// <summary>Stochastic gradient descent with momentum, as in Keras: velocity = momentum · velocity - rate · g, w = w + velocity.</summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Above 0.</param>
    /// <param name="momentum">The fraction of the velocity that is kept, at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Sgd(double learningRate = 0.01, double momentum = 0)
        : base(learningRate)
    {
        Momentum = Share(momentum, nameof(momentum));
    }

    /// <summary>The fraction of the velocity that is kept.</summary>
    public double Momentum { get; }

    /// <summary>Name and settings.</summary>
    public override string ToString() => FormattableString.Invariant($"Sgd (LearningRate {LearningRate}, Momentum {Momentum})");

    internal override OptimizerState CreateState(IReadOnlyList<Parameter> parameters, WorkTeam team) => new State(this, parameters, team);

    private sealed unsafe class State : OptimizerState
    {
        private readonly float _momentum;
        private readonly AlignedBuffer[] _velocities;
        private float _rate;

        public State(Sgd settings, IReadOnlyList<Parameter> parameters, WorkTeam team)
            : base(parameters, team)
        {
            _momentum = (float)settings.Momentum;
            _velocities = [.. parameters.Select(p => new AlignedBuffer(p.Buffer.Length))];
        }

        protected override void Begin(double learningRate) => _rate = (float)learningRate;

        protected override void Update(int index, int from, int length)
        {
            float* w = Parameters[index].Buffer.Pointer + from;
            float* g = Gradients[index].Pointer + from;
            float* v = _velocities[index].Pointer + from;
            float decay = (float)(2 * Parameters[index].L2);
            Vector<float> bound = new(Bound);
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                int count = Math.Min(Vector<float>.Count, length - i);
                Vector<float> weight = VectorMath.LoadTail(w + i, count);
                Vector<float> gradient = Vector.Min(Vector.Max((VectorMath.LoadTail(g + i, count) + (weight * decay)) * Scale, -bound), bound);
                Vector<float> velocity = (VectorMath.LoadTail(v + i, count) * _momentum) - (gradient * _rate);
                VectorMath.StoreTail(velocity, v + i, count);
                VectorMath.StoreTail(weight + velocity, w + i, count);
            }
        }
    }
}
