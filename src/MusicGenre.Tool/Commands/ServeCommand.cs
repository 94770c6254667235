using System.CommandLine;
using System.Net;
using MusicGenre.ML;
using MusicGenre.Tool.Output;
using MusicGenre.Tool.Web;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre serve</c>: a page on which songs are tried.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Argument<FileInfo?> modelFile = new("MODEL") { Description = "A model that 'train' saved. Default: one fitted on the shipped GTZAN table at the start.", Arity = ArgumentArity.ZeroOrOne };
        Option<FileInfo?> table = new("--table") { Description = "The CSV table that the model was trained on: then the page shows the tracks that are nearest to a song.", HelpName = "FILE" };
        Option<string> host = new("--host") { Description = "The address to listen to. Default: 127.0.0.1, which only this computer reaches; 0.0.0.0 is the whole network, without a password.", HelpName = "ADDRESS", DefaultValueFactory = static _ => "127.0.0.1" };
        NumberOption<int> port = new("--port", "The port; 0 takes a free one.", 0, 65535, 5070);
        Option<string[]> allowed = new("--allow-host") { Description = "A name under which the page may be asked for, beside localhost and addresses; several times for several.", HelpName = "NAME" };
        NumberOption<int> upload = new("--max-upload", "The largest song, MB.", 1, 2000, 200);
        NumberOption<int> longest = new("--longest", "How much of a song is looked at, minutes from its start.", 1, 45, 30);
        NumberOption<int> time = new("--time-limit", "How long an upload, a wait and a prediction may each take, seconds.", 1, 3600, 60);
        OptionalNumberOption<double> rejectBelow = new("--reject-below", $"Answer '{GenrePrediction.Unknown}' where the most probable genre has less than this probability.", 0, 1);
        Command command = new("serve", "Serve a page on which songs are tried: genre, course over time, spectrogram, nearest tracks; and an interface for programs.") { modelFile, table, host, port, allowed, upload, longest, time, rejectBelow };
        host.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && AddressOf(result.Tokens[^1].Value) is null)
            {
                result.AddError($"--host {result.Tokens[^1].Value}: an IP address (127.0.0.1, 0.0.0.0, ::1) or localhost was expected.");
            }
        });
        command.AddRule(result => result.GetValue(modelFile) is null && result.GetValue(table) is not null ? "--table belongs to a MODEL; without one the shipped table is used." : null);
        command.SetAction(async (parsed, cancellation) =>
        {
            double least = parsed.GetValue(rejectBelow) ?? 0;
            SongAnalyzer analyzer = parsed.GetValue(modelFile) is { } file
                ? new SongAnalyzer(GenreModel.Load(file.ToString()), file.Name, parsed.GetValue(table) is { } rows ? FeatureCsv.Read(rows.ToString()) : null) { RejectBelow = least }
                : SongAnalyzer.CreateDefault(cancellation, least);
            TimeSpan limit = TimeSpan.FromSeconds(parsed.GetValue(time));
            ServeOptions options = new()
            {
                Address = AddressOf(parsed.GetValue(host)!)!,
                Port = parsed.GetValue(port),
                AllowedHosts = parsed.GetValue(allowed) ?? [],
                MaximumUpload = (long)parsed.GetValue(upload) << 20,
                LongestSong = parsed.GetValue(longest) * 60.0,
                UploadTime = limit,
                WaitTime = limit,
                WorkTime = limit,
            };
            GenreServer server = await GenreServer.StartAsync(analyzer, options, cancellation).ConfigureAwait(false);
            await using (server.ConfigureAwait(false))
            {
                if (!IPAddress.IsLoopback(options.Address))
                {
                    Terminal.Error($"warning: everybody who reaches {options.Address} can use the page; there is no password.");
                }

                Terminal.Line($"{analyzer.Model}");
                Terminal.Line($"{server.Address} (Ctrl-C ends it)");
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return CommandHost.Success;
        });
        return command.WithExamples("musicgenre serve", "musicgenre serve my.model --table my.csv --port 8080", "curl -F song=@song.mp3 http://127.0.0.1:5070/predict");
    }

    private static IPAddress? AddressOf(string text) => text == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(text, out IPAddress? address) ? address : null;
}
