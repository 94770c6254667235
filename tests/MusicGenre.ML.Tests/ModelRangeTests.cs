using MusicGenre.Features;
using MusicGenre.Neural;

namespace MusicGenre.ML.Tests;

/// <summary>Model files whose checksum is right and whose numbers are not: refused by name, so that what is loaded gives finite probabilities, and soon.</summary>
public sealed class ModelRangeTests
{
    private const int Many = 1 << 16;

    private static TestCaseData Case(string name, byte[] file, string? problem) => new TestCaseData(file, problem).SetArgDisplayNames(name);

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return Case("scaler", ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5])), null);
        yield return Case("scaler, deviation 0", ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5]), deviation: 0), "divisor of column 0 is 0");
        yield return Case("scaler, deviation below 0", ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.5]), deviation: -1), "divisor of column 0 is -1");

        yield return Case("majority, sum", ModelFile.Of("majority-class", 1, 2, static w => w.Write([0.5, 0.6])), "sum to 1");
        yield return Case("majority, below 0", ModelFile.Of("majority-class", 1, 2, static w => w.Write([1.5, -0.5])), "sum to 1");
        yield return Case("majority, NaN", ModelFile.Of("majority-class", 1, 2, static w => w.Write([double.NaN, 1])), "finite");

        yield return Case("linear", Linear([1e250, -1e250]), null);
        yield return Case("linear, overflow", Linear([1e300, -1e300]), "overflow");
        yield return Case("linear, product", ModelFile.Of("linear-softmax", Many, Many, static w => w.Write([0.5])), "4294967296 were expected");

        yield return Case("neighbours", Neighbours([1e12f, -1e12f]), null);
        yield return Case("neighbours, rows", Neighbours([1e20f, 0]), "at most 1000000000000");
        yield return Case("neighbours, product", ModelFile.Of("nearest-neighbors", Many, 2, static w =>
        {
            w.Write(1);
            w.Write(new int[Many]);
            w.Write(new float[1]);
        }), "4294967296 were expected");

        yield return Case("machine", Machine(), null);
        yield return Case("machine, gamma below 0", Machine(gamma: -1), "gamma is -1");
        yield return Case("machine, gamma 0", Machine(gamma: 0), "gamma is 0");
        yield return Case("machine, vectors", Machine(vector: 1e20f), "at most 1000000000000");
        yield return Case("machine, coefficients", Machine(coefficient: double.MaxValue), "overflow");
        yield return Case("machine, slope", Machine(slope: double.PositiveInfinity), "slope");

        yield return Case("forest", Forest([0.25f, 0.75f], [0]), null);
        yield return Case("forest, shares", Forest([0.25f, 0.5f], [0]), "sum to 1");
        yield return Case("forest, shares below 0", Forest([-0.25f, 1.25f], [0]), "sum to 1");
        yield return Case("forest, half a leaf", Forest([0.25f, 0.75f, 0.5f], [0]), "not a multiple of 2, the number of genres");
        yield return Case("forest, shared root", Forest([0.25f, 0.75f], [0, 0]), "no other way leads to");
        yield return Case("forest, root in another tree", Forest([0.25f, 0.75f], [0, 2]), "no other way leads to");
        yield return Case("forest, shared children", ModelFile.Of("forest", 1, 2, static w =>
        {
            // A chain in which the second child of each node is the first child of the next.
            w.Write([1f, 0f]);
            w.Write([0]);
            w.Write([0, 0, -1, -1]);
            w.Write(new float[4]);
            w.Write([1, 2, 0, 0]);
        }), "no other way leads to");
        yield return Case("forest, no node", Forest([0.25f, 0.75f], [9]), "node 9");

        yield return Case("boosting", Boosting(1e100), null);
        yield return Case("boosting, values", Boosting(double.MaxValue), "overflow");

        yield return Case("vote", Vote([0.5, 0.5]), null);
        yield return Case("vote, weights", Vote([0.5, 0.4]), "sum to 1");
        yield return Case("vote, no member", Vote([]), "sum to 1");

        yield return Case("power", Power(1), null);
        yield return Case("power, large", Power(500), null);
        yield return Case("power, far", Power(1e6), "power");
        yield return Case("projection", Projection(1e50, 1e99), null);
        yield return Case("projection, mean", Projection(1e101, 1), "overflow");
        yield return Case("projection, components", Projection(0, 1e101), "overflow");
        yield return Case("selection", Step("selection", static w => w.Write([0])), null);
        yield return Case("selection, column", Step("selection", static w => w.Write([1])), "selected columns is 1");
        yield return Case("selection, twice", Step("selection", static w => w.Write([0, 0])), "each once");
        yield return Case("selection, none", Step("selection", static w => w.Write(Array.Empty<int>())), "at least one");
        yield return Case("step, unknown", Step("turning", static _ => { }), "'turning' is not known");

        yield return Case("net", Net(1, 1), null);
        yield return Case("net, weights", Net(1e30f, 1), "overflow");
        yield return Case("net, variance", Net(1, -1), "at least 0");

        yield return Case("net, no softmax", Net(new Shape(1), new Dense(2, ActivationFunction.Sigmoid)), "does not end in a softmax");
        yield return Case("net, softmax apart", Net(new Shape(1), new Dense(2), new Activation(ActivationFunction.Softmax)), null);
        yield return Case("net, every layer with what may follow it", Net(new Shape(1), new Dense(3), new BatchNorm(), new Activation(ActivationFunction.ReLU), new Dropout(0.5), new Dense(2, ActivationFunction.Softmax)), null);
        yield return Case("net, layers without weights", Net(new Shape(1), [new Dense(100_000), .. Enumerable.Range(0, 900).Select(static _ => new Activation(ActivationFunction.ReLU)), new Dense(2, ActivationFunction.Softmax)]), "numbers a sample");
        yield return Case("net, image", Net(new Shape(1, 1, 1), new Conv2D(8, 1), new Flatten(), new Dense(2, ActivationFunction.Softmax)), null);

        string json = FeatureSets.Means26.ToJson();
        yield return Case("feature set", WithSet(json), null);
        yield return Case("feature set, hop", WithSet(json.Replace("\"hopLength\": 512", "\"hopLength\": 1", StringComparison.Ordinal)), "hop");
    }

    [TestCaseSource(nameof(Cases))]
    public void Numbers_out_of_range_are_refused_and_others_predict(byte[] file, string? problem)
    {
        if (problem is not null)
        {
            Assert.That(() => GenreModel.FromBytes(file), Throws.TypeOf<ModelFormatException>().With.Message.Contains(problem));
            return;
        }

        GenreModel model = GenreModel.FromBytes(file);
        foreach (float value in new[] { 0, 1, float.MaxValue, float.MinValue })
        {
            float[] row = new float[model.FeatureNames.Count];
            Array.Fill(row, value);
            double[] p = model.Predict(row).RawProbabilities.ToArray();
            Assert.That(p.Sum(), Is.EqualTo(1).Within(1e-12));
            Assert.That(p, Has.All.InRange(0.0, 1.0));
        }
    }

    [Test]
    public void A_table_whose_feature_set_no_model_may_hold_is_refused_before_the_work()
    {
        FeatureSet set = FeatureSets.Means26;
        FeatureSet dense = new("dense", set.Features, set.SampleRate, set.Frames with { HopLength = 1 });
        FeatureTable table = new(dense.Names, new float[2 * dense.Count], ["a", "b"], featureSet: dense);
        Assert.That(() => new MajorityClassTrainer().Fit(table), Throws.ArgumentException.With.Message.Contains("hop"));
    }

    private static byte[] Linear(double[] weights) => ModelFile.Of("linear-softmax", 1, 2, w =>
    {
        w.Write(weights);
        w.Write([0.0, 0.0]);
    });

    private static byte[] Neighbours(float[] rows) => ModelFile.Of("nearest-neighbors", 1, 2, w =>
    {
        w.Write(2);
        w.Write([0, 1]);
        w.Write(rows);
    });

    private static byte[] Machine(double gamma = 0.5, float vector = 1, double coefficient = 1, double slope = -1) => ModelFile.Of("support-vectors", 1, 2, w =>
    {
        w.Write(gamma);
        w.Write([vector, -1f]);
        w.Write([0, 1]);
        w.Write([coefficient, coefficient]);
        w.Write(0.0);
        w.Write(slope);
        w.Write(0.0);
    });

    // A question and two leaves, both with the first shares.
    private static byte[] Forest(float[] shares, int[] roots) => ModelFile.Of("forest", 1, 2, w =>
    {
        w.Write(shares);
        w.Write(roots);
        WriteNodes(w);
    });

    private static byte[] Boosting(double value) => ModelFile.Of("boosted-trees", 1, 2, w =>
    {
        w.Write([0.0, -0.7]);
        w.Write([value]);
        w.Write([0, 3]);
        w.Write([0, -1, -1, -1]);
        w.Write(new float[4]);
        w.Write([1, 0, 0, 0]);
    });

    private static byte[] Vote(double[] weights) => ModelFile.Of("soft-voting", 1, 2, w =>
    {
        w.Write(weights);
        foreach (double _ in weights)
        {
            w.Write(0);
            w.Write("majority-class");
            w.Write([0.5, 0.5]);
        }
    });

    private static byte[] Step(string kind, Action<ModelWriter> step) => ModelFile.Of("linear-softmax", 1, 2, static w =>
    {
        w.Write([1.0, -1.0]);
        w.Write([0.0, 0.0]);
    }, step: (kind, step));

    private static byte[] Power(double lambda) => Step("power-transform", w =>
    {
        w.Write([lambda]);
        w.Write([0.0]);
        w.Write([1.0]);
    });

    private static byte[] Projection(double mean, double weight) => Step("projection", w =>
    {
        w.Write(1);
        w.Write([mean]);
        w.Write([weight]);
    });

    private static byte[] Net(float weight, float variance)
    {
        BatchNorm norm = new();
        Dense dense = new(3, ActivationFunction.ReLU);
        return Net(new Shape(1), [norm, dense, new Dense(2, ActivationFunction.Softmax)], () =>
        {
            norm.Parameters[3].Values.Fill(variance);
            dense.Parameters[0].Values.Fill(weight);
        });
    }

    private static byte[] Net(Shape input, params Layer[] layers) => Net(input, layers, static () => { });

    private static byte[] Net(Shape input, Layer[] layers, Action change) => ModelFile.Of("dense-net", 1, 2, w =>
    {
        Sequential network = new(input, 1, layers);
        change();
        using MemoryStream stream = new();
        using (BinaryWriter binary = new(stream))
        {
            network.Save(binary);
        }

        w.Write(stream.ToArray());
    });

    private static byte[] WithSet(string json) => ModelFile.Of("majority-class", FeatureSets.Means26.Count, 2, static w => w.Write([0.5, 0.5]), featureSet: json);

    private static void WriteNodes(ModelWriter w)
    {
        w.Write([0, -1, -1]);
        w.Write(new float[3]);
        w.Write([1, 0, 0]);
    }
}
