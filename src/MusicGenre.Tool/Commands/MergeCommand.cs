using System.CommandLine;
using MusicGenre.Features;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre merge</c>: from the shards that several machines extracted to the table of a single run.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        Argument<FileInfo[]> tables = new("SHARD") { Description = "The tables of all shards, in any order, each with its .shard.json next to it.", Arity = ArgumentArity.OneOrMore };
        Option<FileInfo> output = new Option<FileInfo>("--out", "-o") { Description = "Where the table goes.", HelpName = "FILE", Required = true }.ForOutput();
        NumberOption<int> minTracks = new("--min-tracks", "Leave genres with fewer tracks out.", 1, 1_000_000, 1);
        Option<FileInfo?> errors = new Option<FileInfo?>("--errors") { Description = "Write the files that could not be used, and why, as CSV.", HelpName = "FILE" }.ForOutput();
        Command command = new("merge", "Put the tables of all shards (extract --shard) together: the same bytes as of a single run.") { tables, output, minTracks, errors };
        command.SetAction((parsed, cancellation) =>
        {
            string path = parsed.GetRequiredValue(output).ToString();
            MergedShards merged = FeatureShards.Merge([.. parsed.GetRequiredValue(tables).Select(static t => t.ToString())], path, parsed.GetValue(minTracks), progress: null, cancellation);
            foreach (string note in merged.Notes)
            {
                Terminal.Error(note);
            }

            Terminal.Error($"{path}: {Plural.Of(merged.RowCount, "row")} of {Plural.Of(merged.TrackCount, "track")}");
            return Task.FromResult(BadFiles.Report(merged.BadFiles, parsed.GetValue(errors)));
        });
        return command.WithExamples("musicgenre merge features-*.csv --out features.csv", "musicgenre merge shards/*.csv --min-tracks 20 --out features.csv --errors bad.csv");
    }
}
