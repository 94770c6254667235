using System.Text;

namespace MusicGenre.Features.Batch;

/// <summary>
/// Finds the whole records of a CSV file that may be truncated at any byte: those that a line feed outside of quotes ends. It works on bytes, as a file may be truncated inside a character.
/// </summary>
internal sealed class RecordScanner
{
    // Far more than a row of a table of features has; what is longer is none.
    private const int LongestRecord = 16 << 20;

    private readonly Stream _stream;
    private readonly byte[] _block = new byte[1 << 16];
    private readonly List<(int Start, int End)> _fields = [];
    private byte[] _record = new byte[1 << 12];
    private int _blockLength;
    private int _blockPosition;

    /// <param name="stream">The file.</param>
    /// <param name="position">Where to begin.</param>
    /// <param name="line">Which line that is, from 1.</param>
    public RecordScanner(Stream stream, long position, long line)
    {
        _stream = stream;
        _stream.Position = position;
        Position = position;
        Line = line - 1;
    }

    /// <summary>The byte after the record.</summary>
    public long Position { get; private set; }

    /// <summary>The record's number, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>How many fields the record has.</summary>
    public int FieldCount => _fields.Count;

    /// <summary>Moves to the next complete record; false at the end.</summary>
    public bool Next()
    {
        _fields.Clear();
        int length = 0;
        int start = 0;
        bool quoted = false;
        while (true)
        {
            if (_blockPosition == _blockLength)
            {
                _blockLength = _stream.Read(_block);
                _blockPosition = 0;
                if (_blockLength == 0)
                {
                    return false;
                }
            }

            byte next = _block[_blockPosition++];
            if (length == _record.Length)
            {
                if (length >= LongestRecord)
                {
                    return false;
                }

                Array.Resize(ref _record, 2 * length);
            }

            _record[length++] = next;
            quoted ^= next == '"';
            if (!quoted && next is (byte)',' or (byte)'\n')
            {
                _fields.Add((start, length - 1));
                start = length;
                if (next == '\n')
                {
                    Position += length;
                    Line++;
                    return true;
                }
            }
        }
    }

    /// <summary>Goes to another record: <see cref="Next"/> reads it.</summary>
    /// <param name="position">Where it begins.</param>
    /// <param name="line">Its number.</param>
    public void MoveTo(long position, long line)
    {
        if (position != Position)
        {
            _stream.Position = position;
            Position = position;
            _blockLength = 0;
            _blockPosition = 0;
        }

        Line = line - 1;
    }

    /// <summary>The bytes of some fields as they stand in the file, with the commas between them.</summary>
    public ReadOnlySpan<byte> Fields(int first, int count) => _record.AsSpan(_fields[first].Start.._fields[first + count - 1].End);

    /// <summary>The text of a field, without its quotes.</summary>
    public string Field(int index)
    {
        string text = Encoding.UTF8.GetString(Fields(index, 1));
        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }
}
