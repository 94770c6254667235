using System.CommandLine;
using MusicGenre.CommandLine;
using MusicGenre.CommandLine.Commands;

RootCommand root = new("musicgenre: from a folder of music to a genre model that can be trusted")
{
    BaselineCommand.Create(),
    SeedDenseCommand.Create(),
    TrainCommand.Create(),
    PredictCommand.Create(),
    ExtractCommand.Create(),
    FramesCommand.Create(),
    SpectrogramCommand.Create(),
};
return await CommandHost.RunAsync(root, args);
