namespace MusicGenre.Numerics.Files;

/// <summary>Resolves a path with all links, also those of its folders: <c>..</c> after a link is the folder above its target, which can't be found by comparing strings.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    /// <summary>The path without links. The path, or its parents, need not exist.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path) => Of(path, out _);

    /// <inheritdoc cref="Of(string)"/>
    /// <param name="path">The path.</param>
    /// <param name="isOpenFile">
    /// Whether it leads through <c>/proc/.../fd</c>, where Linux shows the open files of a process (<c>/dev/stdout</c>): the kernel follows such a link, its text is not a path.
    /// </param>
    public static string Of(string path, out bool isOpenFile)
    {
        string current = Path.GetFullPath(path);
        isOpenFile = false;
        Stack<string> pending = new();
        current = Take(current, pending, "");
        for (int links = 0; pending.TryPop(out string? part);)
        {
            if (part == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"{path}: its links lead in a circle.");
            }

            isOpenFile |= OperatingSystem.IsLinux() && current.StartsWith("/proc/", StringComparison.Ordinal) && Path.GetFileName(current) == "fd";
            current = Take(target, pending, current);
        }

        return current;
    }

    /// <summary>Puts the parts of a path onto the stack, the first on top.</summary>
    /// <returns>Where they begin: at the path's root, or where the relative path is.</returns>
    private static string Take(string path, Stack<string> pending, string relativeTo)
    {
        string root = Path.GetPathRoot(path) ?? "";
        string[] parts = path[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (string part in parts.Reverse().Where(static p => p != "."))
        {
            pending.Push(part);
        }

        return root.Length > 0 ? root : relativeTo;
    }
}
