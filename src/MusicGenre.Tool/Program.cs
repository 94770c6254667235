using MusicGenre.Tool;
using MusicGenre.Tool.Output;

CancellationTokenSource stop = new();
StopSignals.Listen(stop);
Terminal.WatchOutput(stop);
return await CommandHost.RunAsync(CommandHost.CreateRoot(args), args, stop.Token);
