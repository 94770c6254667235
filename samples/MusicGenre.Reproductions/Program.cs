using MusicGenre.Reproductions.Commands;
using MusicGenre.Tool;
using MusicGenre.Tool.Output;

CancellationTokenSource stop = new();
StopSignals.Listen(stop);
Terminal.WatchOutput(stop);
return await CommandHost.RunAsync(ReproduceCommand.CreateRoot(), args, stop.Token);
