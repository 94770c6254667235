using System.CommandLine;
using MusicGenre.Audio;
using MusicGenre.Numerics;
using MusicGenre.Tool.Drawing;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre spectrogram</c>: a picture of a file's spectrum over time.</summary>
internal static class SpectrogramCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("FILE") { Description = "An audio file." };
        Option<FileInfo> output = new Option<FileInfo>("--out", "-o") { Description = "Where the picture goes: a name that ends in .svg or .png.", HelpName = "FILE", Required = true }.ForOutput();
        Option<FrequencyScale> scale = new Option<FrequencyScale>("--scale") { Description = "The frequency axis: log (from 30 Hz) or mel (128 bands).", HelpName = "log|mel" }.ByName();
        NumberOption<double> offset = new("--offset", "Where to start, seconds.", 0, 1e9, 0);
        OptionalNumberOption<double> duration = new("--duration", "How much of the file, seconds. Default: all of it.", 0.001, 1e9);
        NumberOption<int> rate = CommonOptions.Rate("The sample rate to resample to, Hz; the picture reaches up to half of it.");
        NumberOption<int> width = new("--width", "The width of the plot, pixels.", 100, 10_000, 900);
        NumberOption<int> height = new("--height", "The height of the plot, pixels.", 100, 10_000, 400);
        output.Validators.Add(static r =>
        {
            if (r.Tokens.Count == 1 && Path.GetExtension(r.Tokens[0].Value).ToLowerInvariant() is not (".png" or ".svg"))
            {
                r.AddError($"--out {r.Tokens[0].Value}: the name must end in .svg or .png.");
            }
        });
        Command command = new("spectrogram", "Draw a file's spectrum over time: log-frequency or mel, in dB below the loudest.") { file, output, scale, offset, duration, rate, width, height };
        command.SetAction((parsed, cancellation) =>
        {
            AudioReadOptions options = new() { SampleRate = parsed.GetValue(rate), Offset = parsed.GetValue(offset), Duration = parsed.GetValue(duration) };
            string source = parsed.GetRequiredValue(file).ToString();
            AudioClip clip = AudioFile.Read(source, options, cancellation);
            int bad = clip.IndexOfNonFinite();
            if (clip.Length == 0 || bad >= 0)
            {
                throw new AudioFormatException(clip.Length == 0 ? "there is no sample in the requested segment" : $"sample {bad} is {clip.Samples.Span[bad]}; finite numbers are needed", source);
            }

            Spectrogram spectrogram = Spectrogram.Of(clip, parsed.GetValue(scale), parsed.GetValue(width), parsed.GetValue(height));
            SpectrogramPlot plot = new(spectrogram, parsed.GetValue(offset), clip.Duration);
            string path = parsed.GetRequiredValue(output).ToString();
            AtomicFile.Write(path, Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? plot.WriteSvg : plot.WritePng);
            Terminal.Line($"{path}: {clip.Duration:0.0} s, {clip.SampleRate} Hz");
            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("musicgenre spectrogram song.wav --out song.svg", "musicgenre spectrogram song.mp3 --scale mel --offset 30 --duration 10 --out song.png");
    }
}
