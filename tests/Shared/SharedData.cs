namespace MusicGenre.Tests;

/// <summary>
/// The folder <c>shared/data</c> next to the repository: reference values and tables that are too large, or not free enough, to be part of it.
/// A test that needs it calls <see cref="Require"/> first and is skipped, with one line, where the folder is not there.
/// </summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>Whether the folder is there.</summary>
    public static bool IsPresent => Root is not null;

    /// <summary>The full path of a file or folder below <c>shared/data</c>; skips the running test where it is missing.</summary>
    public static string Require(params string[] parts)
    {
        string relative = Path.Combine(parts);
        string? path = Root is null ? null : Path.Combine(Root, relative);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
        {
            Assert.Ignore($"skipped: shared/data/{relative.Replace('\\', '/')} is not beside the repository.");
        }

        return path!;
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MusicGenre.ML.sln")))
            {
                string shared = Path.Combine(folder.FullName, "..", "shared", "data");
                return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
            }
        }

        return null;
    }
}
