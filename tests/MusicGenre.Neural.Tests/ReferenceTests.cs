using MusicGenre.Neural.Layers;
using MusicGenre.Neural.Optimizers;
using MusicGenre.Neural.Training;

namespace MusicGenre.Neural.Tests;

/// <summary>Forward and backward against the values that PyTorch computed in double precision.</summary>
internal sealed unsafe class ReferenceTests
{
    private const double Tolerance = 1e-5;

    [Test]
    public void Dense_gives_the_reference()
    {
        Reference r = Reference.Load("dense_relu");
        Sequential net = new(new Shape(7), 1, new Dense(4, ActivationFunction.ReLU));
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
            execution.BackwardFromLabels(labels, 6, target);
        }

        Assert.That(loss / 6, Is.EqualTo(r.Values("loss")[0]).Within(Tolerance));
        Reference.AreClose(gradient, r.Values("grad_logits"), Tolerance, "grad_logits");
    }

    [Test]
    public void Five_steps_of_Adam_give_the_reference()
    {
        Reference r = Reference.Load("adam_5_steps");
        Sequential net = new(new Shape(4), 1, new Dense(6, ActivationFunction.ReLU), new Dense(3, ActivationFunction.Softmax));
        Set(net, 0, Reference.Transpose(r.Values("w1_before"), 6, 4), r.Values("b1_before"));
        Set(net, 1, Reference.Transpose(r.Values("w2_before"), 3, 6), r.Values("b2_before"));
        TrainingHistory history = net.Fit(r.Values("input"), r.Integers("labels"), new TrainingOptions { Epochs = 5, BatchSize = 12, Optimizer = new Adam(1e-2), Shuffle = false });
        Reference.AreClose([.. history.Loss.Select(l => (float)l)], r.Values("losses"), Tolerance, "losses");
        Reference.AreClose(net.Layers[0].Parameters[0].Values, Reference.Transpose(r.Values("w1_after"), 6, 4), Tolerance, "w1");
        Reference.AreClose(net.Layers[0].Parameters[1].Values, r.Values("b1_after"), Tolerance, "b1");
        Reference.AreClose(net.Layers[1].Parameters[0].Values, Reference.Transpose(r.Values("w2_after"), 3, 6), Tolerance, "w2");
        Reference.AreClose(net.Layers[1].Parameters[1].Values, r.Values("b2_after"), Tolerance, "b2");
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
    }

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
