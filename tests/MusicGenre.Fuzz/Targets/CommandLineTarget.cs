using System.Text;
using MusicGenre.Audio;
using MusicGenre.ML;
using MusicGenre.Numerics;
using MusicGenre.Tool;

namespace MusicGenre.Fuzz.Targets;

/// <summary>The console's command lines, run in this process: regardless of the options, there is an exit code and no exception.</summary>
internal sealed class CommandLineTarget : FuzzTarget
{
    private static readonly string[][] Valid =
    [
        ["baseline", "--features", "t.csv", "--trainers", "majority,knn,lda", "--folds", "2", "--report", "r.html", "--repeat", "1", "--seed", "1"],
        ["train", "t.csv", "--trainer", "knn", "--out", "m.model", "--seed", "2"],
        ["predict", "k.model", "t.csv", "--top", "2"],
        ["predict", "k.model", "a.wav"],
        ["show", "k.model", "--json"],
        ["export", "k.model", "--out", "k.onnx"],
        ["extract", "audio", "--out", "x.csv", "--set", "means26", "--overwrite"],
        ["frames", "a.wav", "--out", "f.csv"],
        ["spectrogram", "a.wav", "--out", "s.png"],
        ["tune", "t.csv", "--trainer", "knn", "--trials", "2", "--folds", "2"],
        ["audit", "t.csv", "--trainer", "knn", "--folds", "2", "--groups-out", "g.csv", "--json", "a.json"],
        ["audit", "audio", "--no-labels", "--report", "a.html", "--most", "2"],
    ];

    // Numbers that stand for hours of work where they are in range are left out.
    private static readonly string[] Values =
    [
        "", " ", "-1", "0", "1", "2", "3", "0.5", "1.5", "-0.5", "NaN", "1e308", "99999999999999999999", "-2147483649", "abc", "knn", "knn,knn", ",", "t.csv", "none.csv", "k.model", "a.wav", "audio", ".", "-", "--", "--help",
        "\u00e9\ud83c\udfb5", "=1", "means26", "reflect", "folder", "label", "true", "false", "@t.csv", "x\ny", "@", "[bold]",
    ];

    private static readonly string[] Options =
    [
        "--features", "--label", "--published", "--trainers", "--trainer", "--folds", "--repeat", "--split", "--groups", "--report", "--seed", "--set", "--padding", "--genre", "--out", "--resume", "--top", "--trials",
        "--nested", "--inner-folds", "--inner-repeats", "--splits", "--data", "--threads", "--segments", "--overwrite", "--verbose", "--json", "--no-report", "--mlnet", "--augment", "--nonsense",
        "--groups-out", "--no-labels", "--pictures", "--most", "--shortest", "--strict",
        "--genres", "--min-tracks", "--no-tags", "--no-evaluation",
    ];

    public CommandLineTarget(string folder)
    {
        Environment.CurrentDirectory = folder;
        FeatureTable table = Samples.Table(genres: 2, rows: 6);
        FeatureCsv.Write("t.csv", table);
        new NearestNeighborsTrainer().Fit(table).Save("k.model");
        AudioClip clip = new([.. Enumerable.Range(0, 12_000).Select(static i => MathF.Sin(i * 0.1f))], 22050);
        WavWriter.Write("a.wav", clip);
        Directory.CreateDirectory("audio/rock");
        Directory.CreateDirectory("audio/jazz");
        WavWriter.Write("audio/rock/a.wav", clip);
        WavWriter.Write("audio/jazz/b.wav", clip);
    }

    public override string Name => "command-line";

    public override int Share => 5;

    public override long MaximumBytes(int inputLength) => 2L << 30;

    public override byte[] Make(SeededRandom random)
    {
        List<string> args = [.. Valid[random.Next(Valid.Length)]];
        for (int changes = 1 + random.Next(3); changes > 0; changes--)
        {
            int at = 1 + random.Next(args.Count);
            switch (random.Next(4))
            {
                case 0 when at < args.Count:
                    args[at] = Values[random.Next(Values.Length)];
                    break;
                case 1 when at < args.Count && args.Count > 2:
                    args.RemoveAt(at);
                    break;
                case 2:
                    args.Insert(at, Values[random.Next(Values.Length)]);
                    break;
                default:
                    args.InsertRange(at, [Options[random.Next(Options.Length)], Values[random.Next(Values.Length)]]);
                    break;
            }
        }

        return Encoding.UTF8.GetBytes(string.Join('\0', args));
    }

    public override bool Read(byte[] input)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        TextReader standardInput = Console.In;
        try
        {
            Console.SetOut(TextWriter.Null);
            Console.SetError(TextWriter.Null);
            Console.SetIn(TextReader.Null);
            int code = CommandHost.RunAsync(CommandHost.CreateRoot(), Encoding.UTF8.GetString(input).Split('\0')).GetAwaiter().GetResult();
            Check(code is >= 0 and <= 2, $"the exit code is 0, 1 or 2, not {code}");
            return code == 0;
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Console.SetIn(standardInput);
        }
    }
}
