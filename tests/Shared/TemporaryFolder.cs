namespace MusicGenre.Tests;

/// <summary>A folder of its own for a test's files, gone with the test.</summary>
/// <param name="resolve">Makes its path one without links, where a test compares paths (macOS reaches its temporary folders through one).</param>
internal sealed class TemporaryFolder(Func<string, string>? resolve = null) : IDisposable
{
    public string Path { get; } = (resolve ?? (static path => path))(Directory.CreateTempSubdirectory("musicgenre-").FullName);

    public string[] Names => [.. Directory.EnumerateFileSystemEntries(Path).Select(static p => System.IO.Path.GetFileName(p)).Order(StringComparer.Ordinal)];

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string File(string name, byte[] content)
    {
        System.IO.File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
