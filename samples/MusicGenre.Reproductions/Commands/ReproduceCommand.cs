using System.CommandLine;
using MusicGenre.Tool;

namespace MusicGenre.Reproductions.Commands;

/// <summary><c>reproduce</c>: the five public projects that this library began with, one command each.</summary>
internal static class ReproduceCommand
{
    public static RootCommand CreateRoot() => CommandHost.CreateRoot(
        "reproduce: the network of a public project on GTZAN under its own protocol, and beside it with tracks or artists kept apart",
        ReproduceDense.Csv(),
        ReproduceDense.Bottleneck(),
        ReproduceDense.Grid(),
        ReproduceSequences.Mfcc(),
        ReproduceSequences.Tuned(),
        ReproduceImages.Spectrogram(),
        SeedDenseCommand.Create());
}
