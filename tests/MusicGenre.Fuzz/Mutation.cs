using System.Buffers.Binary;
using System.Text;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz;

/// <summary>Small changes of bytes and of text.</summary>
internal static class Mutation
{
    private const int MaximumLength = 1 << 16;

    private static readonly long[] Numbers =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 24, 32, 64, 127, 128, 255, 256, 1023, 1024, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue,
        -1, -2, -128, -32768, int.MinValue, long.MaxValue, long.MinValue, 1L << 40,
    ];

    private static readonly double[] Reals =
        [0, -0.0, 1, -1, 0.5, 2, 1e-9, 1e9, 1e20, 1e30, 3.4e38, 1e300, -1e300, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly string[] Words =
    [
        "", " ", "\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\r", "\0", "=1+1", "nan", "NaN", "inf", "-Infinity", "1e20", "-1e39", "1e999", "0x10", "1,5", "1_000", "\u00e9", "\u4e2d", "\ufeff", "\ud800",
        "\\ud800", "\\u0000", "null", "true", "[]", "{}", "[", "]", "{", "}", ":", "-1", "0", "1", "2147483648", "99999999999999999999", "train", "TEST", "valid", "label", "filename", "group", "../x", "a/b", "'",
    ];

    /// <summary>Changes one to eight places: flips, numbers of every width and order, cuts, copies, and pieces of another input.</summary>
    /// <param name="input">What is changed.</param>
    /// <param name="other">Where pieces come from.</param>
    /// <param name="random">Draws.</param>
    /// <param name="from">Nothing before this place is changed or moved.</param>
    public static byte[] OfBytes(byte[] input, byte[] other, SeededRandom random, int from = 0)
    {
        List<byte> bytes = [.. input];
        for (int changes = 1 + random.Next(1 + random.Next(8)); changes > 0 && bytes.Count > from; changes--)
        {
            // Headers are at the beginning: half of the changes are made there.
            int reach = bytes.Count - from;
            int at = from + (random.Next(2) == 0 ? random.Next(reach) : random.Next(Math.Min(reach, 96)));
            int length = 1 + random.Next(Math.Min(bytes.Count - at, 1 + random.Next(64)));
            switch (random.Next(9))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 or 3:
                    Put(bytes, at, Number(random));
                    break;
                case 4:
                    bytes.RemoveRange(at, random.Next(8) == 0 ? bytes.Count - at : length);
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 6:
                    int start = random.Next(other.Length);
                    bytes.InsertRange(at, other[start..Math.Min(other.Length, start + length)]);
                    break;
                case 7:
                    List<byte> moved = bytes.GetRange(at, length);
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(from + random.Next(bytes.Count - from + 1), moved);
                    break;
                default:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), length));
                    break;
            }
        }

        return bytes.Count > MaximumLength ? [.. bytes[..MaximumLength]] : [.. bytes];
    }

    /// <summary>Changes one to eight places of a text: single characters, words that mean something, cuts, copies.</summary>
    public static string OfText(string input, SeededRandom random)
    {
        StringBuilder text = new(input);
        for (int changes = 1 + random.Next(1 + random.Next(8)); changes > 0 && text.Length > 0; changes--)
        {
            int at = random.Next(text.Length);
            int length = 1 + random.Next(Math.Min(text.Length - at, 1 + random.Next(40)));
            switch (random.Next(6))
            {
                case 0:
                    text[at] = (char)(random.Next(16) == 0 ? random.Next(65536) : random.Next(128));
                    break;
                case 1:
                    text.Remove(at, random.Next(16) == 0 ? text.Length - at : length);
                    break;
                case 2:
                    text.Insert(at, text.ToString(at, length));
                    break;
                case 3:
                    text.Insert(at, Words[random.Next(Words.Length)]);
                    break;
                case 4:
                    // One cell, value or name gives way to a word.
                    int end = at;
                    while (end < text.Length && text[end] is not (',' or '\n' or '"' or ':' or ' ' or ']'))
                    {
                        end++;
                    }

                    text.Remove(at, end - at).Insert(at, Words[random.Next(Words.Length)]);
                    break;
                default:
                    text.Insert(random.Next(text.Length + 1), text.ToString(at, length));
                    break;
            }
        }

        return text.Length > MaximumLength ? text.ToString(0, MaximumLength) : text.ToString();
    }

    public static string Word(SeededRandom random) => Words[random.Next(Words.Length)];

    private static byte[] Number(SeededRandom random)
    {
        byte[] bytes = new byte[8];
        long number = Numbers[random.Next(Numbers.Length)];
        double real = Reals[random.Next(Reals.Length)];
        switch (random.Next(7))
        {
            case 0:
                BinaryPrimitives.WriteInt16LittleEndian(bytes, unchecked((short)number));
                return bytes[..2];
            case 1:
                BinaryPrimitives.WriteInt16BigEndian(bytes, unchecked((short)number));
                return bytes[..2];
            case 2:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, unchecked((int)number));
                return bytes[..4];
            case 3:
                BinaryPrimitives.WriteInt32BigEndian(bytes, unchecked((int)number));
                return bytes[..4];
            case 4:
                BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
                return bytes;
            case 5:
                BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)real);
                return bytes[..4];
            default:
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, real);
                return bytes;
        }
    }

    private static void Put(List<byte> bytes, int at, byte[] value)
    {
        for (int i = 0; i < value.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = value[i];
        }
    }
}
