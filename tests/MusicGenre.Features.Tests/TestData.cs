namespace MusicGenre.Features.Tests;

/// <summary>The files of the folder Data.</summary>
internal static class TestData
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", name);
}
