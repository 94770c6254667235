using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MusicGenre.Audio;
using MusicGenre.ML.Tests;
using MusicGenre.Tests;
using MusicGenre.Tool.Web;
using static Microsoft.Playwright.Assertions;

namespace MusicGenre.Web.Tests;

/// <summary>The page in Chromium: what a person does with it.</summary>
public sealed class BrowserTests
{
    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private const int Patience = 30_000;
    private GenreServer _server = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private TemporaryFolder _folder = null!;
    private string _song = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        string? program = Find();
        if (program is null)
        {
            Assert.Ignore("skipped: this machine has no Chromium.");
        }

        _folder = new TemporaryFolder();
        _song = _folder["song.wav"];
        WavWriter.Write(_song, AudioFiles.Clip(5, 64), WavSampleFormat.Pcm16);
        _server = await Served.StartAsync();
        _playwright = await Playwright.CreateAsync();

        // Its sandbox needs rights that a container has not; the only page that is opened is our own.
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"], Timeout = Patience });
        SetDefaultExpectTimeout(Patience);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
            _playwright.Dispose();
            await _server.DisposeAsync();
            _folder.Dispose();
        }
    }

    [Test]
    public async Task A_song_is_dropped_and_played_and_the_playhead_follows()
    {
        List<string> asked = [];
        IPage page = await OpenAsync();
        page.Request += (_, request) => asked.Add(request.Url);
        page.Dialog += (_, _) => Assert.Fail("a script of a file's name ran");
        const string Name = "<img src=x onerror=alert(1)>.wav";
        await DropAsync(page, Name, Served.Song());
        await Expect(page.Locator("#title")).ToHaveTextAsync(Name);
        await Expect(page.Locator("#songs li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#genres tbody tr")).ToHaveCountAsync(10);
        await Expect(page.Locator("#nearest tbody tr")).ToHaveCountAsync(8);
        Assert.That(await page.Locator("img").CountAsync(), Is.EqualTo(1), "the spectrogram");

        // The whole of the second song: where it is clicked it goes on, and from there it plays.
        await page.SetInputFilesAsync("#files", _song);
        await page.Locator("#songs button:enabled").Filter(new() { HasText = "song.wav" }).ClickAsync();
        await Expect(page.Locator("#title")).ToHaveTextAsync("song.wav");
        await Expect(page.Locator("#windows")).ToContainTextAsync("11 windows of 10 s; the song's figure is of 2 windows of 30 s");
        await Expect(page.Locator("#time")).ToHaveTextAsync("0:00 / 1:04");
        LocatorBoundingBoxResult box = (await page.Locator("#picture").BoundingBoxAsync())!;
        await page.Locator("#picture").ClickAsync(new() { Position = new() { X = box.Width / 2, Y = box.Height / 2 } });
        await Expect(page.Locator("#time")).ToHaveTextAsync("0:32 / 1:04");
        await page.Locator("#play").ClickAsync();
        await Expect(page.Locator("#play")).ToHaveTextAsync("Pause");
        await Expect(page.Locator("#time")).ToHaveTextAsync("0:33 / 1:04");
        LocatorBoundingBoxResult head = (await page.Locator("#head i").BoundingBoxAsync())!;
        Assert.That(head.X, Is.GreaterThan(box.X + (box.Width / 2)).And.LessThan(box.X + (0.6 * box.Width)));
        await page.Locator("#play").ClickAsync();
        await Expect(page.Locator("#play")).ToHaveTextAsync("Play");
        if (Environment.GetEnvironmentVariable("MUSICGENRE_SCREENSHOT") is { Length: > 0 } picture)
        {
            await TakePictureAsync(picture);
        }

        Assert.That(asked.Where(a => !a.StartsWith(_server.Address.AbsoluteUri, StringComparison.Ordinal) && !a.StartsWith("blob:", StringComparison.Ordinal) && !a.StartsWith("data:", StringComparison.Ordinal)), Is.Empty, "outside addresses");
    }

    [Test]
    public async Task The_keyboard_is_enough()
    {
        IPage page = await OpenAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#files")).ToBeFocusedAsync();
        IFileChooser chooser = await page.RunAndWaitForFileChooserAsync(() => page.Keyboard.PressAsync("Enter"));
        await chooser.SetFilesAsync([_song, _folder.File("second.wav", Served.Song(seed: 2))]);
        await Expect(page.Locator("#songs button:enabled")).ToHaveCountAsync(2);
        await Expect(page.Locator("#status")).ToHaveTextAsync(new Regex("(song|second).wav: [a-z]+, \\d"));
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#title")).ToHaveTextAsync("second.wav");
        await Expect(page.Locator("#songs button[aria-current=true]")).ToContainTextAsync("second.wav");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#play")).ToBeFocusedAsync();
        Assert.That(await page.Locator("#play").EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle"), Is.EqualTo("solid"), "where the focus is, is seen");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.Locator("#play")).ToHaveTextAsync("Pause");
        await page.Keyboard.PressAsync("Space");
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.Locator("#seek")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#time")).ToHaveTextAsync("0:06 / 0:06");
        await Expect(page.Locator("#seek")).ToHaveAttributeAsync("aria-valuetext", new Regex("^0:06 of 0:06, [a-z]+ \\d"));
    }

    [Test]
    public async Task A_bad_file_has_its_message_and_the_others_their_genre()
    {
        IPage page = await OpenAsync();
        await page.SetInputFilesAsync("#files", [_folder.File("letter.wav", "This is a letter, not a song, whatever its name says."u8.ToArray()), _folder.File("good.wav", Served.Song())]);
        ILocator bad = page.GetByRole(AriaRole.Button).Filter(new() { HasText = "letter.wav" });
        await Expect(bad.Locator(".problem")).ToContainTextAsync("✕ ");
        await Expect(page.Locator("#title")).ToHaveTextAsync("good.wav");
        await bad.ClickAsync();
        await Expect(page.Locator("#status")).ToContainTextAsync("letter.wav: ");
        await Expect(page.Locator("#title")).ToHaveTextAsync("good.wav");
    }

    [Test]
    public async Task A_phone_needs_no_sideways_scrolling_and_dark_and_light_can_be_read([Values] bool dark)
    {
        IPage page = await OpenAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
        await page.SetInputFilesAsync("#files", _folder.File($"{new string('w', 100)}.wav", Served.Song()));
        await Expect(page.Locator("#verdict")).Not.ToBeEmptyAsync();
        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(390));

        // WCAG 2: 4.5 for text, 3 for what is drawn.
        foreach ((string name, double least) in ((string, double)[])[("ink", 4.5), ("soft", 4.5), ("problem", 4.5), ("bar", 3), ("head", 3)])
        {
            double contrast = Contrast(await ColorAsync(page, name), await ColorAsync(page, "paper"));
            Assert.That(contrast, Is.GreaterThanOrEqualTo(least), name);
        }

        Assert.That(Luminance(await ColorAsync(page, "paper")), dark ? Is.LessThan(0.1) : Is.GreaterThan(0.9));
    }

    /// <summary>The README's picture: <c>MUSICGENRE_SCREENSHOT=docs/images/serve.png dotnet test tests/MusicGenre.Web.Tests</c>.</summary>
    private async Task TakePictureAsync(string path)
    {
        IPage page = await OpenAsync(new() { ViewportSize = new() { Width = 860, Height = 800 } });
        string song = _folder["three parts.wav"];
        WavWriter.Write(song, SyntheticSong.Create(), WavSampleFormat.Pcm16);
        await page.SetInputFilesAsync("#files", [song, _song, _folder.File("a letter.txt", "This is no song, but a letter."u8.ToArray())]);
        await Expect(page.Locator("#songs button:enabled")).ToHaveCountAsync(3);
        await page.Locator("#songs button").First.ClickAsync();
        await page.Locator("#seek").FillAsync("40");
        await Expect(page.Locator("#time")).ToHaveTextAsync(new Regex("^0:40"));
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.ScreenshotAsync(new() { Path = path });
    }

    private async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync();
        page.PageError += (_, error) => Assert.Fail(error);
        await page.GotoAsync(_server.Address.AbsoluteUri);
        await Expect(page.Locator("#model")).ToContainTextAsync("10 genres");
        return page;
    }

    private static async Task DropAsync(IPage page, string name, byte[] song)
    {
        IJSHandle transfer = await page.EvaluateHandleAsync(
            "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name)); return t; }",
            new[] { name, Convert.ToBase64String(song) });
        await page.DispatchEventAsync("#drop", "drop", new { dataTransfer = transfer });
    }

    private static async Task<string> ColorAsync(IPage page, string name) => await page.EvaluateAsync<string>($"getComputedStyle(document.documentElement).getPropertyValue('--{name}')");

    private static double Contrast(string one, string other)
    {
        (double a, double b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color)
    {
        string hex = color.Trim('#', ' ');
        hex = hex.Length == 3 ? string.Concat(hex.Select(static c => new string(c, 2))) : hex;
        double[] linear = [.. hex.Chunk(2).Select(static c =>
        {
            double value = int.Parse(c, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        })];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private static string? Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Programs.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
