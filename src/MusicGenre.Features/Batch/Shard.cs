using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MusicGenre.Features;

/// <summary>
/// One of several parts of a folder, for several machines: 3/8 is the third of eight. Which part a file is in follows from its path below the folder alone, so that files that are added move
/// none of the others.
/// </summary>
public readonly record struct Shard
{
    /// <summary>The maximum number of parts.</summary>
    public const int MaximumCount = 100_000;

    /// <summary>Names a part.</summary>
    /// <param name="number">Which part, 1 to <paramref name="count"/>.</param>
    /// <param name="count">How many parts there are, 1 to <see cref="MaximumCount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Shard(int number, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, count);
        Number = number;
        Count = count;
    }

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>How many parts there are.</summary>
    public int Count { get; }

    /// <summary>Reads 3/8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="shard">The part.</param>
    public static bool TryParse(string? text, out Shard shard)
    {
        shard = default;
        if (text?.Split('/') is not [string first, string second]
            || !int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            || !int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || count is < 1 or > MaximumCount || number < 1 || number > count)
        {
            return false;
        }

        shard = new Shard(number, count);
        return true;
    }

    /// <summary>Whether a file is in this part: the first eight bytes of the SHA-256 of its path in UTF-8, as a number (the first byte is the highest), modulo the number of parts.</summary>
    /// <param name="path">The path below the folder, with slashes.</param>
    public bool Holds(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Count > 0 && (int)(BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path))) % (ulong)Count) == Number - 1;
    }

    /// <summary>The tracks of a folder that are in this part, in their order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tracks">Its tracks, as <see cref="AudioFolder.List"/> gives them.</param>
    public IReadOnlyList<AudioTrack> Select(string folder, IEnumerable<AudioTrack> tracks)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(tracks);
        Shard shard = this;
        string root = Path.GetFullPath(folder);
        return [.. tracks.Where(t => shard.Holds(PathBelow(root, t)))];
    }

    /// <summary>3/8.</summary>
    public override string ToString() => FormattableString.Invariant($"{Number}/{Count}");

    internal static string PathBelow(string root, AudioTrack track) => Path.GetRelativePath(root, track.Path).Replace(Path.DirectorySeparatorChar, '/');
}
