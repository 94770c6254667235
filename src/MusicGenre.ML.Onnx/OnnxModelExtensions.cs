using Google.Protobuf;
using MusicGenre.ML.Onnx.Conversion;
using MusicGenre.ML.Onnx.Schema;
using MusicGenre.Numerics;

namespace MusicGenre.ML.Onnx;

/// <summary>Models as ONNX files, for onnxruntime in Python, C++, JavaScript or ML.NET.</summary>
public static class OnnxModelExtensions
{
    /// <summary>Saves a model as one ONNX file, atomically: preprocessing and classifier in one graph, from the raw features to genre and probabilities.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file, usually named <c>.onnx</c>; it is replaced where it exists.</param>
    /// <remarks>
    /// <para>The input is <c>features</c>, float32 [N, <see cref="GenreModel.FeatureNames"/>]: N rows of features in the model's order, before any preprocessing, all of them finite (nothing checks that:
    /// a NaN gives NaN or a genre without meaning, where <see cref="GenreModel.Predict(ReadOnlySpan{float})"/> throws). The outputs are <c>label</c>, string [N], and <c>probabilities</c>, float32 [N, <see cref="GenreModel.Genres"/>], as
    /// scikit-learn's converter names and shapes them (<c>zipmap=False</c>).</para>
    /// <para>Operators: <c>ai.onnx</c> 17, and <c>ai.onnx.ml</c> 3 for trees. Where the model computes in double precision so does the graph, so that probabilities agree to 1e-5.</para>
    /// <para>The file's metadata hold <c>feature_names</c> and <c>genres</c> (JSON arrays of strings), <c>trainer</c>, <c>library_version</c> and, where the model has them, <c>feature_set</c>
    /// (<see cref="Features.FeatureSet.ToJson"/>), <c>window</c> (seconds) and <c>model_card</c> (<see cref="ModelCard.ToJson"/>).</para>
    /// <para>There is no way back from ONNX into a <see cref="GenreModel"/>: keep the file of <see cref="GenreModel.Save(string)"/> too.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// GenreModel model = new SupportVectorMachineTrainer { C = 10 }.Fit(Gtzan.LoadFeatures());
    /// model.SaveOnnx("gtzan.onnx");
    /// </code>
    /// </example>
    /// <exception cref="NotSupportedException">The model has a classifier, a layer or a preprocessing step that no operator stands for, or is larger than the 2 GB of an ONNX file; the message says which.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder must not be written to.</exception>
    public static void SaveOnnx(this GenreModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto converted = ModelConverter.Convert(model);
        AtomicFile.Write(path, converted.WriteTo);
    }

    /// <summary>Writes a model as <see cref="SaveOnnx(GenreModel, string)"/> does, at the stream's position.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Where to; it stays open.</param>
    /// <exception cref="NotSupportedException">The model has a classifier, a layer or a preprocessing step that no operator stands for, or is larger than the 2 GB of an ONNX file; the message says which.</exception>
    public static void SaveOnnx(this GenreModel model, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        ModelConverter.Convert(model).WriteTo(stream);
    }
}
