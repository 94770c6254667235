using System.Numerics;
using MusicGenre.Neural.Optimizers;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural;

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015) with Keras' defaults:
/// m = β1 m + (1 - β1) g, v = β2 v + (1 - β2) g², w = w - rate · m̂ / (√v̂ + ε), where m̂ = m / (1 - β1^t) and v̂ = v / (1 - β2^t).
/// </summary>
public sealed class Adam : Optimizer
{
    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Above 0.</param>
    /// <param name="beta1">The memory of the mean gradient, at least 0 and below 1.</param>
    /// <param name="beta2">The memory of the mean square, at least 0 and below 1.</param>
    /// <param name="epsilon">Added to the root, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate)
    {
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"Epsilon is a finite number above 0, not {epsilon}.");
        }

        Beta1 = Share(beta1, nameof(beta1));
        Beta2 = Share(beta2, nameof(beta2));
        Epsilon = epsilon;
    }

    /// <summary>The memory of the mean gradient.</summary>
    public double Beta1 { get; }

    /// <summary>The memory of the mean square.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; }

    /// <summary>Name and settings.</summary>
    public override string ToString() => FormattableString.Invariant($"Adam (LearningRate {LearningRate}, Beta1 {Beta1}, Beta2 {Beta2}, Epsilon {Epsilon})");

    internal override OptimizerState CreateState(IReadOnlyList<Parameter> parameters, WorkTeam team) => new State(this, parameters, team);

    private sealed unsafe class State : OptimizerState
    {
        private readonly Adam _settings;
        private readonly AlignedBuffer[] _means;
        private readonly AlignedBuffer[] _squares;
        private long _step;
        private float _rate;
        private float _correction;

        public State(Adam settings, IReadOnlyList<Parameter> parameters, WorkTeam team)
            : base(parameters, team)
        {
            _settings = settings;
            _means = [.. parameters.Select(p => new AlignedBuffer(p.Buffer.Length))];
            _squares = [.. parameters.Select(p => new AlignedBuffer(p.Buffer.Length))];
        }

        protected override void Begin(double learningRate)
        {
            _step++;
            _rate = (float)(learningRate / (1 - Math.Pow(_settings.Beta1, _step)));
            _correction = (float)(1 / Math.Sqrt(1 - Math.Pow(_settings.Beta2, _step)));
        }

        protected override void Update(int index, int from, int length)
        {
            float* w = Parameters[index].Buffer.Pointer + from;
            float* g = Gradients[index].Pointer + from;
            float* m = _means[index].Pointer + from;
            float* v = _squares[index].Pointer + from;
            Vector<float> scale = new(Scale);
            Vector<float> bound = new(Bound);
            Vector<float> decay = new((float)(2 * Parameters[index].L2));
            Vector<float> share1 = new((float)(1 - _settings.Beta1));
            Vector<float> share2 = new((float)(1 - _settings.Beta2));
            Vector<float> rate = new(-_rate);
            Vector<float> correction = new(_correction);
            Vector<float> epsilon = new((float)_settings.Epsilon);
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                int count = Math.Min(Vector<float>.Count, length - i);
                bool whole = count == Vector<float>.Count;
                Vector<float> weight = whole ? Vector.Load(w + i) : VectorMath.LoadTail(w + i, count);
                Vector<float> gradient = whole ? Vector.Load(g + i) : VectorMath.LoadTail(g + i, count);
                Vector<float> mean = whole ? Vector.Load(m + i) : VectorMath.LoadTail(m + i, count);
                Vector<float> square = whole ? Vector.Load(v + i) : VectorMath.LoadTail(v + i, count);
                gradient = Vector.Min(Vector.Max(((decay * weight) + gradient) * scale, -bound), bound);
                mean += share1 * (gradient - mean);
                square += share2 * ((gradient * gradient) - square);
                weight += rate * mean / ((Vector.SquareRoot(square) * correction) + epsilon);
                if (whole)
                {
                    weight.Store(w + i);
                    mean.Store(m + i);
                    square.Store(v + i);
                }
                else
                {
                    VectorMath.StoreTail(weight, w + i, count);
                    VectorMath.StoreTail(mean, m + i, count);
                    VectorMath.StoreTail(square, v + i, count);
                }
            }
        }
    }
}
