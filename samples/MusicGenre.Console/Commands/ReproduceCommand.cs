using System.CommandLine;

namespace MusicGenre.CommandLine.Commands;

/// <summary><c>musicgenre reproduce</c>: the five public projects that this library began with, one command each.</summary>
internal static class ReproduceCommand
{
    public static Command Create() => new Command("reproduce", "Run the network of a public project under its own protocol, and honestly beside it.")
    {
        ReproduceDense.Csv(),
        ReproduceDense.Bottleneck(),
        ReproduceDense.Grid(),
        ReproduceSequences.Mfcc(),
        ReproduceSequences.Tuned(),
        ReproduceImages.Spectrogram(),
    }.WithExamples(
        "musicgenre reproduce dense-csv --data means_26.csv --artists artists.tsv",
        "musicgenre reproduce lstm-mfcc --data genres/ --report lstm.html",
        "musicgenre reproduce cnn-spectrogram --data genres/ --folds 1 --epochs 20");
}
