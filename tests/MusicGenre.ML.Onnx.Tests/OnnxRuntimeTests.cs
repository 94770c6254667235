using MusicGenre.Tests;

namespace MusicGenre.ML.Onnx.Tests;

/// <summary>onnxruntime gives the same labels and, to 1e-5, the same probabilities as the model: every trainer, every row of the shipped table and 200 rows between them.</summary>
public sealed class OnnxRuntimeTests
{
    private const double Tolerance = 1e-5;
    private static readonly Dictionary<string, (GenreModel Model, FeatureTable Rows, OnnxRuntimeNode.Answer Answer)> Answers = [];

    private static IEnumerable<string> Names => Models.All.Select(static m => m.Name);

    [OneTimeSetUp]
    public void AskOnnxRuntime()
    {
        OnnxRuntimeNode.Require();
        using TemporaryFolder folder = new();
        (string Name, GenreModel Model, FeatureTable Rows)[] models = [.. Models.All.AsParallel().AsOrdered().Select(static m => (m.Name, m.Fit(), m.Rows))];
        foreach ((string name, GenreModel model, _) in models)
        {
            model.SaveOnnx(folder[$"{name}.onnx"]);
        }

        IReadOnlyList<OnnxRuntimeNode.Answer> answers = OnnxRuntimeNode.Predict(folder.Path, [.. models.Select(m => (folder[$"{m.Name}.onnx"], m.Rows))]);
        for (int i = 0; i < models.Length; i++)
        {
            TestContext.Out.WriteLine($"{models[i].Name}: {new FileInfo(folder[$"{models[i].Name}.onnx"]).Length:N0} bytes, {answers[i].Milliseconds} ms");
            Answers[models[i].Name] = (models[i].Model, models[i].Rows, answers[i]);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Labels_are_equal_and_probabilities_agree(string name)
    {
        (GenreModel model, FeatureTable rows, OnnxRuntimeNode.Answer answer) = Answers[name];
        Assert.That(answer.Error, Is.Null);
        IReadOnlyList<GenrePrediction> expected = model.Predict(rows);
        Assert.That(answer.LabelShape, Is.EqualTo(new[] { rows.RowCount }));
        Assert.That(answer.ProbabilitiesShape, Is.EqualTo(new[] { rows.RowCount, model.Genres.Count }));
        double[] deviations = [.. expected.SelectMany(static p => p.RawProbabilities.ToArray()).Zip(answer.Probabilities, static (e, a) => Math.Abs(e - a))];
        TestContext.Out.WriteLine($"{name}: largest deviation of a probability {deviations.DefaultIfEmpty().Max():0.0e+0}, {expected.Zip(answer.Label).Count(static p => p.First.Genre != p.Second)} other labels");
        Assert.That(answer.Label, Is.EqualTo(expected.Select(static p => p.Genre)));
        Assert.That(deviations, Is.All.LessThanOrEqualTo(Tolerance));
    }
}
