using MusicGenre.Numerics.Files;

namespace MusicGenre.Numerics.Tests;

/// <summary>A folder of its own for a test's files, gone with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    // Its own folder may be reached through a link (macOS).
    private readonly string _folder = RealPath.Of(Directory.CreateTempSubdirectory("musicgenre-numerics-").FullName);

    public string this[string name] => Path.Combine(_folder, name);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(_folder).Select(static p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
