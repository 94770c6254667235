namespace MusicGenre.Tool.Tests;

/// <summary>What the commands keep in the user's cache folder goes to one of the tests' own.</summary>
[SetUpFixture]
public sealed class CacheOfTests
{
    private const string Variable = "XDG_CACHE_HOME";
    private string? _before;
    private string _folder = "";

    [OneTimeSetUp]
    public void UseOwnCache()
    {
        _before = Environment.GetEnvironmentVariable(Variable);
        _folder = Directory.CreateTempSubdirectory("musicgenre-cache-").FullName;
        Environment.SetEnvironmentVariable(Variable, _folder);
    }

    [OneTimeTearDown]
    public void UseFormerCache()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Directory.Delete(_folder, recursive: true);
    }
}
