using System.CommandLine;
using MusicGenre.ML;
using MusicGenre.ML.Onnx;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Commands;

/// <summary><c>musicgenre export</c>: a model as an ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        Argument<FileInfo> file = new("MODEL") { Description = "The model file." };
        Option<FileInfo> output = new Option<FileInfo>("--out", "-o") { Description = "Where the ONNX file goes.", HelpName = "ONNX", Required = true }.ForOutput();
        Command command = new("export", "Write a model as an ONNX file, from features to genre and probabilities, for onnxruntime in Python, C++, JavaScript or ML.NET.") { file, output };
        command.SetAction((parsed, _) =>
        {
            GenreModel model = GenreModel.Load(parsed.GetRequiredValue(file).ToString());
            string path = parsed.GetRequiredValue(output).ToString();
            try
            {
                model.SaveOnnx(path);
            }
            catch (NotSupportedException error)
            {
                Terminal.Error(error.Message);
                return Task.FromResult(CommandHost.Failure);
            }

            Terminal.Line($"{model.TrainerName} written to {path} ({new FileInfo(path).Length:N0} bytes)");
            Terminal.Line($"input: features, float32 [N, {model.FeatureNames.Count}], in the order of the metadata's feature_names");
            Terminal.Line($"outputs: label, string [N]; probabilities, float32 [N, {model.Genres.Count}], in the order of the metadata's genres");
            return Task.FromResult(CommandHost.Success);
        });
        return command.WithExamples("musicgenre export my.model --out my.onnx");
    }
}
