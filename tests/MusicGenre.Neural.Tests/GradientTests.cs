using MusicGenre.Neural.Layers;
using MusicGenre.Neural.Training;
using MusicGenre.Numerics;

namespace MusicGenre.Neural.Tests;

/// <summary>Every layer's gradients, inside nets that use it, against differences of the loss.</summary>
internal sealed unsafe class GradientTests
{
    /// <summary>The loss is computed in single precision: with this step its rounding (about 1e-7) gives 5e-5 and the curvature less.</summary>
    private const float Step = 2e-3f;

    /// <summary>Relative to the longest gradient of the array; a wrong term anywhere shows as 1e-1 and more.</summary>
    private const double Tolerance = 5e-3;

    /// <summary>Inputs that may be drawn until every weight has been compared. A pool or a ReLU has corners; most weights are far from all of them in the first few draws.</summary>
    private const int MaximumDraws = 200;

    private static IEnumerable<TestCaseData> Nets()
    {
        yield return Case("dense ReLU", new Shape(7), new Dense(9, ActivationFunction.ReLU), new Dense(6), new Activation(ActivationFunction.ReLU), new Dense(4, ActivationFunction.Softmax));
        yield return Case("dropout behind ReLU", new Shape(7), new Dense(9, ActivationFunction.ReLU), new Dropout(0.4), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution, ReLU, pool as one", new Shape(8, 7, 2), new Conv2D(3, 3, ActivationFunction.ReLU), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution, ReLU layer, pool as one", new Shape(7, 8, 1), new Conv2D(3, 3), new Activation(ActivationFunction.ReLU), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("the CNN", new Shape(10, 10, 1), new Conv2D(3, 3, ActivationFunction.ReLU), new MaxPool2D(), new Conv2D(8, 3, ActivationFunction.ReLU), new MaxPool2D(), new Flatten(), new Dense(5, ActivationFunction.ReLU), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution, ReLU, pool of 3, same", new Shape(6, 7, 1), new Conv2D(2, 3, ActivationFunction.ReLU, ConvolutionPadding.Same), new MaxPool2D(3), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution, ReLU, no pool", new Shape(5, 6, 2), new Conv2D(3, 3, ActivationFunction.ReLU), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("batch normalisation, ReLU, pool", new Shape(6, 5, 1), new Conv2D(2, 3), new BatchNorm(), new Activation(ActivationFunction.ReLU), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("dense, every activation", new Shape(7), new Dense(6, ActivationFunction.Tanh), new Dense(5, ActivationFunction.Sigmoid), new Dense(6, ActivationFunction.Softmax), new Dense(5), new Dense(4, ActivationFunction.Softmax));
        yield return Case("activation layers", new Shape(7), new Dense(6), new Activation(ActivationFunction.Tanh), new Dense(6), new Activation(ActivationFunction.Sigmoid), new Dense(4), new Activation(ActivationFunction.Softmax));
        yield return Case("dropout", new Shape(7), new Dense(9, ActivationFunction.Tanh), new Dropout(0.4), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution, pool", new Shape(9, 8, 2), new Conv2D(3, 3, ActivationFunction.Tanh), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolutions and pools", new Shape(9, 8, 2), new Conv2D(9, 3), new Activation(ActivationFunction.Sigmoid), new MaxPool2D(), new Conv2D(17, 2, ActivationFunction.Tanh, ConvolutionPadding.Same), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution, same, stride 2", new Shape(8, 9, 6), new Conv2D(5, 3, ActivationFunction.Tanh, ConvolutionPadding.Same, 2), new Conv2D(4, 3, ActivationFunction.Linear, ConvolutionPadding.Same, 3), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("convolution with stride, pool", new Shape(7, 8, 1), new Conv2D(3, 2), new Conv2D(5, 3, ActivationFunction.Tanh, ConvolutionPadding.Valid, 2), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("pool alone", new Shape(7, 9, 2), new BatchNorm(), new MaxPool2D(3), new Flatten(), new Dense(4, ActivationFunction.Softmax));
        yield return Case("LSTM sequences, LSTM last", new Shape(5, 3), new Lstm(9, true), new Lstm(4), new Dense(4, ActivationFunction.Softmax));
        yield return Case("batch normalisation", new Shape(6), new Dense(5), new BatchNorm(), new Activation(ActivationFunction.Tanh), new Dense(4, ActivationFunction.Softmax));
        yield return Case("batch normalisation of images", new Shape(6, 7, 2), new Conv2D(3, 3), new BatchNorm(), new Activation(ActivationFunction.Tanh), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax));

        static TestCaseData Case(string name, Shape input, params Layer[] layers) => new TestCaseData(input, layers).SetArgDisplayNames(name);
    }

    [Test]
    public void Every_layer_and_every_activation_is_among_the_nets()
    {
        Layer[] all = [.. Nets().SelectMany(static c => (Layer[])c.Arguments[1]!)];
        Assert.That(all.Select(static l => l.Kind).Distinct(), Is.EquivalentTo(Enum.GetValues<LayerKind>()));
        foreach (Func<Layer, ActivationFunction?> activation in (Func<Layer, ActivationFunction?>[])[static l => (l as Dense)?.Activation, static l => (l as Activation)?.Function ?? (l is Activation ? null : ActivationFunction.Linear)])
        {
            Assert.That(all.Select(activation).OfType<ActivationFunction>().Distinct(), Is.EquivalentTo(Enum.GetValues<ActivationFunction>()));
        }
    }

    /// <summary>Every single weight and input is compared: where the loss has a corner within the step, another input is drawn for it.</summary>
    [TestCaseSource(nameof(Nets))]
    public void Gradients_are_the_slopes_of_the_loss(Shape shape, Layer[] layers)
    {
        const int Batch = 3;
        Sequential net = new(shape, 3, layers);
        SeededRandom random = new(17);
        using Execution execution = new(net, Batch, true, 1);
        int[] labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(4))];
        List<Parameter> parameters = [.. net.Layers.SelectMany(l => l.Parameters).Where(p => p.IsTrainable)];
        SortedSet<int>[] left = [.. parameters.Select(p => Numbers(p.Values.Length)), Numbers(execution.Input.Length)];
        for (int draw = 0; draw < MaximumDraws && left.Any(static l => l.Count > 0); draw++)
        {
            Span<float> input = execution.Input.Span;
            for (int i = 0; i < input.Length; i++)
            {
                input[i] = (float)random.NextNormal();
            }

            execution.BeginStep(new SeededRandom(draw), Batch);
            execution.Forward(Batch);
            float[] inputGradient = new float[input.Length];
            fixed (float* target = inputGradient)
            {
                execution.BackwardFromLabels(labels, [], Batch, target);
            }

            for (int i = 0; i < parameters.Count; i++)
            {
                Compare(parameters[i].Values, execution.Gradients[i].Span, left[i], $"{i}: {parameters[i].Name}");
            }

            Compare(input, inputGradient, left[^1], "input");
        }

        Assert.That(left.Select(static l => l.Count), Is.All.Zero, "every weight was compared");

        static SortedSet<int> Numbers(int count) => [.. Enumerable.Range(0, count)];

        void Compare(Span<float> values, ReadOnlySpan<float> gradient, SortedSet<int> left, string what)
        {
            double longest = 0.1;
            foreach (float g in gradient)
            {
                longest = Math.Max(longest, Math.Abs(g));
            }

            double middle = Loss();
            foreach (int i in left.ToArray())
            {
                (double slope, double bend) = Measure(ref values[i], Step, middle);
                (double nearSlope, double nearBend) = Measure(ref values[i], Step / 2, middle);

                // Where a pool takes another pixel within the step, or a ReLU's sum crosses 0, the loss has a corner. A smooth loss has the same slope with half the step, and
                // half the bend; a corner breaks one of the two, wherever in the step it is.
                if (Math.Abs(slope - nearSlope) < longest * Tolerance / 4 && Math.Abs((bend / 2) - nearBend) < longest * Tolerance / 4)
                {
                    Assert.That(gradient[i], Is.EqualTo(slope).Within(longest * Tolerance), $"{what}[{i}]");
                    left.Remove(i);
                }
            }
        }

        (double Slope, double Bend) Measure(ref float value, float step, double middle)
        {
            float before = value;
            value = before + step;
            float width = value;
            double up = Loss();
            value = before - step;
            width -= value;
            double down = Loss();
            value = before;
            return ((up - down) / width, (up + down - (2 * middle)) / (width / 2));
        }

        double Loss()
        {
            (double loss, _) = Scoring.Score(execution.Forward(Batch), 4, labels);
            return loss / Batch;
        }
    }
}
