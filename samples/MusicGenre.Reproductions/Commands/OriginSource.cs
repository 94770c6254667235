using System.CommandLine;
using System.Globalization;
using System.Text;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Neural;
using MusicGenre.Numerics;
using MusicGenre.Reproductions.Output;
using MusicGenre.Tool;
using MusicGenre.Tool.Commands;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Commands;

/// <summary>What the <c>reproduce</c> commands share: their data, and how a figure is shown.</summary>
internal sealed class OriginSource
{
    private readonly Option<string> _data;
    private readonly Option<string?> _artists = new("--artists") { Description = "A CSV/TSV file of file names and artists: a third figure, with artists kept apart.", HelpName = "FILE" };
    private readonly Option<DirectoryInfo?> _cache = new("--cache") { Description = "Where to keep what is made of the audio. Default: .musicgenre next to the folder.", HelpName = "DIR" };
    private readonly Option<FileInfo?> _report = new Option<FileInfo?>("--report") { Description = "Write HTML reports with the curves, one for each way of cutting.", HelpName = "FILE" }.ForOutput();
    private readonly Option<FileInfo?> _save = new Option<FileInfo?>("--save") { Description = "Save the network that was trained last (layers and weights).", HelpName = "FILE" }.ForOutput();
    private readonly OptionalNumberOption<int> _threads = CommonOptions.Threads("How many threads a training uses. Default: one a core.");
    private readonly OptionalNumberOption<int> _epochs = new("--epochs", "Another number of epochs than the origin's.", 1, 100_000);
    private readonly NumberOption<long> _seed = CommonOptions.Seed();
    private readonly bool _trainsAtLength;

    public OriginSource(Command command, string dataHelp, bool trainsAtLength, bool takesTable = false)
    {
        _trainsAtLength = trainsAtLength;
        _data = new Option<string>("--data", "-d") { Description = dataHelp, HelpName = takesTable ? "FOLDER|TABLE" : "FOLDER", Required = true };
        command.Add(_data);
        command.Add(_artists);
        command.Add(_cache);
        command.Add(_report);
        command.Add(_seed);
        if (trainsAtLength)
        {
            command.Add(_save);
            command.Add(_threads);
            command.Add(_epochs);
        }
    }

    /// <summary>How many splits each figure is the mean of.</summary>
    public static NumberOption<int> Splits(string name, string description, int value) => new(name, description, 1, FoldSource.MostFolds, value);

    /// <summary>How many settings a search tries; 0 for none.</summary>
    public static NumberOption<int> Trials(string description) => new("--trials", description, 0, 10_000, 0, "-n");

    /// <summary>The file of trials means nothing without a search.</summary>
    public static void RequireTrials(Command command, NumberOption<int> trials, Option output) =>
        command.AddRule(result => result.IsGiven(output) && result.GetValue(trials) == 0 ? $"{output.Name} keeps the trials of a search; it goes with {trials.Name}." : null);

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    public NeuralNetworkTrainer WithEpochs(ParseResult parsed, NeuralNetworkTrainer trainer) => _trainsAtLength && parsed.GetValue(_epochs) is { } epochs ? trainer with { Epochs = epochs } : trainer;

    /// <summary>The table that --data names, or the feature set of the folder that it names.</summary>
    public FeatureTable Table(ParseResult parsed, FeatureSet set, CancellationToken cancellation)
    {
        string data = parsed.GetRequiredValue(_data);
        return Directory.Exists(data) ? Made(Folder(parsed), (d, progress) => d.Features(set, progress, cancellation)) : FeatureCsv.Read(data);
    }

    public bool IsFolder(ParseResult parsed) => Directory.Exists(parsed.GetRequiredValue(_data));

    public SampleSet Samples(ParseResult parsed, Func<OriginData, IProgress<TrackProgress>, SampleSet> make) => Made(Folder(parsed), make);

    /// <summary>The table with each row's artist for its group, if --artists was given.</summary>
    public FeatureTable? ByArtist(ParseResult parsed, FeatureTable table)
    {
        if (parsed.GetValue(_artists) is not { } file)
        {
            return null;
        }

        FeatureTable grouped = GroupFile.Apply(table, file, column: null, out int unknown);
        NoteUnknown(unknown, table.RowCount, file);
        return grouped;
    }

    /// <inheritdoc cref="ByArtist(ParseResult, FeatureTable)"/>
    public SampleSet? ByArtist(ParseResult parsed, SampleSet set)
    {
        if (parsed.GetValue(_artists) is not { } file)
        {
            return null;
        }

        SampleSet grouped = set.WithGroupFile(file, out int unknown);
        NoteUnknown(unknown, set.Count, file);
        return grouped;
    }

    /// <summary>Trains on the folds with a live line, and shows the figure.</summary>
    public void Train(ParseResult parsed, string what, NeuralNetworkTrainer trainer, SampleSet set, Folds folds, int maximumFolds, bool validationByGroup, CancellationToken cancellation)
    {
        EpochLine line = new(what);
        SampleValidation validation = new(trainer, set)
        {
            ValidationByGroup = validationByGroup,
            MaximumFolds = maximumFolds,
            MaxDegreeOfParallelism = parsed.GetValue(_threads) ?? Environment.ProcessorCount,
            Trained = network => Save(parsed, network),
        };
        Show(parsed, what, validation.Run(folds, line, line, cancellation));
    }

    /// <summary>One figure, and its report if one was requested.</summary>
    public void Show(ParseResult parsed, string what, CrossValidationResult result)
    {
        string spread = result.Results.Count > 1
            ? string.Create(CultureInfo.InvariantCulture, $" ({result.Results.Min(static r => r.Metrics.Accuracy):0.000} to {result.Results.Max(static r => r.Metrics.Accuracy):0.000})")
            : "";
        Terminal.Line($"{what}: accuracy {result.Accuracy}{spread}, macro F1 {result.MacroF1}, loss {result.LogLoss}");
        Terminal.Line($"  {result.Folds.Description}");
        foreach (string warning in result.Folds.Warnings)
        {
            Terminal.Line($"  warning: {warning}");
        }

        if (parsed.GetValue(_report) is { } file)
        {
            string name = new([.. what.Select(static c => char.IsAsciiLetterOrDigit(c) ? c : '-')]);
            string path = Path.Combine(file.DirectoryName ?? "", $"{Path.GetFileNameWithoutExtension(file.Name)}-{name}.html");
            Report.SaveHtml(path, new ReportOptions { Title = $"{result.TrainerName}, {what}", TableName = parsed.GetRequiredValue(_data) }, result);
            Terminal.Line($"  report: {path}");
        }
    }

    public static void Head(string name, string protocol, string published)
    {
        Terminal.Line($"{name}");
        Terminal.Line($"protocol: {protocol}");
        Terminal.Line($"published: {published}");
        Terminal.Line("");
    }

    private OriginData Folder(ParseResult parsed)
    {
        string data = parsed.GetRequiredValue(_data);
        if (!Directory.Exists(data))
        {
            throw new WrongUseException($"--data {data}: a folder with a folder of audio files for each genre was expected.");
        }

        return new OriginData(data, parsed.GetValue(_cache)?.FullName);
    }

    private static T Made<T>(OriginData data, Func<OriginData, IProgress<TrackProgress>, T> make)
    {
        T made = make(data, new TrackLine());
        foreach (string problem in data.Problems)
        {
            Terminal.Error($"left out: {problem}");
        }

        return made;
    }

    private void Save(ParseResult parsed, Sequential network)
    {
        if (parsed.GetValue(_save) is not { } file)
        {
            return;
        }

        AtomicFile.Write(file.ToString(), stream =>
        {
            using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
            network.Save(writer);
        });
    }

    private static void NoteUnknown(int unknown, int rows, string file)
    {
        if (unknown > 0)
        {
            Terminal.Error($"{unknown} of {rows} rows have no artist in {Path.GetFileName(file)}; each of their tracks is a group of its own.");
        }
    }
}
