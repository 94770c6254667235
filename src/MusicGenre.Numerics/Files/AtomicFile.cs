using System.Buffers;
using MusicGenre.Numerics.Files;

namespace MusicGenre.Numerics;

/// <summary>Atomic file writes: to a temporary file in the same folder, which is then renamed.</summary>
/// <remarks>
/// <para>A link stays a link: the file that it leads to is replaced. Pipes and devices (<c>/dev/null</c>, <c>/dev/stdout</c>) can't be replaced; they are written to directly.</para>
/// <para>Whatever fails, a full disk or the caller's own code, the file that was there stays as it was and nothing is left next to it. Only a process that is killed leaves its
/// temporary file (<c>.NAME.32 hexadecimal digits.tmp</c>); the next write of the same file removes it. A writer holds its temporary file locked, so that nobody else's is removed.</para>
/// </remarks>
public static class AtomicFile
{
    private const string TemporaryExtension = ".tmp";
    private const int UniqueDigits = 32;

    // With the digits and the extension, in UTF-8, still below the 255 bytes of a file name.
    private const int LongestStem = 64;

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    // Between the creation of a temporary file and its lock it looks like a leftover.
    private static readonly Lock Creation = new();

    /// <summary>Writes a file; missing folders are created.</summary>
    /// <param name="path">The file; it is replaced where it exists, and keeps its permissions.</param>
    /// <param name="write">Writes the content; the stream can't be sought where the path is a pipe.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file can't be written: the path is a folder, the disk is full, ...</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder must not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Resolve(path);
        RefuseFolder(path, target);
        if (IsWrittenInPlace(path))
        {
            using FileStream direct = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            write(direct);
            return;
        }

        string folder = Path.GetDirectoryName(target)!;
        string temporary = NewName(folder, target);
        try
        {
            Directory.CreateDirectory(folder);
            using FileStream stream = CreateLocked(temporary, target);
            try
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                KeepPermissions(target, temporary);

                // Renamed while it is open, and thereby locked.
                File.Move(temporary, target, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (IOException error) when (error.Message.Contains(temporary, StringComparison.Ordinal))
        {
            throw new IOException(Speaking(error, temporary, path), error);
        }
        catch (UnauthorizedAccessException error) when (error.Message.Contains(temporary, StringComparison.Ordinal))
        {
            throw new UnauthorizedAccessException(Speaking(error, temporary, path), error);
        }
    }

    /// <summary>Checks whether <see cref="Write"/> would fail, before long work. Leaves nothing behind.</summary>
    /// <param name="path">The file that is going to be written.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The path is a folder or leads through a file, or its folder can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder must not be written to.</exception>
    public static void Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Resolve(path);
        RefuseFolder(path, target);
        if (IsWrittenInPlace(path))
        {
            return;
        }

        // The folders that are missing are made when they are needed; the one above them must allow it.
        string folder = Path.GetDirectoryName(target)!;
        while (!Directory.Exists(folder))
        {
            if (File.Exists(folder))
            {
                throw new IOException($"{path}: {folder} is a file; a folder was expected.");
            }

            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException($"{path}: there is no such drive or share.");
        }

        string probe = NewName(folder, target);
        try
        {
            CreateLocked(probe, target).Dispose();
            File.Delete(probe);
        }
        catch (IOException error)
        {
            throw new IOException($"{path} can't be written: {error.Message.Replace(probe, folder, StringComparison.Ordinal)}", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"{path} can't be written: the folder {folder} must not be written to.", error);
        }
    }

    /// <summary>Whether a path is written to directly, because it is a pipe or a device, or an open file of the process (<c>/dev/stdout</c>).</summary>
    /// <param name="path">The path; it need not exist.</param>
    public static bool IsWrittenInPlace(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FileKind.IsSpecial(path) || IsOpenFile(path);
    }

    /// <summary>The file that is written for a path: its full path, without links. It need not exist.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return RealPath.Of(path);
    }

    private static bool IsOpenFile(string path)
    {
        RealPath.Of(path, out bool isOpenFile);
        return isOpenFile;
    }

    private static void RefuseFolder(string path, string target)
    {
        if (Directory.Exists(target) || Path.EndsInDirectorySeparator(path))
        {
            throw new IOException($"{path} is a folder; the name of a file was expected.");
        }
    }

    private static FileStream CreateLocked(string temporary, string target)
    {
        lock (Creation)
        {
            RemoveLeftovers(Path.GetDirectoryName(temporary)!, Stem(target));

            // Read and write: a network file system locks nothing that can't be read. Delete: Windows lets it be renamed while it is open.
            return new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
        }
    }

    private static void RemoveLeftovers(string folder, string stem)
    {
        EnumerationOptions options = new() { AttributesToSkip = FileAttributes.Directory | FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (string file in Directory.EnumerateFiles(folder, "*" + TemporaryExtension, options))
        {
            if (!IsTemporary(Path.GetFileName(file.AsSpan()), stem))
            {
                continue;
            }

            try
            {
                // Opens only where no living process holds it.
                new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose).Dispose();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Somebody writes it, has just removed it, or owns it: not ours.
            }
        }
    }

    private static string Stem(string target)
    {
        string name = Path.GetFileName(target);
        return $".{(name.Length <= LongestStem ? name : name[..LongestStem])}.";
    }

    private static string NewName(string folder, string target) => Path.Combine(folder, $"{Stem(target)}{Guid.NewGuid():N}{TemporaryExtension}");

    private static bool IsTemporary(ReadOnlySpan<char> name, string stem) =>
        name.Length == stem.Length + UniqueDigits + TemporaryExtension.Length
        && name.StartsWith(stem, StringComparison.Ordinal)
        && !name.Slice(stem.Length, UniqueDigits).ContainsAnyExcept(HexadecimalDigits);

    private static void KeepPermissions(string target, string temporary)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        }
    }

    private static string Speaking(Exception error, string temporary, string path) =>
        $"{path} can't be written: {error.Message.Replace(temporary, path, StringComparison.Ordinal)}";
}
