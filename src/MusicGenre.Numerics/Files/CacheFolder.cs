namespace MusicGenre.Numerics.Files;

/// <summary>The user's folder for what can be made again: a downloaded table, tags that were read.</summary>
internal static class CacheFolder
{
    /// <summary>XDG_CACHE_HOME or ~/.cache on Linux, the local application data elsewhere. It need not exist.</summary>
    public static string Default
    {
        get
        {
            string? xdg = OperatingSystem.IsWindows() ? null : Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            string root = !string.IsNullOrEmpty(xdg) ? xdg
                : OperatingSystem.IsLinux() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
                : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return Path.Combine(root, "MusicGenre.ML");
        }
    }
}
