namespace MusicGenre.Numerics.Memory;

/// <summary>float32 memory that begins on a cache line and never moves, so that kernels may hold pointers into it.</summary>
internal sealed unsafe class AlignedBuffer
{
    private const int Alignment = 64;

    private readonly float[] _memory;
    private readonly int _offset;

    /// <summary>Allocates <paramref name="length"/> floats, all zero.</summary>
    /// <param name="length">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or above what one array holds.</exception>
    public AlignedBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > Array.MaxLength - Alignment)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A block has at most {Array.MaxLength - Alignment} numbers, not {length}; a smaller batch or net needs less.");
        }

        Length = (int)length;
        _memory = GC.AllocateArray<float>(Length + (Alignment / sizeof(float)), pinned: true);
        fixed (float* start = _memory)
        {
            nuint address = (nuint)start;
            nuint aligned = (address + (Alignment - 1)) & ~(nuint)(Alignment - 1);
            _offset = (int)((aligned - address) / sizeof(float));
            Pointer = (float*)aligned;
        }
    }

    /// <summary>The first float; valid as long as this object is reachable.</summary>
    public float* Pointer { get; }

    /// <summary>The number of floats.</summary>
    public int Length { get; }

    /// <summary>All floats.</summary>
    public Span<float> Span => new(_memory, _offset, Length);
}
