using MusicGenre.Neural.Layers;
using MusicGenre.Neural.Training;

namespace MusicGenre.Neural.Tests;

/// <summary>Every layer's gradients, inside nets that use it, against differences of the loss.</summary>
internal sealed unsafe class GradientTests
{
    /// <summary>The loss is computed in single precision: with this step its rounding (about 1e-7) gives 5e-5 and the curvature less.</summary>
    private const float Step = 2e-3f;

    /// <summary>Relative to the longest gradient of the array; a wrong term anywhere shows as 1e-1 and more.</summary>
    private const double Tolerance = 5e-3;

    private static IEnumerable<TestCaseData> Nets()
    {
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

    [TestCaseSource(nameof(Nets))]
    public void Gradients_are_the_slopes_of_the_loss(Shape shape, Layer[] layers)
    {
        const int Batch = 3;
        Sequential net = new(shape, 3, layers);
        SeededRandom random = new(17);
        using Execution execution = new(net, Batch, true, 2);
        Span<float> input = execution.Input.Span;
        for (int i = 0; i < input.Length; i++)
        {
            input[i] = (float)random.NextNormal();
        }

        int[] labels = [.. Enumerable.Range(0, Batch).Select(_ => random.Next(4))];
        execution.BeginStep(new SeededRandom(5), Batch);
        execution.Forward(Batch);
        float[] inputGradient = new float[input.Length];
        fixed (float* target = inputGradient)
        {
            execution.BackwardFromLabels(labels, Batch, target);
        }

        List<Parameter> parameters = [.. net.Layers.SelectMany(l => l.Parameters).Where(p => p.IsTrainable)];
        for (int i = 0; i < parameters.Count; i++)
        {
            Compare(parameters[i].Values, execution.Gradients[i].Span, $"{i}: {parameters[i].Name}");
        }

        Compare(execution.Input.Span, inputGradient, "input");

        void Compare(Span<float> values, ReadOnlySpan<float> gradient, string what)
        {
            double longest = 5e-2;
            foreach (float g in gradient)
            {
                longest = Math.Max(longest, Math.Abs(g));
            }

            double middle = Loss();
            double worst = 0;
            int tried = 0;
            int smooth = 0;
            for (int i = 0; i < values.Length; i += Math.Max(1, values.Length / 60))
            {
                (double slope, double bend) = Measure(ref values[i], Step, middle);
                (double nearSlope, double nearBend) = Measure(ref values[i], Step / 2, middle);

                // Where a pool takes another pixel within the step the loss has a corner. A smooth loss has the same slope with half the step, and half
                // the bend; a corner breaks one of the two, wherever in the step it is. Such a weight says nothing.
                tried++;
                if (Math.Abs(slope - nearSlope) < longest * Tolerance / 2 && Math.Abs((bend / 2) - nearBend) < longest * Tolerance / 2)
                {
                    smooth++;
                    worst = Math.Max(worst, Math.Abs(slope - gradient[i]) / longest);
                }
            }

            Assert.That(worst, Is.LessThan(Tolerance), what);
            Assert.That(smooth, Is.GreaterThan(tried / 3), what);
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
