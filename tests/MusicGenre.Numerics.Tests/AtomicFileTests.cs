using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using MusicGenre.Numerics.Files;
using MusicGenre.Tests;

namespace MusicGenre.Numerics.Tests;

/// <summary>A file appears whole or not at all, even if writing fails; links stay links, devices stay devices, and nothing is left behind.</summary>
public sealed class AtomicFileTests() : FolderFixture(RealPath.Of)
{
    [Test]
    public void A_file_is_replaced_and_nothing_stands_beside_it()
    {
        AtomicFile.Write(Folder["new/folder/a.csv"], Text("one"));
        AtomicFile.Write(Folder["new/folder/a.csv"], Text("two"));
        string name = new('ö', 120);
        AtomicFile.Write(Folder[name], Text("a name as long as a file system allows"));
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(Folder["new/folder/a.csv"]), Is.EqualTo("two"));
            Assert.That(Directory.GetFileSystemEntries(Folder["new/folder"]), Has.Length.EqualTo(1));
            Assert.That(Folder.Names, Is.EquivalentTo(new[] { "new", name }));
        });
    }

    [TestCase(0)]
    [TestCase(100_000)]
    public void What_fails_half_way_leaves_the_file_as_it_was(int written)
    {
        File.WriteAllText(Folder["a.csv"], "precious");
        IOException full = new("No space left on device");
        Assert.Multiple(() =>
        {
            Assert.That(
                () => AtomicFile.Write(Folder["a.csv"], stream =>
                {
                    stream.Write(new byte[written]);
                    throw full;
                }),
                Throws.Exception.SameAs(full));
            Assert.That(() => AtomicFile.Write(Folder["b.csv"], static _ => throw new FormatException()), Throws.TypeOf<FormatException>());
            Assert.That(Folder.Names, Is.EqualTo(new[] { "a.csv" }));
            Assert.That(File.ReadAllText(Folder["a.csv"]), Is.EqualTo("precious"));
        });
    }

    [Test]
    public void AFolder_or_a_way_through_a_file_is_refused_before_and_while_writing()
    {
        Directory.CreateDirectory(Folder["folder"]);
        File.WriteAllText(Folder["file"], "");
        foreach (string path in (string[])[Folder["folder"], Folder["none"] + Path.DirectorySeparatorChar, Folder["file/a.csv"], Folder["file/deeper/a.csv"]])
        {
            foreach (Action act in (Action[])[() => AtomicFile.Check(path), () => AtomicFile.Write(path, Text("x"))])
            {
                Assert.That(() => act(), Throws.InstanceOf<IOException>().With.Message.Contains(path.TrimEnd('/')).Or.Message.Contains(Folder["file"]), path);
            }
        }

        AtomicFile.Check(Folder["none/deeper/a.csv"]);
        AtomicFile.Check(Folder["file"]);
        Assert.That(Folder.Names, Is.EqualTo(new[] { "file", "folder" }), "a check leaves nothing behind");
    }

    [Test]
    [Platform("Linux", Reason = "/proc takes no new file from anybody, not even from root")]
    public void A_place_that_must_not_be_written_to_is_refused()
    {
        Assert.That(() => AtomicFile.Check("/proc/a.csv"), Throws.InstanceOf<SystemException>().With.Message.StartsWith("/proc/a.csv can't be written"));
        Assert.That(() => AtomicFile.Write("/proc/a.csv", Text("x")), Throws.InstanceOf<SystemException>().With.Message.StartsWith("/proc/a.csv can't be written").And.Message.Not.Contains(".tmp"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_link_stays_and_its_target_is_written([Values] bool exists)
    {
        Directory.CreateDirectory(Folder["real/deep"]);
        if (exists)
        {
            File.WriteAllText(Folder["real/target.csv"], "old");
            File.SetUnixFileMode(Folder["real/target.csv"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // second -> first -> (through a link to a folder) ../target.csv
        Directory.CreateSymbolicLink(Folder["link"], Folder["real/deep"]);
        File.CreateSymbolicLink(Folder["real/deep/first.csv"], "../target.csv");
        File.CreateSymbolicLink(Folder["second.csv"], "link/first.csv");
        AtomicFile.Check(Folder["second.csv"]);
        AtomicFile.Write(Folder["second.csv"], Text("new"));
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(Folder["real/target.csv"]), Is.EqualTo("new"));
            Assert.That(new FileInfo(Folder["second.csv"]).LinkTarget, Is.EqualTo("link/first.csv"));
            Assert.That(new FileInfo(Folder["real/deep/first.csv"]).LinkTarget, Is.EqualTo("../target.csv"));
            Assert.That(Folder.Names, Is.EqualTo(new[] { "link", "real", "second.csv" }));
            if (exists)
            {
                Assert.That(File.GetUnixFileMode(Folder["real/target.csv"]), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), "the permissions stay");
            }
        });

        File.CreateSymbolicLink(Folder["round"], "about");
        File.CreateSymbolicLink(Folder["about"], "round");
        Assert.That(() => AtomicFile.Check(Folder["round"]), Throws.InstanceOf<IOException>().With.Message.Contains("circle"));
    }

    [Test]
    [UnsupportedOSPlatform("windows")]
    public void A_device_or_a_pipe_is_written_to_and_stays()
    {
        string pipe = Folder["pipe"];
        Process.Start("mkfifo", [pipe]).WaitForExit();
        Task<string> reader = Task.Run(() => File.ReadAllText(pipe));
        AtomicFile.Check(pipe);
        AtomicFile.Write(pipe, Text("through the pipe"));
        File.CreateSymbolicLink(Folder["null"], "/dev/null");
        AtomicFile.Write(Folder["null"], Text("gone"));
        Assert.Multiple(() =>
        {
            Assert.That(reader.Result, Is.EqualTo("through the pipe"));
            Assert.That(AtomicFile.IsWrittenInPlace("/dev/null"), Is.True);
            Assert.That(AtomicFile.IsWrittenInPlace(Folder["none"]), Is.False);
            Assert.That(Folder.Names, Is.EqualTo(new[] { "null", "pipe" }));
            if (File.Exists("/dev/full"))
            {
                Assert.That(() => AtomicFile.Write("/dev/full", Text("x")), Throws.InstanceOf<IOException>());
                Assert.That(Directory.GetFiles("/dev", ".full*"), Is.Empty);
            }
        });
        Assert.That(() => File.ReadAllBytes("/dev/null"), Is.Empty, "still the device");
    }

    [Test]
    [Platform("Linux", Reason = "/proc is Linux's")]
    public void An_open_file_of_the_process_is_added_to()
    {
        using FileStream open = new(Folder["out.txt"], FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        open.Write("first "u8);
        open.Flush();
        AtomicFile.Write($"/proc/self/fd/{open.SafeFileHandle.DangerousGetHandle()}", Text("second"));
        Assert.That(open.Length, Is.EqualTo("first second".Length), "the same file, not another one of its name");
    }

    [Test]
    public void Leftovers_of_a_killed_process_go_and_nothing_else()
    {
        const string Digits = "0123456789abcdef0123456789abcdef";
        string[] others = [$".b.csv.{Digits}.tmp", $".a.csv.{Digits[1..]}.tmp", $".a.csv.{Digits.ToUpperInvariant()}.tmp", $"a.csv.{Digits}.tmp", "a.csv.tmp", $".a.csv.{Digits}.part"];
        foreach (string name in others.Append($".a.csv.{Digits}.tmp"))
        {
            File.WriteAllText(Folder[name], "");
        }

        // What is being written by somebody else, here from within, is not a leftover.
        AtomicFile.Write(Folder["a.csv"], outer =>
        {
            outer.Write("outer"u8);
            AtomicFile.Write(Folder["a.csv"], Text("inner"));
        });
        Assert.That(Folder.Names, Is.EquivalentTo(others.Append("a.csv")));
        Assert.That(File.ReadAllText(Folder["a.csv"]), Is.EqualTo("outer"));
    }

    [Test]
    public void Many_writers_of_one_file_leave_one_whole_file()
    {
        Parallel.For(0, 200, i => AtomicFile.Write(Folder["a.csv"], Text(new string((char)('a' + (i % 26)), 5000))));
        Assert.That(File.ReadAllText(Folder["a.csv"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(Folder.Names, Is.EqualTo(new[] { "a.csv" }));
    }

    private static Action<Stream> Text(string text) => stream => stream.Write(Encoding.UTF8.GetBytes(text));
}
