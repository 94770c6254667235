using System.CommandLine;
using MusicGenre.CommandLine;
using MusicGenre.CommandLine.Commands;

RootCommand root = new("musicgenre: from a feature table to a music genre model that can be trusted")
{
    BaselineCommand.Create(),
    SeedDenseCommand.Create(),
    TrainCommand.Create(),
    PredictCommand.Create(),
    TuneCommand.Create(),
};
return await CommandHost.RunAsync(root, args);
