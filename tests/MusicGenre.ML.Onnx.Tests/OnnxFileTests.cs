using System.Globalization;
using System.Text.Json;
using MusicGenre.Features;
using MusicGenre.ML.Tests;
using MusicGenre.Neural;
using MusicGenre.Tests;

namespace MusicGenre.ML.Onnx.Tests;

/// <summary>What stands in an ONNX file, read by the numbers of ONNX's documentation; needs no onnxruntime.</summary>
public sealed class OnnxFileTests : FolderFixture
{
    // Fields of ModelProto, GraphProto, NodeProto, ValueInfoProto, ...
    private const uint IrVersion = 1, ProducerName = 2, Graph = 7, OpsetImport = 8, MetadataProps = 14;
    private const uint Node = 1, Initializer = 5, Input = 11, Output = 12;
    private const uint NodeInput = 1, NodeOutput = 2, OpType = 4, Attribute = 5, Domain = 7;

    private static IEnumerable<string> Aliases => TrainerCatalog.Aliases;

    [TestCaseSource(nameof(Aliases))]
    public void Every_trainer_s_model_is_a_graph_of_known_operators_from_features_to_label_and_probabilities(string alias)
    {
        GenreModel model = Models.Small(alias).Fit(TestTables.Clouds());
        WireMessage file = Read(model);
        WireMessage graph = file.Message(Graph);
        Assert.Multiple(() =>
        {
            Assert.That(file.Number(IrVersion), Is.EqualTo(8));
            Assert.That(file.Text(ProducerName), Is.EqualTo("MusicGenre.ML"));
            Assert.That(file.Messages(OpsetImport).Select(static o => (o.Text(1), o.Number(2))), Is.EqualTo(new[] { ("", 17L), ("ai.onnx.ml", 3L) }));
            Assert.That(graph.Messages(Input).Select(Describe), Is.EqualTo(new[] { "features: 1 [N, 6]" }), "float32");
            Assert.That(graph.Messages(Output).Select(Describe), Is.EqualTo(new[] { "label: 8 [N]", "probabilities: 1 [N, 4]" }), "string, float32");
        });
        AssertOrder(graph, []);
    }

    [Test]
    public void Metadata_say_what_the_columns_and_genres_are_and_where_the_model_comes_from()
    {
        FeatureTable table = Gtzan.LoadFeatures();
        LogisticRegressionTrainer trainer = new();
        GenreModel model = trainer.Fit(table);
        Dictionary<string, string> metadata = Metadata(model.WithCard(ModelCard.Of(trainer, table)));
        Assert.Multiple(() =>
        {
            Assert.That(metadata.Keys, Is.EquivalentTo(new[] { "feature_names", "genres", "trainer", "library_version", "feature_set", "window", "model_card" }));
            Assert.That(JsonSerializer.Deserialize<string[]>(metadata["feature_names"]), Is.EqualTo(model.FeatureNames));
            Assert.That(JsonSerializer.Deserialize<string[]>(metadata["genres"]), Is.EqualTo(model.Genres));
            Assert.That(metadata["trainer"], Is.EqualTo("LogisticRegression"));
            Assert.That(FeatureSet.FromJson(metadata["feature_set"]).Names, Is.EqualTo(model.FeatureNames));
            Assert.That(double.Parse(metadata["window"], CultureInfo.InvariantCulture), Is.EqualTo(model.Window));
            Assert.That(ModelCard.FromJson(metadata["model_card"]).TableSha256, Is.EqualTo(table.ComputeSha256()));
            Assert.That(metadata["library_version"], Is.EqualTo(ModelCard.FromJson(metadata["model_card"]).LibraryVersion).And.Not.Empty);
        });

        // What the model does not know is not there.
        Assert.That(Metadata(trainer.Fit(TestTables.Clouds())).Keys, Is.EquivalentTo(new[] { "feature_names", "genres", "trainer", "library_version" }));
    }

    [Test]
    public void Every_preprocessing_step_of_the_library_is_among_the_compared()
    {
        IEnumerable<Type> known = typeof(PreprocessingStep).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(PreprocessingStep)) && !t.IsAbstract);
        Assert.That(Models.Steps.Select(static s => s.GetType()), Is.EquivalentTo(known));
    }

    [Test]
    public void Every_layer_of_a_network_has_operators()
    {
        IEnumerable<Type> known = typeof(Layer).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(Layer)) && !t.IsAbstract);
        IEnumerable<Layer> compared = Models.Networks.SelectMany(static n => n.Layers(3));
        Assert.That(compared.Select(static l => l.GetType()).Distinct(), Is.EquivalentTo(known));
    }

    [Test]
    public void The_stream_gets_the_bytes_of_the_file_and_stays_open()
    {
        GenreModel model = Models.Small("svm").Fit(TestTables.Clouds());
        model.SaveOnnx(Folder["m.onnx"]);
        using MemoryStream stream = new();
        model.SaveOnnx(stream);
        Assert.That(stream.CanWrite);
        Assert.That(File.ReadAllBytes(Folder["m.onnx"]), Is.EqualTo(stream.ToArray()));
        Assert.That(Folder.Names, Is.EqualTo(new[] { "m.onnx" }));
    }

    [Test]
    public void A_classifier_without_operators_is_named_and_the_file_stays_as_it_was()
    {
        string path = Folder.File("m.onnx", [1, 2, 3]);
        GenreModel model = new SoftVotingTrainer { Members = [new LogisticRegressionTrainer(), new CoinTrainer()] }.Fit(TestTables.Clouds());
        Assert.That(() => model.SaveOnnx(path), Throws.TypeOf<NotSupportedException>().With.Message.Contains($"'{Coin.KindName}'"));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(Folder.Names, Is.EqualTo(new[] { "m.onnx" }));
        Assert.That(() => model.SaveOnnx(""), Throws.ArgumentException);
        Assert.That(() => Models.Small("lda").Fit(TestTables.Clouds()).SaveOnnx(Folder.Path), Throws.TypeOf<IOException>().With.Message.Contains("is a folder"));
    }

    /// <summary>Every input of a node was made before it, every name once, every inner graph may use the outer one's names.</summary>
    private static void AssertOrder(WireMessage graph, IEnumerable<string> outer)
    {
        HashSet<string> known = [.. outer];
        foreach (string name in graph.Messages(Input).Select(static i => i.Text(1)).Concat(graph.Messages(Initializer).Select(static t => t.Text(8))))
        {
            Assert.That(known.Add(name), name);
        }

        foreach (WireMessage node in graph.Messages(Node))
        {
            Assert.That(node.Texts(NodeInput).Where(static i => i.Length > 0).Distinct(), Is.SubsetOf(known), node.Text(OpType));
            Assert.That(node.Text(Domain), Is.EqualTo(node.Text(OpType) == "TreeEnsembleRegressor" ? "ai.onnx.ml" : ""));
            foreach (WireMessage inner in node.Messages(Attribute).Where(static a => a.Has(6)).Select(static a => a.Message(6)))
            {
                AssertOrder(inner, known);
            }

            foreach (string name in node.Texts(NodeOutput))
            {
                Assert.That(known.Add(name), name);
            }
        }

        Assert.That(graph.Messages(Output).Select(static o => o.Text(1)), Is.SubsetOf(known));
    }

    /// <summary>name: type [lengths].</summary>
    private static string Describe(WireMessage value)
    {
        WireMessage tensor = value.Message(2).Message(1);
        return $"{value.Text(1)}: {tensor.Number(1)} [{string.Join(", ", tensor.Message(2).Messages(1).Select(static d => d.Has(1) ? $"{d.Number(1)}" : d.Text(2)))}]";
    }

    private static Dictionary<string, string> Metadata(GenreModel model) => Read(model).Messages(MetadataProps).ToDictionary(static p => p.Text(1), static p => p.Text(2));

    private static WireMessage Read(GenreModel model)
    {
        using MemoryStream stream = new();
        model.SaveOnnx(stream);
        return new WireMessage(stream.ToArray());
    }
}
