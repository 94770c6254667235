using System.CommandLine;
using MusicGenre.Tool;
using MusicGenre.Tool.Commands;

namespace MusicGenre.Reproductions.Commands;

/// <summary><c>reproduce</c>: the five public projects that this library began with, one command each.</summary>
internal static class ReproduceCommand
{
    public static RootCommand CreateRoot()
    {
        RootCommand root = CommandHost.CreateRoot(
            "reproduce: the network of a public project on GTZAN under its own protocol, and for comparison with tracks or artists kept apart",
            ReproduceDense.Csv(),
            ReproduceDense.Bottleneck(),
            ReproduceDense.Grid(),
            ReproduceSequences.Mfcc(),
            ReproduceSequences.Tuned(),
            ReproduceImages.Spectrogram(),
            SeedDenseCommand.Create());
        root.WithExamples("reproduce seed-dense", "reproduce dense-csv --data means_26.csv", "reproduce lstm-mfcc --data genres/ --artists artists.tsv");
        return root;
    }
}
