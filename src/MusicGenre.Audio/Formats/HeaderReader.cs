using System.Buffers.Binary;
using System.Text;

namespace MusicGenre.Audio.Formats;

/// <summary>Reads a header byte by byte with its position, from a file or from a stream that only goes forward.</summary>
internal sealed class HeaderReader
{
    private readonly Stream _stream;
    private readonly string _path;

    public HeaderReader(Stream stream, string path)
    {
        _stream = stream;
        _path = path;
        Length = stream.CanSeek ? stream.Length : null;
        Position = stream.CanSeek ? stream.Position : 0;
    }

    /// <summary>The length of the file; null for a stream.</summary>
    public long? Length { get; }

    /// <summary>The byte that is read next.</summary>
    public long Position { get; private set; }

    /// <summary>Whether one can go back.</summary>
    public bool CanSeek => Length is not null;

    /// <summary>Fills the buffer, or says that the file ends here.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="what">What they are, for the message.</param>
    public void Read(Span<byte> buffer, string what)
    {
        if (!TryRead(buffer))
        {
            throw Error($"the file ends inside {what}");
        }
    }

    /// <summary>Fills the buffer; false if fewer bytes are left.</summary>
    public bool TryRead(Span<byte> buffer)
    {
        int count = _stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        Position += count;
        return count == buffer.Length;
    }

    /// <summary>Goes to a byte of the file, or to the file's end where that comes first.</summary>
    public void Seek(long position)
    {
        if (Length is long length)
        {
            Position = Math.Min(position, length);
            _stream.Position = Position;
            return;
        }

        if (position < Position)
        {
            throw Error("the stream would have to be read backwards");
        }

        Span<byte> scratch = stackalloc byte[512];
        while (Position < position)
        {
            if (!TryRead(scratch[..(int)Math.Min(scratch.Length, position - Position)]))
            {
                return;
            }
        }
    }

    /// <summary>An exception that names the position of the next byte.</summary>
    public AudioFormatException Error(string reason) => new(reason, _path, Position);

    /// <summary>An exception that names a byte.</summary>
    public AudioFormatException Error(long position, string reason) => new(reason, _path, position);

    /// <summary>Four bytes as text, safe to print.</summary>
    public static string Name(ReadOnlySpan<byte> fourBytes)
    {
        StringBuilder text = new();
        foreach (byte b in fourBytes)
        {
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '?');
        }

        return text.ToString();
    }

    /// <summary>Whether the four bytes look like the name of a chunk: printable ASCII.</summary>
    public static bool IsName(ReadOnlySpan<byte> fourBytes)
    {
        return fourBytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E) < 0;
    }

    /// <summary>An unsigned number of two bytes.</summary>
    public static int UInt16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        return bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>An unsigned number of four bytes.</summary>
    public static uint UInt32(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
