namespace MusicGenre.Tests;

/// <summary>Tests that each have a temporary folder.</summary>
public abstract class FolderFixture
{
    private readonly Func<string, string>? _resolve;

    protected FolderFixture(Func<string, string>? resolve = null) => _resolve = resolve;

    private protected TemporaryFolder Folder { get; private set; } = null!;

    [SetUp]
    public void MakeFolder() => Folder = new TemporaryFolder(_resolve);

    [TearDown]
    public void DeleteFolder() => Folder.Dispose();
}
