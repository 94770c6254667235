using System.Runtime.InteropServices;

namespace MusicGenre.Numerics.Files;

/// <summary>What kind of file a path is, found without opening it: opening a named pipe waits for the other side.</summary>
internal static partial class FileKind
{
    // sys/stat.h
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Regular = 0x8000;

    // statx(2): a layout that is the same on every processor.
    private const int CurrentFolder = -100;
    private const uint WantType = 1;
    private const int StatxBytes = 256;
    private const int StatxMode = 28;

    // stat(2) of macOS with inodes of 64 bits.
    private const int MacStatBytes = 256;
    private const int MacStatMode = 4;

    /// <summary>Whether a path, links followed, is a pipe, a device or a socket; false if there is nothing.</summary>
    public static bool IsSpecial(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal);
        }

        int type = UnixType(path);
        return type is not (0 or Folder or Regular);
    }

    private static unsafe int UnixType(string path)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                byte* status = stackalloc byte[StatxBytes];
                return Statx(CurrentFolder, path, flags: 0, WantType, status) == 0 ? *(ushort*)(status + StatxMode) & TypeMask : 0;
            }

            if (OperatingSystem.IsMacOS())
            {
                byte* status = stackalloc byte[MacStatBytes];
                int result = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? MacStat(path, status) : MacStatInode64(path, status);
                return result == 0 ? *(ushort*)(status + MacStatMode) & TypeMask : 0;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
        }

        return 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int MacStat(string path, byte* status);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int MacStatInode64(string path, byte* status);
}
