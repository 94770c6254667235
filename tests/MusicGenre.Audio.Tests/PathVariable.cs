namespace MusicGenre.Audio.Tests;

/// <summary>Another PATH for the length of a test.</summary>
internal sealed class PathVariable : IDisposable
{
    private readonly string? _before = Environment.GetEnvironmentVariable("PATH");

    public PathVariable(string path)
    {
        Environment.SetEnvironmentVariable("PATH", path);
    }

    public void Dispose() => Environment.SetEnvironmentVariable("PATH", _before);
}
