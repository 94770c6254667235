using System.Runtime.Versioning;

namespace MusicGenre.Audio.Tests;

/// <summary>A shell script in the place of another program.</summary>
internal static class FakeProgram
{
    /// <summary>Makes it, and gives a PATH on which it is found first.</summary>
    [UnsupportedOSPlatform("windows")]
    public static string Make(string folder, string name, string script)
    {
        string bin = Path.Combine(folder, "bin");
        Directory.CreateDirectory(bin);
        string program = Path.Combine(bin, name);
        File.WriteAllText(program, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return bin + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
    }
}
