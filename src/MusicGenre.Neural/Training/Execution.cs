using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Training;

/// <summary>The memory of one running computation of a network, forward only or forward and backward, for batches up to a given size.</summary>
internal sealed unsafe class Execution : IDisposable
{
    private readonly WorkTeam _team;
    private readonly LayerState[] _states;
    private readonly AlignedBuffer?[] _gradientBuffers = new AlignedBuffer?[2];
    private readonly int _classes;

    public Execution(Sequential network, int batch, bool training, int threads)
    {
        Batch = batch;
        _team = new WorkTeam(threads);
        try
        {
            _classes = network.OutputShape.Size;
            List<LayerState> states = [];
            List<int> sizes = [];
            for (int i = 0; i < network.Layers.Count;)
            {
                int count = SampleStage.Count(network.Layers, i);
                states.Add(count > 0
                    ? new SampleStage([.. network.Layers.Skip(i).Take(count)], batch, training, _team)
                    : network.Layers[i].CreateState(batch, training, _team));
                i += Math.Max(count, 1);
                sizes.Add(network.Layers[i - 1].OutputShape.Size);
            }

            _states = [.. states];
            Input = new AlignedBuffer((long)batch * network.InputShape.Size);
            if (training)
            {
                for (int parity = 0; parity < 2; parity++)
                {
                    int largest = 0;
                    for (int i = parity; i < sizes.Count; i += 2)
                    {
                        largest = Math.Max(largest, sizes[i]);
                    }

                    _gradientBuffers[parity] = new AlignedBuffer((long)batch * largest);
                }

                Gradients = [.. _states.SelectMany(s => s.Gradients)];
                switch (_states[^1])
                {
                    case DenseState dense when ((Dense)network.Layers[^1]).Activation == ActivationFunction.Softmax:
                        dense.GradientIsBySums = true;
                        break;
                    case ActivationState activation:
                        activation.GradientIsBySums = true;
                        break;
                    default:
                        break;
                }
            }
        }
        catch
        {
            // Too little memory, most likely; the helpers must not wait for ever.
            _team.Dispose();
            throw;
        }
    }

    /// <summary>The most samples at once.</summary>
    public int Batch { get; }

    /// <summary>Where the samples are put.</summary>
    public AlignedBuffer Input { get; }

    /// <summary>The gradients of all trainable parameters.</summary>
    public IReadOnlyList<AlignedBuffer> Gradients { get; } = [];

    /// <summary>The threads that share the work.</summary>
    public WorkTeam Team => _team;

    /// <summary>Computes the network's output for the first <paramref name="batch"/> samples of <see cref="Input"/>.</summary>
    public float* Forward(int batch)
    {
        float* values = Input.Pointer;
        foreach (LayerState state in _states)
        {
            state.Forward(values, batch);
            values = state.Output;
        }

        return values;
    }

    /// <summary>Draws the random part of a step.</summary>
    public void BeginStep(SeededRandom random, int batch)
    {
        foreach (LayerState state in _states)
        {
            state.BeginStep(random, batch);
        }
    }

    /// <summary>
    /// Computes the gradients of the mean cross-entropy after <see cref="Forward"/>, whose output are probabilities: with respect to the logits
    /// the gradient is (probability - truth) / batch.
    /// </summary>
    public void BackwardFromLabels(ReadOnlySpan<int> labels, ReadOnlySpan<float> sampleWeights, int batch, float* inputGradient)
    {
        int last = _states.Length - 1;
        float* gradient = _gradientBuffers[last & 1]!.Pointer;
        float* probabilities = _states[last].Output;
        for (int i = 0; i < batch; i++)
        {
            float share = (sampleWeights.IsEmpty ? 1 : sampleWeights[i]) / batch;
            for (int j = 0; j < _classes; j++)
            {
                int at = (i * _classes) + j;
                gradient[at] = (probabilities[at] - (j == labels[i] ? 1 : 0)) * share;
            }
        }

        Backward(gradient, inputGradient, batch);
    }

    /// <summary>The backward pass from any gradient with respect to the output.</summary>
    public void Backward(float* outputGradient, float* inputGradient, int batch)
    {
        for (int i = _states.Length - 1; i >= 0; i--)
        {
            float* input = i == 0 ? Input.Pointer : _states[i - 1].Output;
            float* next = i == 0 ? inputGradient : _gradientBuffers[(i - 1) & 1]!.Pointer;
            _states[i].Backward(input, outputGradient, next, batch);
            outputGradient = next;
        }
    }

    /// <summary>Where a gradient with respect to the output may be put before <see cref="Backward(float*, float*, int)"/>.</summary>
    public float* OutputGradient => _gradientBuffers[(_states.Length - 1) & 1]!.Pointer;

    public void Dispose() => _team.Dispose();
}
