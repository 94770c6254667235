using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>Runs a <see cref="BatchNorm"/> layer; sums over the batch are taken in double precision.</summary>
internal sealed unsafe class BatchNormState : LayerState
{
    private readonly BatchNorm _layer;
    private readonly bool _training;
    private readonly int _channels;
    private readonly int _pixels;
    private readonly AlignedBuffer _output;
    private readonly AlignedBuffer[] _gradients = [];
    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly double[] _sum;
    private readonly double[] _dot;

    public BatchNormState(BatchNorm layer, int batch, bool training)
    {
        _layer = layer;
        _training = training;
        _channels = layer.InputShape[layer.InputShape.Rank - 1];
        _pixels = layer.InputShape.Size / _channels;
        _output = new AlignedBuffer((long)batch * layer.InputShape.Size);
        _mean = new double[_channels];
        _scale = new double[_channels];
        _sum = new double[_channels];
        _dot = new double[_channels];
        if (training)
        {
            _gradients = [new AlignedBuffer(_channels), new AlignedBuffer(_channels)];
        }
    }

    public override float* Output => _output.Pointer;

    public override IReadOnlyList<AlignedBuffer> Gradients => _gradients;

    public override void Forward(float* input, int batch)
    {
        nint rows = (nint)batch * _pixels;
        if (_training)
        {
            Measure(input, rows);
        }
        else
        {
            ReadOnlySpan<float> mean = _layer.Parameters[2].Values;
            ReadOnlySpan<float> variance = _layer.Parameters[3].Values;
            for (int c = 0; c < _channels; c++)
            {
                _mean[c] = mean[c];
                _scale[c] = 1 / Math.Sqrt(variance[c] + _layer.Epsilon);
            }
        }

        ReadOnlySpan<float> gamma = _layer.Parameters[0].Values;
        ReadOnlySpan<float> beta = _layer.Parameters[1].Values;
        float* x = input;
        float* y = _output.Pointer;
        for (nint i = 0; i < rows; i++)
        {
            for (int c = 0; c < _channels; c++)
            {
                y[c] = (float)(((x[c] - _mean[c]) * _scale[c] * gamma[c]) + beta[c]);
            }

            x += _channels;
            y += _channels;
        }
    }

    public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
    {
        nint rows = (nint)batch * _pixels;
        Array.Clear(_sum);
        Array.Clear(_dot);
        float* x = input;
        float* g = outputGradient;
        for (nint i = 0; i < rows; i++)
        {
            for (int c = 0; c < _channels; c++)
            {
                _sum[c] += g[c];
                _dot[c] += g[c] * ((x[c] - _mean[c]) * _scale[c]);
            }

            x += _channels;
            g += _channels;
        }

        Span<float> gammaGradient = _gradients[0].Span;
        Span<float> betaGradient = _gradients[1].Span;
        for (int c = 0; c < _channels; c++)
        {
            gammaGradient[c] = (float)_dot[c];
            betaGradient[c] = (float)_sum[c];
        }

        if (inputGradient is null)
        {
            return;
        }

        // Mean and variance depend on every x of the batch: dx = gamma scale (g - mean(g) - x̂ mean(g x̂)).
        ReadOnlySpan<float> gamma = _layer.Parameters[0].Values;
        x = input;
        g = outputGradient;
        float* target = inputGradient;
        for (nint i = 0; i < rows; i++)
        {
            for (int c = 0; c < _channels; c++)
            {
                double normalised = (x[c] - _mean[c]) * _scale[c];
                target[c] = (float)(gamma[c] * _scale[c] * (g[c] - ((_sum[c] + (normalised * _dot[c])) / rows)));
            }

            x += _channels;
            g += _channels;
            target += _channels;
        }
    }

    private void Measure(float* input, nint rows)
    {
        Array.Clear(_mean);
        Array.Clear(_scale);
        float* x = input;
        for (nint i = 0; i < rows; i++)
        {
            for (int c = 0; c < _channels; c++)
            {
                _mean[c] += x[c];
            }

            x += _channels;
        }

        for (int c = 0; c < _channels; c++)
        {
            _mean[c] /= rows;
        }

        x = input;
        for (nint i = 0; i < rows; i++)
        {
            for (int c = 0; c < _channels; c++)
            {
                double difference = x[c] - _mean[c];
                _scale[c] += difference * difference;
            }

            x += _channels;
        }

        Span<float> movingMean = _layer.Parameters[2].Values;
        Span<float> movingVariance = _layer.Parameters[3].Values;
        double share = 1 - _layer.Momentum;
        for (int c = 0; c < _channels; c++)
        {
            double unbiased = _scale[c] / Math.Max(1, rows - 1);
            movingMean[c] = (float)(movingMean[c] + (share * (_mean[c] - movingMean[c])));
            movingVariance[c] = (float)(movingVariance[c] + (share * (unbiased - movingVariance[c])));
            _scale[c] = 1 / Math.Sqrt((_scale[c] / rows) + _layer.Epsilon);
        }
    }
}
