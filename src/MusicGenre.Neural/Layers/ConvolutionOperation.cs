using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>
/// A convolution with its activation and, where one follows, its pool, for one sample. Each row of the output is a few matrix products straight from
/// the image: with the channels last, the pixels under one row of the kernel are contiguous, so the image itself is the matrix (its rows overlap).
/// Only images of few channels are copied out (im2col), a row at a time.
/// </summary>
internal sealed unsafe class ConvolutionOperation : SampleOperation
{
    /// <summary>Below this many values under one row of the kernel, the row is copied.</summary>
    private const int FewNumbers = 16;

    private readonly Conv2D _layer;
    private readonly ActivationFunction _activation;
    private readonly WorkTeam _team;
    private readonly byte[] _positions = [];
    private readonly AlignedBuffer[] _padded;
    private readonly AlignedBuffer[] _lines;
    private readonly AlignedBuffer[] _columnsOut;
    private readonly AlignedBuffer[] _spread = [];
    private readonly AlignedBuffer[] _gradients = [];
    private readonly AlignedBuffer[] _kernelSums = [];
    private readonly AlignedBuffer[] _biasSums = [];
    private readonly AlignedBuffer? _flipped;
    private readonly int _pool;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _filters;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _top;
    private readonly int _left;
    private readonly int _paddedHeight;
    private readonly int _paddedWidth;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _poolRows;
    private readonly int _poolColumns;
    private readonly int _spreadWidth;
    private readonly bool _few;

    public ConvolutionOperation(Conv2D layer, ActivationFunction activation, MaxPool2D? pool, int batch, bool training, WorkTeam team, int pieces)
    {
        _layer = layer;
        _activation = activation;
        _team = team;
        _pool = pool?.PoolSize ?? 1;
        _height = layer.InputShape[0];
        _width = layer.InputShape[1];
        _channels = layer.InputShape[2];
        _filters = layer.Filters;
        _kernel = layer.KernelSize;
        _stride = layer.Stride;
        (_top, int vertical) = layer.Zeros(_height);
        (_left, int horizontal) = layer.Zeros(_width);
        _paddedHeight = _height + vertical;
        _paddedWidth = _width + horizontal;
        _rows = layer.OutputShape[0];
        _columns = layer.OutputShape[1];
        _poolRows = _rows / _pool;
        _poolColumns = _columns / _pool;
        _spreadWidth = _paddedWidth + _kernel - 1;
        _few = _kernel * _channels < FewNumbers;
        InputSize = layer.InputShape.Size;
        OutputSize = _poolRows * _poolColumns * _filters;

        bool padded = vertical + horizontal > 0;
        _padded = Each(team.Threads, padded ? (long)_paddedHeight * _paddedWidth * _channels : 0);
        _lines = Each(team.Threads, (long)_pool * _columns * _filters);
        _columnsOut = Each(team.Threads, _few ? (long)_kernel * _kernel * _channels * _columns : 0);
        if (_pool > 1)
        {
            _positions = GC.AllocateUninitializedArray<byte>(checked(batch * OutputSize), pinned: true);
        }

        if (training)
        {
            _gradients = [new AlignedBuffer(layer.Kernel.Buffer.Length), new AlignedBuffer(_filters)];
            _kernelSums = Each(Math.Min(pieces, batch), layer.Kernel.Buffer.Length);
            _biasSums = Each(Math.Min(pieces, batch), _filters);
            _flipped = new AlignedBuffer(layer.Kernel.Buffer.Length);
            _spread = new AlignedBuffer[team.Threads];
        }
    }

    public override int InputSize { get; }

    public override int OutputSize { get; }

    public override IReadOnlyList<AlignedBuffer> Gradients => _gradients;

    public override void Forward(int sample, int worker, float* input, float* output)
    {
        float* image = Pad(worker, input);
        float* bias = _layer.Bias.Buffer.Pointer;
        int line = _columns * _filters;
        if (_pool == 1)
        {
            for (int y = 0; y < _rows; y++)
            {
                float* target = output + ((nint)y * line);
                VectorMath.FillRows(target, bias, _columns, _filters);
                Row(worker, image, y, target);
            }

            ActivationKernels.Forward(_activation, output, _rows * _columns, _filters);
            return;
        }

        int poolLine = _poolColumns * _filters;
        float* lines = _lines[worker].Pointer;
        fixed (byte* positions = &_positions[sample * OutputSize])
        {
            for (int y = 0; y < _poolRows; y++)
            {
                VectorMath.FillRows(lines, bias, _pool * _columns, _filters);
                for (int i = 0; i < _pool; i++)
                {
                    Row(worker, image, (y * _pool) + i, lines + ((nint)i * line));
                }

                float* target = output + ((nint)y * poolLine);
                PoolKernels.Forward(lines, line, _pool, _poolColumns, _filters, target, positions + ((nint)y * poolLine));
                ActivationKernels.Forward(_activation, target, _poolColumns, _filters);
            }
        }
    }

    public override void BeginBackward(bool needsInputGradient)
    {
        if (!needsInputGradient)
        {
            return;
        }

        for (int worker = 0; worker < _spread.Length; worker++)
        {
            _spread[worker] ??= new AlignedBuffer((long)(_paddedHeight + _kernel - 1) * _spreadWidth * _filters);
        }

        // flipped(ky, kernel - 1 - kx, f, c) = kernel(ky, kx, c, f): the backward pass is a convolution with the kernel rotated by 180 degrees.
        for (int ky = 0; ky < _kernel; ky++)
        {
            for (int kx = 0; kx < _kernel; kx++)
            {
                int from = (ky * _kernel) + kx;
                int to = (ky * _kernel) + _kernel - 1 - kx;
                int size = _channels * _filters;
                Transposition.Copy(_layer.Kernel.Buffer.Pointer + ((nint)from * size), _filters, _channels, _filters, _flipped!.Pointer + ((nint)to * size), _channels);
            }
        }
    }

    public override void Backward(int sample, int worker, int piece, bool first, float* input, float* output, float* outputGradient, float* inputGradient)
    {
        float* image = Pad(worker, input);
        ActivationKernels.Backward(_activation, output, outputGradient, _poolRows * _poolColumns, _filters);
        float* kernelSum = _kernelSums[piece].Pointer;
        float* biasSum = _biasSums[piece].Pointer;
        if (first)
        {
            _kernelSums[piece].Span.Clear();
            _biasSums[piece].Span.Clear();
        }

        VectorMath.AddColumns(outputGradient, _poolRows * _poolColumns, _filters, biasSum);
        if (inputGradient is null)
        {
            BackwardToKernel(sample, worker, image, outputGradient, kernelSum);
        }
        else
        {
            BackwardToInput(sample, worker, image, outputGradient, kernelSum, inputGradient);
        }
    }

    public override void SumGradients(int pieces)
    {
        _kernelSums[0].Span.CopyTo(_gradients[0].Span);
        _biasSums[0].Span.CopyTo(_gradients[1].Span);
        for (int i = 1; i < pieces; i++)
        {
            VectorMath.Add(_gradients[0].Pointer, _kernelSums[i].Pointer, _gradients[0].Length);
            VectorMath.Add(_gradients[1].Pointer, _biasSums[i].Pointer, _filters);
        }
    }

    private static AlignedBuffer[] Each(int count, long length)
    {
        AlignedBuffer[] tensors = new AlignedBuffer[count];
        for (int i = 0; i < count; i++)
        {
            tensors[i] = new AlignedBuffer(length);
        }

        return tensors;
    }

    /// <summary>The zero-padded image; the image itself without padding.</summary>
    private float* Pad(int worker, float* input)
    {
        if (_padded[worker].Length == 0)
        {
            return input;
        }

        // The border stays zero from the beginning.
        float* padded = _padded[worker].Pointer;
        for (int y = 0; y < _height; y++)
        {
            new Span<float>(input + ((nint)y * _width * _channels), _width * _channels)
                .CopyTo(new Span<float>(padded + ((((nint)(y + _top) * _paddedWidth) + _left) * _channels), _width * _channels));
        }

        return padded;
    }

    /// <summary>Adds one row of sums to the target.</summary>
    private void Row(int worker, float* image, int y, float* target)
    {
        float* weights = _layer.Kernel.Buffer.Pointer;
        float* scratch = _team.Scratch(worker);
        if (_few)
        {
            float* columns = CopyOut(worker, image, y);
            MatrixProduct.Multiply(_columns, _filters, _kernel * _kernel * _channels, columns, 1, _columns, weights, _filters, 1, target, _filters, true, scratch);
            return;
        }

        int depth = _kernel * _channels;
        for (int ky = 0; ky < _kernel; ky++)
        {
            float* pixels = image + (((nint)(y * _stride) + ky) * _paddedWidth * _channels);
            MatrixProduct.Multiply(
                _columns, _filters, depth, pixels, _stride * _channels, 1, weights + ((nint)ky * depth * _filters), _filters, 1, target, _filters, true, scratch);
        }
    }

    /// <summary>The values under the kernel for one row of the output (im2col): one line per weight of a filter.</summary>
    private float* CopyOut(int worker, float* image, int y)
    {
        float* target = _columnsOut[worker].Pointer;
        int step = _stride * _channels;
        for (int ky = 0; ky < _kernel; ky++)
        {
            float* row = image + (((nint)(y * _stride) + ky) * _paddedWidth * _channels);
            for (int i = 0; i < _kernel * _channels; i++)
            {
                if (step == 1)
                {
                    new Span<float>(row + i, _columns).CopyTo(new Span<float>(target, _columns));
                }
                else
                {
                    for (int x = 0; x < _columns; x++)
                    {
                        target[x] = row[i + ((nint)x * step)];
                    }
                }

                target += _columns;
            }
        }

        return _columnsOut[worker].Pointer;
    }

    /// <summary>Adds what one row of the gradient with respect to the pre-activations contributes to the kernel's gradient.</summary>
    private void AddToKernel(int worker, float* image, int y, float* gradient, nint pixelStride, float* kernelSum)
    {
        float* scratch = _team.Scratch(worker);
        if (_few)
        {
            float* columns = CopyOut(worker, image, y);
            MatrixProduct.Multiply(_kernel * _kernel * _channels, _filters, _columns, columns, _columns, 1, gradient, pixelStride, 1, kernelSum, _filters, true, scratch);
            return;
        }

        int depth = _kernel * _channels;
        for (int ky = 0; ky < _kernel; ky++)
        {
            float* pixels = image + (((nint)(y * _stride) + ky) * _paddedWidth * _channels);
            MatrixProduct.Multiply(
                depth, _filters, _columns, pixels, 1, _stride * _channels, gradient, pixelStride, 1, kernelSum + ((nint)ky * depth * _filters), _filters, true, scratch);
        }
    }

    private void BackwardToKernel(int sample, int worker, float* image, float* outputGradient, float* kernelSum)
    {
        int line = _columns * _filters;
        if (_pool == 1)
        {
            for (int y = 0; y < _rows; y++)
            {
                AddToKernel(worker, image, y, outputGradient + ((nint)y * line), _filters, kernelSum);
            }

            return;
        }

        int poolLine = _poolColumns * _filters;
        float* lines = _lines[worker].Pointer;
        _lines[worker].Span.Clear();
        fixed (byte* positions = &_positions[sample * OutputSize])
        {
            for (int y = 0; y < _poolRows; y++)
            {
                PoolKernels.Backward(outputGradient + ((nint)y * poolLine), positions + ((nint)y * poolLine), _pool, _poolColumns, _filters, lines, line, _filters);
                for (int i = 0; i < _pool; i++)
                {
                    AddToKernel(worker, image, (y * _pool) + i, lines + ((nint)i * line), _filters, kernelSum);
                }
            }
        }
    }

    private void BackwardToInput(int sample, int worker, float* image, float* outputGradient, float* kernelSum, float* inputGradient)
    {
        // The gradient with respect to the pre-activations, dilated by the stride, with kernel - 1 zeros around it; what is not written below is zero from the beginning.
        float* spread = _spread[worker].Pointer;
        nint spreadLine = (nint)_spreadWidth * _filters;
        float* origin = spread + ((_kernel - 1) * spreadLine) + ((_kernel - 1) * _filters);
        nint pixelStride = (nint)_stride * _filters;
        int poolLine = _poolColumns * _filters;
        if (_pool == 1)
        {
            for (int y = 0; y < _rows; y++)
            {
                float* row = origin + (y * _stride * spreadLine);
                float* source = outputGradient + ((nint)y * poolLine);
                for (int x = 0; x < _columns; x++)
                {
                    new Span<float>(source + (x * _filters), _filters).CopyTo(new Span<float>(row + (x * pixelStride), _filters));
                }
            }
        }
        else
        {
            fixed (byte* positions = &_positions[sample * OutputSize])
            {
                for (int y = 0; y < _poolRows; y++)
                {
                    PoolKernels.Backward(
                        outputGradient + ((nint)y * poolLine), positions + ((nint)y * poolLine), _pool, _poolColumns, _filters,
                        origin + (y * _pool * _stride * spreadLine), _stride * spreadLine, pixelStride);
                }
            }
        }

        for (int y = 0; y < _poolRows * _pool; y++)
        {
            AddToKernel(worker, image, y, origin + (y * _stride * spreadLine), pixelStride, kernelSum);
        }

        int depth = _kernel * _filters;
        float* scratch = _team.Scratch(worker);
        for (int y = 0; y < _height; y++)
        {
            float* target = inputGradient + ((nint)y * _width * _channels);
            for (int ky = 0; ky < _kernel; ky++)
            {
                float* pixels = spread + ((y + _top - ky + _kernel - 1) * spreadLine) + (_left * _filters);
                MatrixProduct.Multiply(
                    _width, _channels, depth, pixels, _filters, 1, _flipped!.Pointer + ((nint)ky * depth * _channels), _channels, 1, target, _channels, ky > 0, scratch);
            }
        }
    }
}
