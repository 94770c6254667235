using System.CommandLine;
using System.Globalization;
using System.Text;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre frames</c>: a descriptor's values, frame by frame.</summary>
internal static class FramesCommand
{
    public static Command Create()
    {
        // Others have figures of the whole clip, or are signals.
        string[] names = [.. DescriptorCatalog.Names.Where(static name => DescriptorCatalog.Create(name) is FrameDescriptor)];
        Argument<FileInfo> file = new("FILE") { Description = "An audio file." };
        Option<string> descriptor = new("--descriptor", "-d") { Description = "What is measured: " + string.Join(", ", names) + ".", HelpName = "D", DefaultValueFactory = static _ => "mfcc" };
        Option<string[]> parameters = new("--parameter", "-p") { Description = "A parameter of the descriptor, such as count=13 of mfcc; may stand more than once.", HelpName = "NAME=VALUE" };
        Option<FileInfo> output = new Option<FileInfo>("--out", "-o") { Description = "Where the table goes.", HelpName = "FILE", Required = true }.ForOutput();
        Option<Padding> padding = new Option<Padding>("--padding") { Description = "How the clip goes on beyond its ends: zero (librosa 0.9 and later) or reflect (librosa 0.8).", HelpName = "zero|reflect" }.ByName();
        NumberOption<int> delta = new("--delta", "0: the values, 1 or 2: their first or second derivative along the frames.", 0, 2, 0);
        NumberOption<int> rate = CommonOptions.Rate("The sample rate to resample to, Hz.");
        descriptor.OneOf(names);
        Command command = new("frames", "Write a descriptor's values, frame by frame, as CSV: librosa's functions of the same names.") { file, descriptor, parameters, output, padding, delta, rate };
        command.SetAction((parsed, cancellation) =>
        {
            Descriptor measured = Create(parsed.GetRequiredValue(descriptor).ToLowerInvariant(), Parameters(parsed.GetValue(parameters) ?? []));
            FrameOptions options = new() { Padding = parsed.GetValue(padding) };
            AudioClip clip = AudioFile.Read(parsed.GetRequiredValue(file).ToString(), new AudioReadOptions { SampleRate = parsed.GetValue(rate) }, cancellation);
            float[,] values = FrameDescriptors.Compute(measured, clip, options, cancellationToken: cancellation);
            if (parsed.GetValue(delta) != 0)
            {
                values = FrameDescriptors.Delta(values, parsed.GetValue(delta), cancellationToken: cancellation);
            }

            string path = parsed.GetRequiredValue(output).ToString();
            AtomicFile.Write(path, stream => Write(stream, measured.Name, values, (double)options.HopLength / clip.SampleRate));
            Terminal.Line($"{measured}: {values.GetLength(0)} x {values.GetLength(1)} frames in {path}");
            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples(
            "musicgenre frames song.wav --descriptor mfcc --out mfcc.csv",
            "musicgenre frames song.wav --descriptor mfcc --parameter count=13 --delta 1 --out delta.csv",
            "musicgenre frames song.mp3 --descriptor chroma_stft --padding reflect --out chroma.csv");
    }

    private static Descriptor Create(string name, Dictionary<string, double> parameters)
    {
        try
        {
            return DescriptorCatalog.Create(name, parameters);
        }
        catch (ArgumentException wrong)
        {
            throw new WrongUseException($"--parameter {wrong.ParamName}: {CommandHost.Words(wrong)}");
        }
    }

    private static Dictionary<string, double> Parameters(string[] texts)
    {
        Dictionary<string, double> parameters = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !double.TryParse(text.AsSpan(equals + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                throw new WrongUseException($"--parameter {text}: a name and a number were expected, such as count=13.");
            }

            parameters[text[..equals]] = value;
        }

        return parameters;
    }

    private static void Write(Stream stream, string name, float[,] values, double secondsPerFrame)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        int rows = values.GetLength(0);
        writer.Write("frame,time");
        for (int row = 0; row < rows; row++)
        {
            writer.Write(rows == 1 ? $",{name}" : FormattableString.Invariant($",{name}{row + 1}"));
        }

        writer.WriteLine();
        for (int frame = 0; frame < values.GetLength(1); frame++)
        {
            writer.Write(FormattableString.Invariant($"{frame},{frame * secondsPerFrame:0.######}"));
            for (int row = 0; row < rows; row++)
            {
                writer.Write(',');
                writer.Write(values[row, frame].ToString("R", CultureInfo.InvariantCulture));
            }

            writer.WriteLine();
        }
    }
}
