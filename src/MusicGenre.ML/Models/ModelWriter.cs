using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MusicGenre.ML;

/// <summary>Writes a model's numbers and names, little-endian, every array preceded by its length. <see cref="ModelReader"/> reads them back to the bit.</summary>
public sealed class ModelWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>Writes an integer.</summary>
    public void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    /// <summary>Writes a number.</summary>
    public void Write(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.Write(bytes);
    }

    /// <summary>Writes a text as UTF-8.</summary>
    public void Write(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Write(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Writes bytes.</summary>
    public void Write(ReadOnlySpan<byte> values)
    {
        Write(values.Length);
        _bytes.Write(values);
    }

    /// <summary>Writes integers.</summary>
    public void Write(ReadOnlySpan<int> values)
    {
        Write(values.Length);
        foreach (int value in values)
        {
            Write(value);
        }
    }

    /// <summary>Writes numbers in single precision.</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        Write(values.Length);
        foreach (int bits in MemoryMarshal.Cast<float, int>(values))
        {
            Write(bits);
        }
    }

    /// <summary>Writes numbers in double precision.</summary>
    public void Write(ReadOnlySpan<double> values)
    {
        Write(values.Length);
        foreach (double value in values)
        {
            Write(value);
        }
    }

    /// <summary>Writes texts.</summary>
    public void Write(IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Write(values.Count);
        foreach (string value in values)
        {
            Write(value);
        }
    }

    /// <summary>All that was written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
}
