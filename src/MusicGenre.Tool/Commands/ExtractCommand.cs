using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.Numerics;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre extract</c>: from a folder of audio, or a list of paths, to a feature table.</summary>
internal static class ExtractCommand
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        ExtractionSource extraction = new(FeatureSets.MeanVariance);
        Argument<string> source = new("FOLDER") { Description = "A folder of audio, a single file, or - for a list of paths on standard input, one a line." };
        Option<FileInfo?> output = new Option<FileInfo?>("--out", "-o") { Description = "Where the table goes. Default: standard output, row by row.", HelpName = "FILE" }.ForOutput();
        Option<bool> overwrite = new("--overwrite") { Description = "Start over: drop the rows that an interrupted run left (FILE.part)." };
        Option<bool> resume = new("--resume") { Description = "Go on with the table that an interrupted run left (FILE.part), or add to a whole one." };
        Option<FileInfo?> errors = new Option<FileInfo?>("--errors") { Description = "Write the files that could not be used, and why, as CSV.", HelpName = "FILE" }.ForOutput();
        Option<bool> noHeader = new("--no-header") { Description = "Leave the header line out: for many small runs whose rows are put together." };
        Option<string?> part = new("--shard") { Description = "Extract one of N parts of the folder, for several machines: 3/8 is the third of eight. Files that are added move no other to another part. merge puts the parts together.", HelpName = "I/N" };
        part.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && !Shard.TryParse(result.Tokens[^1].Value, out _))
            {
                result.AddError($"--shard takes I/N, 1/{Shard.MaximumCount} to {Shard.MaximumCount}/{Shard.MaximumCount}, with I from 1 to N; '{result.Tokens[^1].Value}' is none.");
            }
        });
        Command command = new("extract", "Extract a feature table from a folder of audio, on all cores.") { source, output };
        extraction.AddTo(command);
        command.Add(resume);
        command.Add(overwrite);
        command.Add(errors);
        command.Add(noHeader);
        command.Add(part);
        extraction.AddPartRule(command, part);
        command.AddRule(result => result.IsGiven(part) && (!result.IsGiven(output) || result.GetValue(source) == StandardInput) ? "--shard takes a part of a folder and writes it to a file: give a FOLDER and --out." : null);
        command.AddRule(result => result.GetValue(resume) && !result.IsGiven(output) ? "--resume goes with --out: there is nothing to go on with on standard output." : null);
        command.AddRule(result => result.GetValue(overwrite) && (result.GetValue(resume) || !result.IsGiven(output)) ? "--overwrite goes with --out, and starts over; --resume continues. Give one of them." : null);
        command.AddRule(result => result.GetValue(noHeader) && result.IsGiven(output) ? "--no-header is for standard output; a table in a file has a header." : null);
        command.SetAction((parsed, cancellation) =>
        {
            FeatureSet set = extraction.FeatureSet(parsed);
            BatchOptions options = extraction.Options(parsed);
            FileInfo? table = parsed.GetValue(output);
            bool streams = table is null || AtomicFile.IsWrittenInPlace(table.ToString());
            if (!streams && !parsed.GetValue(resume) && !parsed.GetValue(overwrite) && FeatureRowFile.IsInterrupted(table!.ToString()))
            {
                throw new WrongUseException($"{table} was left by an interrupted run: --resume continues with its rows, --overwrite drops them and starts over.");
            }

            List<BadFile> bad = [];
            bool segmented = options.Segmentation is not null;
            string from = parsed.GetRequiredValue(source);
            IReadOnlyList<AudioTrack> found = Tracks(from, extraction.Genres(parsed), bad, cancellation);
            bool isPart = Shard.TryParse(parsed.GetValue(part), out Shard shard);
            IReadOnlyList<AudioTrack> tracks = extraction.Describe(parsed, isPart ? shard.Select(from, found) : found, cancellation, isPart).Tracks;

            // Small runs on lists of paths are put together, and so are shards: they all have the same columns.
            bool isPutTogether = isPart || from == StandardInput;
            bool hasGroups = isPutTogether || FeatureRowWriter.NeedsGroups(tracks, segmented);
            bool hasArtists = isPutTogether ? extraction.ReadsTags(parsed) : FeatureRowWriter.NeedsArtists(tracks);
            if (streams && isPart)
            {
                throw new WrongUseException($"--shard writes a table with a file next to it; {table} is no regular file.");
            }

            if (streams)
            {
                using Stream stream = table is null ? Terminal.OpenOutput() : new FileStream(table.ToString(), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                FeatureRowWriter writer = new(stream, set, hasGroups, hasArtists);
                if (!parsed.GetValue(noHeader))
                {
                    writer.WriteHeader();
                }

                ExtractionProgress.Run(tracks, tracks.Count, set, options, bad, writer.Write, writesRows: true, cancellation);
            }
            else
            {
                string path = table!.ToString();
                using FeatureRowFile file = parsed.GetValue(resume)
                    ? FeatureRowFile.Resume(path, set, hasGroups, segmented, hasArtists)
                    : FeatureRowFile.Create(path, set, hasGroups, segmented, parsed.GetValue(overwrite), hasArtists);
                IReadOnlyList<AudioTrack> left = tracks;
                if (file.DoneCount > 0)
                {
                    Terminal.Error($"{path}: {Plural.Of(file.DoneCount, "track")} {(file.DoneCount == 1 ? "is" : "are")} there already.");
                    left = [.. tracks.Where(t => !file.Holds(t))];
                }

                ExtractionProgress.Run(left, left.Count, set, options, bad, file.Write, cancellationToken: cancellation);
                file.Complete();
                if (isPart)
                {
                    FeatureShards.Complete(path, shard, from, set, options.Segmentation, hasArtists, tracks, bad);
                }
            }

            return Task.FromResult(BadFiles.Report(bad, parsed.GetValue(errors)));
        });
        return command.WithExamples(
            "musicgenre extract music/ --out features.csv",
            "musicgenre extract music/ --genre tag --genres names.csv --min-tracks 20 --out features.csv",
            "musicgenre extract genres/ --set gtzan57 --padding reflect --out features.csv --errors bad.csv",
            "musicgenre extract genres/ --set gtzan57 --padding reflect --out features.csv --resume",
            "musicgenre extract music/ --shard 3/8 --out features-3.csv --resume",
            "musicgenre extract genres/ --set means26 --window 3 --window-hop 1.5 --out segments.csv",
            "find music -name '*.mp3' | musicgenre extract - --threads 1 --no-header >> rows.csv");
    }

    private static IReadOnlyList<AudioTrack> Tracks(string source, GenreSource genres, List<BadFile> bad, CancellationToken cancellation)
    {
        if (source == StandardInput)
        {
            try
            {
                // All of them before the work: only then can two of one name be distinguished.
                return AudioFolder.FromPaths(Lines(Terminal.Input, cancellation), genres);
            }
            catch (ArgumentException twice)
            {
                // It is followed by the name of a parameter that users don't know.
                throw new WrongUseException(twice.Message.Split(" (Parameter", 2)[0]);
            }
        }

        IReadOnlyList<AudioTrack> tracks = File.Exists(source) ? [AudioFolder.FromPath(source, genres)] : AudioFolder.List(source, genres, bad);
        return tracks.Count > 0 ? tracks : throw new FeatureFormatException("there is no audio file in the folder.", source);
    }

    private static IEnumerable<string> Lines(TextReader input, CancellationToken cancellation)
    {
        // A read of standard input can't be ended; it is left alone where the work ends before the next line comes.
        while (Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellation).GetAwaiter().GetResult() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }
}
