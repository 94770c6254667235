namespace MusicGenre.Neural.Layers;

/// <summary>A pool that follows no convolution.</summary>
internal sealed unsafe class PoolOperation : SampleOperation
{
    private readonly byte[] _positions;
    private readonly int _size;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _rows;
    private readonly int _columns;

    public PoolOperation(MaxPool2D layer, int batch)
    {
        _size = layer.PoolSize;
        _width = layer.InputShape[1];
        _channels = layer.InputShape[2];
        _rows = layer.OutputShape[0];
        _columns = layer.OutputShape[1];
        InputSize = layer.InputShape.Size;
        OutputSize = layer.OutputShape.Size;
        _positions = GC.AllocateUninitializedArray<byte>(checked(batch * OutputSize), pinned: true);
    }

    public override int InputSize { get; }

    public override int OutputSize { get; }

    public override void Forward(int sample, int worker, float* input, float* output)
    {
        int line = _columns * _channels;
        nint rowStride = (nint)_width * _channels;
        fixed (byte* positions = &_positions[sample * OutputSize])
        {
            for (int y = 0; y < _rows; y++)
            {
                PoolKernels.Forward(input + (y * _size * rowStride), rowStride, _size, _columns, _channels, output + (y * line), positions + (y * line));
            }
        }
    }

    public override void Backward(int sample, int worker, int piece, bool first, float* input, float* output, float* outputGradient, float* inputGradient)
    {
        if (inputGradient is null)
        {
            return;
        }

        int line = _columns * _channels;
        nint rowStride = (nint)_width * _channels;
        new Span<float>(inputGradient, InputSize).Clear();
        fixed (byte* positions = &_positions[sample * OutputSize])
        {
            for (int y = 0; y < _rows; y++)
            {
                PoolKernels.Backward(outputGradient + (y * line), positions + (y * line), _size, _columns, _channels, inputGradient + (y * _size * rowStride), rowStride, _channels);
            }
        }
    }
}
