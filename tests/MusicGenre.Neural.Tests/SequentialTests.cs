using MusicGenre.Neural.Training;
using MusicGenre.Numerics;

namespace MusicGenre.Neural.Tests;

internal sealed class SequentialTests
{
    [TestCase(26, new[] { 256, 128, 64, 10 }, 48_714)]
    [TestCase(5, new[] { 128, 64, 32, 10 }, 11_434)]
    public void The_parameters_are_counted_as_Keras_counts_them(int inputs, int[] units, long expected)
    {
        Sequential net = new(new Shape(inputs), 1, [.. units.Select(u => (Layer)new Dense(u))]);
        Assert.Multiple(() =>
        {
            Assert.That(net.ParameterCount, Is.EqualTo(expected));
            Assert.That(net.Summary(), Does.Contain($"Total params: {expected:N0} (").And.Contain("dense_3 (Dense)").And.Contain("(None, 10)"));
        });
    }

    [Test]
    public void The_convolutional_net_of_the_origin_has_its_parameters()
    {
        Sequential net = new(
            new Shape(350, 350, 1), 1,
            new Conv2D(32, 3, ActivationFunction.ReLU), new MaxPool2D(), new Conv2D(32, 3, ActivationFunction.ReLU), new MaxPool2D(), new Flatten(),
            new Dense(200, ActivationFunction.ReLU), new Dense(150, ActivationFunction.ReLU), new Dense(100, ActivationFunction.ReLU), new Dense(50, ActivationFunction.ReLU),
            new Dense(10, ActivationFunction.Softmax));
        Assert.Multiple(() =>
        {
            Assert.That(net.ParameterCount, Is.EqualTo(47_394_978));
            Assert.That(net.Summary(), Does.Contain("max_pooling2d_1 (MaxPooling2D)").And.Contain("(None, 86, 86, 32)").And.Contain("(None, 236672)"));
        });
    }

    [TestCase(64, 64, 57_802)]
    [TestCase(224, 224, 668_202)]
    public void The_recurrent_nets_of_the_origins_have_their_parameters(int units, int dense, long expected)
    {
        Sequential net = Recurrent(units, dense);
        Assert.That(net.ParameterCount, Is.EqualTo(expected));
    }

    [Test]
    public void The_recurrent_kernel_starts_orthogonal_and_the_forget_bias_one()
    {
        Sequential net = new(new Shape(5, 3), 1, new Lstm(16), new Dense(2, ActivationFunction.Softmax));
        float[] kernel = net.Layers[0].Parameters[1].Values.ToArray();
        for (int i = 0; i < 16; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double dot = Enumerable.Range(0, 64).Sum(k => (double)kernel[(i * 64) + k] * kernel[(j * 64) + k]);
                Assert.That(dot, Is.EqualTo(i == j ? 1 : 0).Within(1e-6));
            }
        }

        Assert.That(net.Layers[0].Parameters[2].Values.ToArray(), Is.EqualTo(Enumerable.Range(0, 64).Select(i => i is >= 16 and < 32 ? 1f : 0f)));
    }

    [Test]
    public void A_step_allocates_nothing([Values("dense", "convolution", "recurrent", "normalised")] string kind)
    {
        Sequential net = Small(kind);
        (float[] x, int[] y) = Noise(net, 20);
        using Trainer trainer = new(net, x, y, new TrainingOptions { BatchSize = 20, ClipNorm = 1 });
        int[] samples = [.. Enumerable.Range(0, 20)];
        trainer.Step(samples, 1e-3);
        trainer.Step(samples, 1e-3);
        long before = GC.GetAllocatedBytesForCurrentThread();
        trainer.Step(samples, 1e-3);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    [Test]
    public void Every_layer_gives_the_same_bits_on_any_number_of_threads([Values("dense", "convolution", "recurrent", "normalised")] string kind, [Values(2, 3)] int threads)
    {
        byte[] one = Train(1);
        Assert.That(Train(threads), Is.EqualTo(one));

        byte[] Train(int degree)
        {
            Sequential net = Small(kind);
            (float[] x, int[] y) = Noise(net, 75);
            net.Fit(x, y, new TrainingOptions { Epochs = 2, BatchSize = 50, MaxDegreeOfParallelism = degree, ValidationFraction = 0.2 });
            return Save(net);
        }
    }

    [Test]
    public void A_network_of_any_layers_is_saved_and_loaded([Values("dense", "convolution", "recurrent", "normalised")] string kind)
    {
        Sequential net = Small(kind);
        (float[] x, int[] y) = Noise(net, 30);
        net.Fit(x, y, new TrainingOptions { Epochs = 1 });
        byte[] bytes = Save(net);
        Sequential loaded = Sequential.Load(bytes);
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Predict(x), Is.EqualTo(net.Predict(x)));
            Assert.That(Save(loaded), Is.EqualTo(bytes));
        });
        SeededRandom random = new(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] changed = [.. bytes];
            changed[i < 100 ? i : random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Throws<NetworkFormatException>(() => Sequential.Load(changed));
        }
    }

    [Test]
    public void Layers_that_do_not_fit_are_refused()
    {
        Dense taken = new(3);
        Sequential owner = new(new Shape(2), 1, taken);
        Assert.Multiple(() =>
        {
            Assert.That(owner.Layers[0], Is.SameAs(taken));
            Assert.That(() => new Sequential(new Shape(3), 1, taken), Throws.ArgumentException.With.Message.Contains("belongs"));
            Assert.That(() => new Sequential(new Shape(3, 4), 1, new Dense(3)), Throws.ArgumentException.With.Message.Contains("(None, 3, 4)"));
            Assert.That(() => new Sequential(new Shape(3), 1, new Lstm(3)), Throws.ArgumentException);
            Assert.That(() => new Sequential(new Shape(2, 2, 1), 1, new Conv2D(3, 3)), Throws.ArgumentException.With.Message.Contains("3 x 3"));
            Assert.That(() => new Sequential(new Shape(2, 2, 1), 1, new MaxPool2D(3)), Throws.ArgumentException);
            Assert.That(() => new Dropout(1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => new Shape(1 << 15, 1 << 15), Throws.TypeOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void A_net_learns_what_can_be_learnt_and_says_so_in_its_history()
    {
        (float[] x, int[] y) = Rings(600, 3);
        Sequential net = Net(1);
        List<int> told = [];
        TrainingHistory history = net.Fit(x, y, new TrainingOptions { Epochs = 60, ValidationFraction = 0.2, Patience = 10 }, new Told(e => told.Add(e.Epoch)));
        Evaluation evaluation = net.Evaluate(x, y);
        Assert.Multiple(() =>
        {
            Assert.That(evaluation.Accuracy, Is.GreaterThan(0.95));
            Assert.That(told, Is.EqualTo(Enumerable.Range(1, history.Epochs.Count)));
            Assert.That(history.ValidationLoss[history.BestEpoch - 1], Is.EqualTo(history.ValidationLoss.Min()));
            Assert.That(history.WeightsRestored);
        });
    }

    [Test]
    public void The_best_weights_are_restored_after_stopping_early()
    {
        (float[] x, int[] y) = Rings(200, 4);
        (float[] vx, int[] vy) = Rings(100, 5);
        Sequential net = Net(2);
        TrainingHistory history = net.Fit(x, y, new TrainingOptions { Epochs = 300, Patience = 3, ValidationInputs = vx, ValidationLabels = vy, Optimizer = new Adam(0.03) });
        Assert.Multiple(() =>
        {
            Assert.That(history.StoppedEarly);
            Assert.That(history.Epochs, Has.Count.EqualTo(history.BestEpoch + 3));
            Assert.That(net.Evaluate(vx, vy).Loss, Is.EqualTo(history.ValidationLoss[history.BestEpoch - 1]).Within(1e-9));
        });
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads([Values(1, 2, 3)] int threads)
    {
        // Wide enough that the products are shared.
        SeededRandom random = new(1);
        float[] x = [.. Enumerable.Range(0, 400 * 90).Select(_ => (float)random.NextNormal())];
        int[] y = [.. Enumerable.Range(0, 400).Select(_ => random.Next(10))];
        byte[] expected = Train(1);
        Assert.That(Train(threads), Is.EqualTo(expected));

        byte[] Train(int degree)
        {
            Sequential net = new(new Shape(90), 5, new Dense(700, ActivationFunction.ReLU, 1e-4), new Dropout(0.3), new Dense(600, ActivationFunction.Tanh), new Dense(10, ActivationFunction.Softmax));
            net.Fit(x, y, new TrainingOptions { Epochs = 2, BatchSize = 150, MaxDegreeOfParallelism = degree, ClipNorm = 1 });
            return Save(net);
        }
    }

    [Test]
    public void Cancelling_throws_after_the_step()
    {
        (float[] x, int[] y) = Rings(300, 6);
        using CancellationTokenSource source = new();
        Sequential net = Net(3);
        int epochs = 0;
        Told progress = new(e =>
        {
            epochs++;
            if (e.Epoch == 4)
            {
                source.Cancel();
            }
        });
        Assert.That(() => net.Fit(x, y, new TrainingOptions { Epochs = 1000, ValidationFraction = 0.2 }, progress, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(epochs, Is.EqualTo(4));
        Assert.That(net.Predict(x), Is.All.InRange(0f, 1f), "the network can still be used");
        Assert.That(() => net.Fit(x, y, cancellationToken: source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_file_whose_layers_have_far_more_outputs_than_weights_is_refused()
    {
        // Some kilobytes that would ask for 230 GB a sample.
        Sequential huge = new(new Shape(1 << 14, 1 << 12, 1), 1, [.. Enumerable.Range(0, 900).Select(static _ => new Activation(ActivationFunction.ReLU)), new MaxPool2D(15), new MaxPool2D(15), new Flatten(), new Dense(2, ActivationFunction.Softmax)]);
        Assert.That(() => Sequential.Load(Save(huge)), Throws.TypeOf<NetworkFormatException>().With.Message.Contains("numbers a sample; at most 67108864"));
    }

    [Test]
    public void Cancelling_is_noticed_within_the_validation()
    {
        (float[] x, int[] y) = Rings(300, 6);
        using CancellationTokenSource source = new();
        Sequential net = Net(3);
        int reads = 0;
        TrainingOptions options = new()
        {
            Epochs = 10,
            ValidationLabels = new int[100_000],
            ValidationReader = (_, target) =>
            {
                target.Clear();
                if (++reads == 1000)
                {
                    source.Cancel();
                }
            },
        };
        Assert.That(() => net.Fit(x, y, options, cancellationToken: source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(reads, Is.LessThan(2000));
    }

    [Test]
    public void A_token_that_is_never_cancelled_changes_no_bit([Values(0, 0.3)] double share, [Values(0, 8)] int patience, [Values(null, false, true)] bool? restore)
    {
        // Labels by chance: the best epoch comes long before the last.
        (float[] x, int[] y) = Rings(60, 6);
        SeededRandom random = new(2);
        y = [.. y.Select(_ => random.Next(3))];
        using CancellationTokenSource source = new();
        (byte[] plain, TrainingHistory history) = Train(default);
        (byte[] cancellable, _) = Train(source.Token);
        Assert.That(cancellable, Is.EqualTo(plain));
        Assert.That(history.WeightsRestored, Is.EqualTo(restore ?? patience > 0));
        Assert.That(history.BestEpoch < history.Epochs.Count, Is.EqualTo(share > 0), "there is something to restore");

        (byte[] Weights, TrainingHistory History) Train(CancellationToken cancellation)
        {
            Sequential net = Net(3);
            TrainingOptions options = new() { Epochs = 60, BatchSize = 60, Optimizer = new Adam(0.01), ValidationFraction = share, Patience = patience, RestoreBestWeights = restore };
            TrainingHistory history = net.Fit(x, y, options, progress: null, cancellation);
            return (Save(net), history);
        }
    }

    [Test]
    public void An_augmentation_changes_what_is_learnt_from_but_not_what_is_checked()
    {
        // Every training sample is replaced by its own point class's mirror image; the given ones are left to validation.
        (float[] x, int[] y) = ([1, 0, -1, 0], [0, 1]);
        Sequential net = new(new Shape(2), 1, new Dense(2, ActivationFunction.Softmax));
        TrainingHistory history = net.Fit(
            x, y,
            new TrainingOptions { Epochs = 300, Optimizer = new Sgd(0.5), ValidationInputs = x, ValidationLabels = y, Augmentation = (sample, result, _) => { result[0] = -sample[0]; result[1] = 0; } });
        Assert.Multiple(() =>
        {
            Assert.That(history.Accuracy[^1], Is.EqualTo(1));
            Assert.That(history.ValidationAccuracy[^1], Is.Zero);
        });
    }

    [Test]
    public void Samples_that_are_read_one_by_one_teach_the_same_bits_as_samples_in_memory([Values] bool augmented)
    {
        (float[] x, int[] y) = Rings(100, 3);
        (float[] vx, int[] vy) = Rings(30, 4);
        SampleAugmentation? shift = augmented ? Shift : null;
        TrainingOptions options = new() { Epochs = 5, BatchSize = 32, Augmentation = shift, ValidationInputs = vx, ValidationLabels = vy };
        TrainingOptions reading = new() { Epochs = 5, BatchSize = 32, Augmentation = shift, ValidationReader = (i, t) => vx.AsSpan(2 * i, 2).CopyTo(t), ValidationLabels = vy };
        Sequential net = Net(1);
        Sequential other = Net(1);
        TrainingHistory history = net.Fit(x, y, options);
        TrainingHistory read = other.Fit((i, t) => x.AsSpan(2 * i, 2).CopyTo(t), y, reading);
        Assert.That(other.Predict(x), Is.EqualTo(net.Predict(x)));
        Assert.That(read.ValidationLoss, Is.EqualTo(history.ValidationLoss));

        Assert.That(
            () => other.Fit((i, t) => t.Fill(i == 60 ? float.NaN : 1), y, options), Throws.ArgumentException.With.Message.Contains("Sample 60, number 0 is NaN"));
        Assert.That(
            () => other.Fit(x, y, new TrainingOptions { ValidationInputs = vx, ValidationLabels = vy, ValidationReader = (_, t) => t.Clear() }),
            Throws.ArgumentException.With.Message.Contains("not from both"));
        Assert.That(() => other.Fit((_, t) => t.Clear(), Array.Empty<int>()), Throws.ArgumentException.With.Message.Contains("no labels"));
    }

    private static void Shift(ReadOnlySpan<float> sample, Span<float> result, SeededRandom random)
    {
        result[0] = sample[0] + (0.1f * random.NextSingle());
        result[1] = sample[1];
    }

    [Test]
    public void A_sample_is_predicted_the_same_alone_and_among_others()
    {
        (float[] x, int[] y) = Rings(300, 7);
        Sequential net = Net(4);
        net.Fit(x, y, new TrainingOptions { Epochs = 3 });
        float[] all = net.Predict(x);
        float[] single = [.. Enumerable.Range(0, 300).SelectMany(i => net.Predict(x.AsSpan(i * 2, 2)))];
        Assert.That(single, Is.EqualTo(all));
    }

    [Test]
    public void Saving_and_loading_gives_back_the_same_bits_and_any_changed_byte_is_found()
    {
        Sequential net = new(new Shape(3), 9, new Dense(4, ActivationFunction.ReLU, 0.5), new Dropout(0.25), new Dense(2), new Activation(ActivationFunction.Softmax));
        byte[] bytes = Save(net);
        Sequential loaded = Sequential.Load(bytes);
        float[] x = [0.5f, -1, 2];
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Predict(x), Is.EqualTo(net.Predict(x)));
            Assert.That(Save(loaded), Is.EqualTo(bytes));
            Assert.That(loaded.Summary(), Is.EqualTo(net.Summary()));
        });
        for (int i = 0; i < bytes.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[i] ^= (byte)(1 << bit);
                Assert.Throws<NetworkFormatException>(() => Sequential.Load(changed), $"byte {i}, bit {bit}");
            }

            Assert.Throws<NetworkFormatException>(() => Sequential.Load(bytes.AsSpan(0, i)), $"cut at {i}");
        }

        Assert.Throws<NetworkFormatException>(() => Sequential.Load([.. bytes, 0]));
    }

    [Test]
    public void What_is_no_number_or_no_class_is_named()
    {
        Sequential net = Net(1);
        float[] x = [1, 2, 3, float.NaN];
        Assert.Multiple(() =>
        {
            Assert.That(() => net.Fit(x, new[] { 0, 1 }), Throws.ArgumentException.With.Message.Contains("Sample 1, number 1 is NaN"));
            Assert.That(() => net.Predict(x), Throws.ArgumentException.With.Message.Contains("NaN"));
            Assert.That(() => net.Fit(new float[4], new[] { 0, 3 }), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("sample 1 is 3"));
            Assert.That(() => net.Predict(new float[3]), Throws.ArgumentException);
            Assert.That(() => net.Fit(new float[4], new[] { 0 }), Throws.ArgumentException);
            Assert.That(
                () => new Sequential(new Shape(2), 1, new Dense(8), new Dense(3, ActivationFunction.Softmax)).Fit(new[] { 1f, -1 }, new[] { 0 }, new TrainingOptions { Optimizer = new Sgd(1e38), Epochs = 5 }),
                Throws.TypeOf<ArithmeticException>().With.Message.Contains("diverged"));
            Assert.That(() => new Sequential(new Shape(2), 1, new Dense(3)).Fit(new float[4], new[] { 0, 1 }), Throws.ArgumentException.With.Message.Contains("softmax"));
        });
    }

    [Test]
    public void A_step_of_descent_is_what_its_formula_says()
    {
        const double Rate = 0.25, L2 = 0.125, Clip = 1e-3;
        (float[] x, int[] y) = Rings(50, 9);
        float[] start = Weights(0, 0);
        float[] plain = Weights(1, 0);
        float[] momentum = Weights(2, 0, momentum: 0.5);
        float[] two = Weights(2, 0);
        float[] penalised = Weights(1, L2);
        float[] clipped = Weights(1, 0, clip: Clip);
        double change = Math.Sqrt(clipped.Zip(start, (a, b) => ((double)a - b) * (a - b)).Sum());
        Assert.Multiple(() =>
        {
            // Momentum adds half of the first step to the second.
            Assert.That(momentum.Select((w, i) => w - two[i] - (0.5 * (plain[i] - start[i]))), Is.All.EqualTo(0).Within(1e-6));
            Assert.That(penalised.Select((w, i) => w - plain[i] + (Rate * 2 * L2 * start[i])), Is.All.EqualTo(0).Within(1e-6));
            Assert.That(change, Is.EqualTo(Rate * Clip).Within(1e-6));
        });

        float[] Weights(int epochs, double l2, double momentum = 0, double clip = double.PositiveInfinity)
        {
            // One layer without bias in play: what is compared is its kernel.
            Sequential net = new(new Shape(2), 3, new Dense(3, ActivationFunction.Softmax, l2));
            if (epochs > 0)
            {
                net.Fit(x, y, new TrainingOptions { Epochs = epochs, BatchSize = 50, Optimizer = new Sgd(Rate, momentum), ClipNorm = clip });
            }

            return [.. net.Layers[0].Parameters[0].Values, .. clip < 1 || epochs == 0 ? net.Layers[0].Parameters[1].Values : []];
        }
    }

    [Test]
    public void Schedules_give_the_rates_of_their_formulas()
    {
        static double[] Rates(LearningRateSchedule schedule) => [.. new[] { 0, 1, 4, 5 }.Select(epoch => schedule.Rate(0.1, epoch, 10))];
        Assert.Multiple(() =>
        {
            Assert.That(Rates(LearningRateSchedule.Constant), Is.All.EqualTo(0.1));
            Assert.That(Rates(LearningRateSchedule.Exponential(0.5)), Is.EqualTo(new[] { 0.1, 0.05, 0.00625, 0.003125 }).Within(1e-12));
            Assert.That(Rates(LearningRateSchedule.Step(0.5, 2)), Is.EqualTo(new[] { 0.1, 0.1, 0.025, 0.025 }).Within(1e-12));
            Assert.That(Rates(LearningRateSchedule.Cosine()), Is.EqualTo(new[] { 0.1, 0.0975528258, 0.0654508497, 0.05 }).Within(1e-9));
        });
    }

    internal static byte[] Save(Sequential net)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        net.Save(writer);
        return stream.ToArray();
    }

    private static Sequential Recurrent(int units, int dense) => new(
        new Shape(130, 13), 1,
        new Lstm(units, returnSequences: true), new Lstm(units), new Dense(dense, ActivationFunction.ReLU), new Dropout(0.3), new Dense(10, ActivationFunction.Softmax));

    private static Sequential Small(string kind) => kind switch
    {
        "dense" => new(new Shape(9), 1, new Dense(20, ActivationFunction.ReLU, 1e-3), new Dropout(0.3), new Dense(4, ActivationFunction.Softmax)),
        "convolution" => new(
            new Shape(14, 15, 2), 1,
            new Conv2D(9, 3, ActivationFunction.ReLU), new MaxPool2D(), new Conv2D(8, 3, ActivationFunction.ReLU, ConvolutionPadding.Same, 2), new Flatten(), new Dense(4, ActivationFunction.Softmax)),
        "recurrent" => new(new Shape(9, 5), 1, new Lstm(11, true), new Lstm(8), new Dense(4), new Activation(ActivationFunction.Softmax)),
        _ => new(
            new Shape(14, 15, 2), 1,
            new Conv2D(9, 3), new BatchNorm(), new Activation(ActivationFunction.ReLU), new MaxPool2D(), new Flatten(), new Dense(4, ActivationFunction.Softmax)),
    };

    private static (float[] X, int[] Y) Noise(Sequential net, int count)
    {
        SeededRandom random = new(8);
        return ([.. Enumerable.Range(0, count * net.InputShape.Size).Select(_ => (float)random.NextNormal())], [.. Enumerable.Range(0, count).Select(_ => random.Next(4))]);
    }

    private static Sequential Net(long seed) =>
        new(new Shape(2), seed, new Dense(32, ActivationFunction.ReLU), new Dense(16, ActivationFunction.Tanh), new Dense(3, ActivationFunction.Softmax));

    /// <summary>Points of the plane in three rings around 0.</summary>
    private static (float[] X, int[] Y) Rings(int count, long seed)
    {
        SeededRandom random = new(seed);
        float[] x = new float[count * 2];
        int[] y = new int[count];
        for (int i = 0; i < count; i++)
        {
            y[i] = random.Next(3);
            double radius = y[i] + (0.8 * random.NextDouble());
            double angle = 2 * Math.PI * random.NextDouble();
            x[2 * i] = (float)(radius * Math.Cos(angle));
            x[(2 * i) + 1] = (float)(radius * Math.Sin(angle));
        }

        return (x, y);
    }

    private sealed class Told(Action<EpochResult> report) : IProgress<EpochResult>
    {
        public void Report(EpochResult value) => report(value);
    }
}
