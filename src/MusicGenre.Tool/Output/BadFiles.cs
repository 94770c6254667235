using MusicGenre.Features;

namespace MusicGenre.Tool.Output;

/// <summary>Says which files could not be used, and why.</summary>
internal static class BadFiles
{
    /// <summary>Lists the files on the error stream, and in a file where one is named.</summary>
    /// <returns>The exit code: a failure if there was any.</returns>
    public static int Report(IReadOnlyList<BadFile> bad, FileInfo? file)
    {
        if (file is not null)
        {
            BadFile.Write(file.ToString(), bad);
        }

        if (bad.Count == 0)
        {
            return CommandHost.Success;
        }

        Terminal.Error($"{Plural.Of(bad.Count, "file")} could not be used:");
        foreach (BadFile one in bad)
        {
            Terminal.Error("  " + one.ToString().ReplaceLineEndings(" "));
        }

        return CommandHost.Failure;
    }
}
