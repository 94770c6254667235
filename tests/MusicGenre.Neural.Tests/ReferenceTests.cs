using MusicGenre.Neural.Training;

namespace MusicGenre.Neural.Tests;

/// <summary>Forward and backward against the values that PyTorch computed in double precision.</summary>
internal sealed unsafe class ReferenceTests
{
    private const double Tolerance = 1e-5;

    [TestCase("dense_linear", ActivationFunction.Linear)]
    [TestCase("dense_relu", ActivationFunction.ReLU)]
    [TestCase("dense_tanh", ActivationFunction.Tanh)]
    [TestCase("dense_sigmoid", ActivationFunction.Sigmoid)]
    public void Dense_gives_the_reference(string file, ActivationFunction activation)
    {
        Reference r = Reference.Load(file);
        Sequential net = new(new Shape(7), 1, new Dense(4, activation));
        Set(net, 0, r.Values("weight_in_out"), r.Values("bias"));
        Check(net, r, r.Values("input"), r.Values("output"), r.Values("upstream"), r.Values("grad_input"), r.Values("grad_weight"), r.Values("grad_bias"));
    }

    [Test]
    public void Softmax_and_cross_entropy_give_the_reference()
    {
        Reference r = Reference.Load("softmax_cross_entropy");
        float[] logits = r.Values("logits");
        int[] labels = r.Integers("labels");
        Sequential net = new(new Shape(10), 1, new Activation(ActivationFunction.Softmax));
        using Execution execution = new(net, 6, true, 1);
        logits.CopyTo(execution.Input.Span);
        float* probabilities = execution.Forward(6);
        (double loss, _) = Scoring.Score(probabilities, 10, labels);
        float[] gradient = new float[60];
        fixed (float* target = gradient)
        {
            execution.BackwardFromLabels(labels, [], 6, target);
        }

        Assert.That(loss / 6, Is.EqualTo(r.Values("loss")[0]).Within(Tolerance));
        Reference.AreClose(gradient, r.Values("grad_logits"), Tolerance, "grad_logits");
    }

    private static IEnumerable<TestCaseData> DenseTrainings()
    {
        yield return Case("adam_5_steps", 0, 12, new Adam(1e-2), double.PositiveInfinity);
        yield return Case("sgd_clip_norm_l2", 0.25, 5, new Sgd(0.1, 0.9), 2);
        yield return Case("adam_clip_norm_l2", 0.25, 5, new Adam(1e-2), 3);

        static TestCaseData Case(string file, double l2, int batch, Optimizer optimizer, double clipNorm) =>
            new TestCaseData(file, l2, new TrainingOptions { BatchSize = batch, Optimizer = optimizer, ClipNorm = clipNorm, Epochs = Reference.Load(file).Values("losses").Length, Shuffle = false })
                .SetArgDisplayNames(file);
    }

    /// <summary>The norm that is clipped is that of the whole gradient, the penalty's part included: without it the weights after one step are others.</summary>
    [TestCaseSource(nameof(DenseTrainings))]
    public void A_training_of_a_dense_net_gives_the_reference(string file, double l2, TrainingOptions options)
    {
        Reference r = Reference.Load(file);
        Sequential net = new(new Shape(4), 1, new Dense(6, ActivationFunction.ReLU, l2), new Dense(3, ActivationFunction.Softmax, l2));
        CheckTraining(net, r, options, r.Values("input"), time => [[r.Values("w1_" + time), r.Values("b1_" + time)], [r.Values("w2_" + time), r.Values("b2_" + time)]]);
    }

    [Test]
    public void A_training_of_the_convolutional_net_gives_the_reference()
    {
        Reference r = Reference.Load("cnn_training");
        Sequential net = new(
            new Shape(10, 10, 1), 1,
            new Conv2D(8, 3, ActivationFunction.ReLU), new MaxPool2D(), new Conv2D(9, 3, ActivationFunction.ReLU), new MaxPool2D(), new Flatten(), new Dense(3, ActivationFunction.Softmax));
        TrainingOptions options = new() { BatchSize = 4, Optimizer = new Adam(5e-3), Epochs = 6, Shuffle = false };
        CheckTraining(
            net, r, options, ChannelsLast(r, "input"),
            time => [[Kernel(r, "w1_" + time), r.Values("b1_" + time)], [], [Kernel(r, "w2_" + time), r.Values("b2_" + time)], [], [], [r.Values("w3_" + time), r.Values("b3_" + time)]]);
    }

    [Test]
    public void A_training_of_the_recurrent_net_gives_the_reference()
    {
        Reference r = Reference.Load("lstm_training");
        Sequential net = new(new Shape(7, 3), 1, new Lstm(5, true), new Lstm(4), new Dense(3, ActivationFunction.Softmax));
        TrainingOptions options = new() { BatchSize = 4, Optimizer = new Adam(1e-2), Epochs = 6, Shuffle = false };
        CheckTraining(net, r, options, r.Values("input"), time => [Recurrent("1", time, 20, 3, 5), Recurrent("2", time, 16, 5, 4), [r.Values("w3_" + time), r.Values("b3_" + time)]]);

        float[][] Recurrent(string layer, string time, int gates, int inputs, int units) =>
            [Reference.Transpose(r.Values($"w{layer}_{time}"), gates, inputs), Reference.Transpose(r.Values($"u{layer}_{time}"), gates, units), r.Values($"b{layer}_{time}")];
    }

    [TestCase("conv2d_valid", ConvolutionPadding.Valid, 1)]
    [TestCase("conv2d_same", ConvolutionPadding.Same, 1)]
    [TestCase("conv2d_stride2", ConvolutionPadding.Valid, 2)]
    public void Conv2D_gives_the_reference(string file, ConvolutionPadding padding, int stride)
    {
        Reference r = Reference.Load(file);
        Sequential net = new(new Shape(9, 8, 3), 1, new Conv2D(4, 3, ActivationFunction.Linear, padding, stride));
        Set(net, 0, Kernel(r, "weight"), r.Values("bias"));
        Check(net, r, ChannelsLast(r, "input"), ChannelsLast(r, "output"), ChannelsLast(r, "upstream"), ChannelsLast(r, "grad_input"), Kernel(r, "grad_weight"), r.Values("grad_bias"));
    }

    [TestCase("conv2d_relu_pool", ConvolutionPadding.Valid, 2)]
    [TestCase("conv2d_relu_pool3", ConvolutionPadding.Same, 3)]
    public void Convolution_ReLU_and_pool_as_one_give_the_reference(string file, ConvolutionPadding padding, int pool)
    {
        Reference r = Reference.Load(file);
        foreach (Layer[] convolution in (Layer[][])[[new Conv2D(4, 3, ActivationFunction.ReLU, padding)], [new Conv2D(4, 3, padding: padding), new Activation(ActivationFunction.ReLU)]])
        {
            Sequential net = new(new Shape(9, 8, 3), 1, [.. convolution, new MaxPool2D(pool)]);
            Set(net, 0, Kernel(r, "weight"), r.Values("bias"));
            Check(net, r, ChannelsLast(r, "input"), ChannelsLast(r, "output"), ChannelsLast(r, "upstream"), ChannelsLast(r, "grad_input"), Kernel(r, "grad_weight"), r.Values("grad_bias"));
        }
    }

    [Test]
    public void MaxPool2D_gives_the_reference()
    {
        Reference r = Reference.Load("max_pool2d");
        Sequential net = new(new Shape(9, 8, 3), 1, new MaxPool2D());
        Check(net, r, ChannelsLast(r, "input"), ChannelsLast(r, "output"), ChannelsLast(r, "upstream"), ChannelsLast(r, "grad_input"));
    }

    [TestCase("lstm_sequences", true)]
    [TestCase("lstm_last", false)]
    public void Lstm_gives_the_reference(string file, bool sequences)
    {
        Reference r = Reference.Load(file);
        Sequential net = new(new Shape(6, 5), 1, new Lstm(4, sequences));
        Set(net, 0, Reference.Transpose(r.Values("weight_input"), 16, 5), Reference.Transpose(r.Values("weight_hidden"), 16, 4), r.Values("bias"));
        Check(
            net, r, r.Values("input"), r.Values("output"), r.Values("upstream"), r.Values("grad_input"),
            Reference.Transpose(r.Values("grad_weight_input"), 16, 5), Reference.Transpose(r.Values("grad_weight_hidden"), 16, 4), r.Values("grad_bias"));
        Reference.AreClose(net.Predict(r.Values("input")), r.Values("output"), Tolerance, "prediction");
    }

    [Test]
    public void BatchNorm_gives_the_reference()
    {
        Reference r = Reference.Load("batch_norm_train");
        Sequential net = new(new Shape(5), 1, new BatchNorm(0.9));
        Set(net, 0, r.Values("gamma"), r.Values("beta"));
        Check(net, r, r.Values("input"), r.Values("output"), r.Values("upstream"), r.Values("grad_input"), r.Values("grad_gamma"), r.Values("grad_beta"));
        Reference.AreClose(net.Layers[0].Parameters[2].Values, r.Values("running_mean"), Tolerance, "moving mean");
        Reference.AreClose(net.Layers[0].Parameters[3].Values, r.Values("running_var"), Tolerance, "moving variance");
        Reference.AreClose(net.Predict(r.Values("input")), r.Values("prediction"), Tolerance, "prediction");
    }

    /// <summary>Sets the weights, trains, and compares losses, weights and what the net then says.</summary>
    private static void CheckTraining(Sequential net, Reference r, TrainingOptions options, float[] input, Func<string, float[][][]> weights)
    {
        float[][][] before = weights("before");
        for (int layer = 0; layer < before.Length; layer++)
        {
            Set(net, layer, before[layer]);
        }

        TrainingHistory history = net.Fit(input, r.Integers("labels"), options);
        Reference.AreClose([.. history.Loss.Select(l => (float)l)], r.Values("losses"), Tolerance, "losses");
        float[][][] after = weights("after");
        for (int layer = 0; layer < after.Length; layer++)
        {
            for (int i = 0; i < after[layer].Length; i++)
            {
                Reference.AreClose(net.Layers[layer].Parameters[i].Values, after[layer][i], Tolerance, $"layer {layer}, {net.Layers[layer].Parameters[i].Name}");
            }
        }

        Reference.AreClose(net.Predict(input), Softmax(r.Values("logits_after"), net.OutputShape.Size), Tolerance, "probabilities");
    }

    private static float[] Softmax(float[] logits, int classes) => [.. logits.Chunk(classes).SelectMany(static row =>
    {
        double[] powers = [.. row.Select(static v => Math.Exp(v))];
        return powers.Select(p => (float)(p / powers.Sum()));
    })];

    /// <summary>(batch, channels, height, width) to (batch, height, width, channels).</summary>
    private static float[] ChannelsLast(Reference r, string name)
    {
        int[] s = r.Shape(name);
        float[] values = r.Values(name);
        int size = s[1] * s[2] * s[3];
        return [.. Enumerable.Range(0, s[0]).SelectMany(i => Reference.Transpose(values[(i * size)..((i + 1) * size)], s[1], s[2] * s[3]))];
    }

    /// <summary>(out, in, height, width) to (height, width, in, out).</summary>
    private static float[] Kernel(Reference r, string name)
    {
        int[] s = r.Shape(name);
        return Reference.Transpose(ChannelsLast(r, name), s[0], s[1] * s[2] * s[3]);
    }

    private static void Set(Sequential net, int layer, params float[][] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i].CopyTo(net.Layers[layer].Parameters[i].Values);
        }
    }

    private static void Check(Sequential net, Reference r, float[] input, float[] output, float[] upstream, float[] inputGradient, params float[][] gradients)
    {
        int batch = r.Shape("input")[0];
        using Execution execution = new(net, batch, true, 1);
        input.CopyTo(execution.Input.Span);
        float* computed = execution.Forward(batch);
        Reference.AreClose(new ReadOnlySpan<float>(computed, output.Length), output, Tolerance, "output");
        upstream.CopyTo(new Span<float>(execution.OutputGradient, upstream.Length));
        float[] computedGradient = new float[input.Length];
        fixed (float* target = computedGradient)
        {
            execution.Backward(execution.OutputGradient, target, batch);
        }

        Reference.AreClose(computedGradient, inputGradient, Tolerance, "gradient by the input");
        for (int i = 0; i < gradients.Length; i++)
        {
            Reference.AreClose(execution.Gradients[i].Span, gradients[i], Tolerance, $"gradient of parameter {i}");
        }
    }
}
