using System.Globalization;
using System.Text;
using CsvHelper;
using MusicGenre.ML;

namespace MusicGenre.CommandLine.Output;

/// <summary>Predictions as a table: <c>filename,predicted,</c> and one probability a genre.</summary>
internal static class PredictionCsv
{
    public static void Write(string path, GenreModel model, IReadOnlyList<string> names, IReadOnlyList<GenrePrediction> predictions)
    {
        string temporary = path + ".tmp";
        using (StreamWriter writer = new(temporary, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)))
        using (CsvWriter csv = CsvWriter.Create(writer, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
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
        }

        File.Move(temporary, path, overwrite: true);
    }
}
