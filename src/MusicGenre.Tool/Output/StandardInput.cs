using System.Runtime.InteropServices;

namespace MusicGenre.Tool.Output;

/// <summary>Whether there is a standard input at all (<c>&lt;&amp;-</c> closes it).</summary>
internal static class StandardInput
{
    // fcntl.h
    private const int GetFlags = 1;
    private const int ClosesOnExec = 1;

    /// <summary>
    /// Where it is closed the runtime's first file of its own gets its number, and reading it waits for ever. A file that was handed over by the parent does not close on exec;
    /// the runtime's own do.
    /// </summary>
    public static bool IsClosed
    {
        get
        {
            if (OperatingSystem.IsWindows())
            {
                return false;
            }

            int flags = Fcntl(0, GetFlags);
            return flags < 0 || (flags & ClosesOnExec) != 0;
        }
    }

    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Fcntl(int file, int command);
}
