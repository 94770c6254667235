using MusicGenre.CommandLine;

return await CommandHost.RunAsync(CommandHost.CreateRoot(), args);
