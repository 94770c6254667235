using System.Globalization;
using System.Text;
using CsvHelper;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Tool.Output;

/// <summary>Predictions as a table: <c>filename,predicted,</c> and one probability per genre. A name that a spreadsheet would run as a formula gets an apostrophe in front (OWASP).</summary>
internal static class PredictionCsv
{
    public static void Write(string path, GenreModel model, IReadOnlyList<string> names, IReadOnlyList<GenrePrediction> predictions)
    {
        AtomicFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            using CsvWriter csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n", Injection = CsvInjection.Escape }, leaveOpen: true);
            csv.WriteField("filename");
            csv.WriteField("predicted");
            foreach (string genre in model.Genres)
            {
                csv.WriteField(genre);
            }

            csv.EndRecord();
            for (int i = 0; i < predictions.Count; i++)
            {
                csv.WriteField(names[i]);
                csv.WriteField(predictions[i].Genre);
                foreach (double probability in predictions[i].RawProbabilities)
                {
                    csv.WriteField(probability.ToString("R", CultureInfo.InvariantCulture));
                }

                csv.EndRecord();
            }
        });
    }
}
