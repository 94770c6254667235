using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace MusicGenre.Neural;

/// <summary>Reads what <see cref="NetworkWriter"/> wrote; any error becomes a <see cref="NetworkFormatException"/>.</summary>
internal ref struct NetworkReader
{
    private readonly ReadOnlySpan<byte> _bytes;

    public NetworkReader(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
    }

    public int Position { get; private set; }

    public readonly int Remaining => _bytes.Length - Position;

    public ReadOnlySpan<byte> ReadBytes(int count, string what)
    {
        if (count < 0 || count > Remaining)
        {
            throw new NetworkFormatException($"{what} takes {count} bytes; {Remaining} are left.", Position);
        }

        ReadOnlySpan<byte> part = _bytes.Slice(Position, count);
        Position += count;
        return part;
    }

    public byte ReadByte(string what) => ReadBytes(1, what)[0];

    public int ReadInt32(string what) => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int), what));

    public int ReadInt32(string what, int minimum, int maximum)
    {
        int position = Position;
        int value = ReadInt32(what);
        return value >= minimum && value <= maximum
            ? value
            : throw new NetworkFormatException($"{what} is {value}; expected {minimum} to {maximum}.", position);
    }

    public double ReadDouble(string what, double minimum, double maximum)
    {
        int position = Position;
        double value = BinaryPrimitives.ReadDoubleLittleEndian(ReadBytes(sizeof(double), what));
        return value >= minimum && value <= maximum
            ? value
            : throw new NetworkFormatException($"{what} is {value}; expected {minimum} to {maximum}.", position);
    }

    public bool ReadBoolean(string what) => ReadInt32(what, 0, 1) == 1;

    public string ReadString(string what, int maximumBytes) => Encoding.UTF8.GetString(ReadBytes(ReadInt32(what, 0, maximumBytes), what));

    public void ReadSingles(Span<float> target, float minimum, string what)
    {
        int position = Position;
        ReadOnlySpan<byte> source = ReadBytes(checked(target.Length * sizeof(float)), what);
        if (BitConverter.IsLittleEndian)
        {
            source.CopyTo(MemoryMarshal.AsBytes(target));
        }
        else
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(i * sizeof(float))..]);
            }
        }

        foreach (float value in target)
        {
            if (!(float.IsFinite(value) && value >= minimum))
            {
                throw new NetworkFormatException($"{what} holds the value {value}; expected finite numbers{(minimum == 0 ? " of at least 0" : "")}.", position);
            }
        }
    }
}
