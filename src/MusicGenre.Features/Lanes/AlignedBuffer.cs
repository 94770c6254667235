namespace MusicGenre.Features.Lanes;

/// <summary>float32 memory that begins on a cache line and never moves.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int LineLength = 64 / sizeof(float);
    private readonly float[] _array;
    private readonly int _offset;

    public AlignedBuffer(int length)
    {
        Length = length;
        _array = GC.AllocateArray<float>(length + LineLength, pinned: true);
        float* start = (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _array[0]);
        _offset = (int)(((LineLength * sizeof(float)) - ((nint)start % (LineLength * sizeof(float)))) / sizeof(float)) % LineLength;
        Pointer = start + _offset;
    }

    public int Length { get; }

    /// <summary>The first element; valid as long as this object is.</summary>
    public float* Pointer { get; }

    public Span<float> Span => _array.AsSpan(_offset, Length);
}
