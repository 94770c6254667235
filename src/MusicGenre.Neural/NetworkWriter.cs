using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MusicGenre.Neural;

/// <summary>Writes little-endian numbers and hashes what it writes.</summary>
internal sealed class NetworkWriter : IDisposable
{
    private readonly BinaryWriter _target;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public NetworkWriter(BinaryWriter target)
    {
        _target = target;
    }

    public void Write(byte value) => Write([value]);

    public void Write(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(bytes);
    }

    public void Write(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        System.Buffers.Binary.BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        Write(bytes);
    }

    private void WriteSingle(float value) => Write(BitConverter.SingleToInt32Bits(value));

    public void Write(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        Write(bytes.Length);
        Write(bytes);
    }

    public void Write(ReadOnlySpan<float> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            // In parts, because a span of bytes counts no further than 2^31.
            const int Part = 1 << 20;
            while (!values.IsEmpty)
            {
                ReadOnlySpan<float> part = values[..Math.Min(Part, values.Length)];
                Write(MemoryMarshal.AsBytes(part));
                values = values[part.Length..];
            }

            return;
        }

        foreach (float value in values)
        {
            WriteSingle(value);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _target.Write(bytes);
    }

    /// <summary>Writes the SHA-256 of all that was written.</summary>
    public void WriteHash() => _target.Write(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
