using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>
/// Runs a row of convolutions, pools and Flatten sample by sample: one sample goes through all of them while it is in the caches, and the gradients inside
/// take memory for one sample a thread, not for the batch. A convolution, its activation and the pool after it are one operation, so that the
/// full-size image of sums, the largest block of all, never exists.
/// </summary>
internal sealed unsafe class SampleStage : LayerState
{
    /// <summary>The backward pass splits the batch into this many pieces, each with its own sums of gradients; a constant, so that no bit depends on the threads.</summary>
    private const int Pieces = 16;

    private readonly WorkTeam _team;
    private readonly SampleOperation[] _operations;
    private readonly AlignedBuffer[] _outputs;
    private readonly AlignedBuffer[] _gradients;
    private readonly AlignedBuffer[,] _between;
    private readonly Action<int, int> _forward;
    private readonly Action<int, int> _backward;
    private float* _input;
    private float* _outputGradient;
    private float* _inputGradient;
    private int _batch;
    private int _pieces;

    public SampleStage(IReadOnlyList<Layer> layers, int batch, bool training, WorkTeam team)
    {
        _team = team;
        _forward = ForwardSample;
        _backward = BackwardPiece;
        List<SampleOperation> operations = [];
        for (int i = 0; i < layers.Count; i++)
        {
            switch (layers[i])
            {
                case Conv2D convolution:
                    ActivationFunction activation = convolution.Activation;
                    if (activation == ActivationFunction.Linear && i + 1 < layers.Count && layers[i + 1] is Activation next)
                    {
                        activation = next.Function;
                        i++;
                    }

                    // A pool may come before the activation where that never falls: the largest sum has the largest value.
                    MaxPool2D? pool = null;
                    if (activation != ActivationFunction.Softmax && i + 1 < layers.Count && layers[i + 1] is MaxPool2D follower)
                    {
                        pool = follower;
                        i++;
                    }

                    operations.Add(new ConvolutionOperation(convolution, activation, pool, batch, training, team, Pieces));
                    break;
                case MaxPool2D alone:
                    operations.Add(new PoolOperation(alone, batch));
                    break;
                default:
                    break;
            }
        }

        _operations = [.. operations];
        _outputs = [.. _operations.Select(o => new AlignedBuffer((long)batch * o.OutputSize))];
        _gradients = [.. _operations.SelectMany(o => o.Gradients)];
        _between = new AlignedBuffer[training ? team.Threads : 0, 2];
        for (int worker = 0; worker < _between.GetLength(0); worker++)
        {
            for (int parity = 0; parity < 2; parity++)
            {
                int largest = 0;
                for (int i = 1 + parity; i < _operations.Length; i += 2)
                {
                    largest = Math.Max(largest, _operations[i].InputSize);
                }

                _between[worker, parity] = new AlignedBuffer(largest);
            }
        }
    }

    public override float* Output => _outputs[^1].Pointer;

    public override IReadOnlyList<AlignedBuffer> Gradients => _gradients;

    /// <summary>How many layers, from the given one on, make one stage; 0 if it cannot begin one.</summary>
    public static int Count(IReadOnlyList<Layer> layers, int from)
    {
        if (layers[from] is not (Conv2D or MaxPool2D))
        {
            return 0;
        }

        int to = from;
        while (to < layers.Count)
        {
            bool fused = layers[to] is Activation && layers[to - 1] is Conv2D { Activation: ActivationFunction.Linear } && to < layers.Count - 1;
            if (layers[to] is not (Conv2D or MaxPool2D or Flatten) && !fused)
            {
                break;
            }

            to++;
        }

        return to - from;
    }

    /// <summary>The floats that a sample keeps in memory in such a stage.</summary>
    public static long KeptNumbers(IReadOnlyList<Layer> layers, int from, int count)
    {
        long numbers = 0;
        for (int i = from; i < from + count; i++)
        {
            int next = i + 1 < from + count && layers[i + 1] is Activation ? i + 2 : i + 1;
            bool pooled = layers[i] is Conv2D && next < from + count && layers[next] is MaxPool2D;
            numbers += layers[i] is MaxPool2D || (layers[i] is Conv2D && !pooled) ? layers[i].OutputShape.Size : 0;
        }

        return numbers;
    }

    public override void Forward(float* input, int batch)
    {
        _input = input;
        _team.Run(_forward, batch);
    }

    public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
    {
        _input = input;
        _outputGradient = outputGradient;
        _inputGradient = inputGradient;
        _batch = batch;
        _pieces = Math.Min(Pieces, batch);
        for (int i = 0; i < _operations.Length; i++)
        {
            _operations[i].BeginBackward(i > 0 || inputGradient is not null);
        }

        _team.Run(_backward, _pieces);
        foreach (SampleOperation operation in _operations)
        {
            operation.SumGradients(_pieces);
        }
    }

    private float* InputOf(int operation, int sample) =>
        (operation == 0 ? _input : _outputs[operation - 1].Pointer) + ((nint)sample * _operations[operation].InputSize);

    private float* OutputOf(int operation, int sample) => _outputs[operation].Pointer + ((nint)sample * _operations[operation].OutputSize);

    private void ForwardSample(int sample, int worker)
    {
        for (int i = 0; i < _operations.Length; i++)
        {
            _operations[i].Forward(sample, worker, InputOf(i, sample), OutputOf(i, sample));
        }
    }

    private void BackwardPiece(int piece, int worker)
    {
        int from = (int)((long)_batch * piece / _pieces);
        int to = (int)((long)_batch * (piece + 1) / _pieces);
        for (int sample = from; sample < to; sample++)
        {
            float* gradient = _outputGradient + ((nint)sample * _operations[^1].OutputSize);
            for (int i = _operations.Length - 1; i >= 0; i--)
            {
                float* next = i > 0 ? _between[worker, (i - 1) & 1].Pointer
                    : _inputGradient is null ? null
                    : _inputGradient + ((nint)sample * _operations[0].InputSize);
                _operations[i].Backward(sample, worker, piece, sample == from, InputOf(i, sample), OutputOf(i, sample), gradient, next);
                gradient = next;
            }
        }
    }
}
