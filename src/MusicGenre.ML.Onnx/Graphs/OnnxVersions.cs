namespace MusicGenre.ML.Onnx.Graphs;

/// <summary>The versions that files are written for: those of 2022, which every onnxruntime since 1.12 reads.</summary>
internal static class OnnxVersions
{
    public const int IntermediateRepresentation = 8;
    public const int Operators = 17;
    public const string MachineLearningDomain = "ai.onnx.ml";
    public const int MachineLearningOperators = 3;
}
