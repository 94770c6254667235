using BenchmarkDotNet.Attributes;
using MusicGenre.Neural;
using MusicGenre.Neural.Training;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>One training step (forwards, backwards, Adam) of the nets of the origins. The rival is PyTorch: <see cref="NeuralRival"/>.</summary>
[MemoryDiagnoser]
public class NeuralStep
{
    private Trainer _trainer = null!;
    private int[] _samples = [];

    [Params("dense-csv", "lstm-mfcc", "cnn-spectrogram")]
    public string Net { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (Sequential net, int batch) = Net switch
        {
            "dense-csv" => (new Sequential(
                new Shape(26), 1,
                new Dense(256, ActivationFunction.ReLU), new Dense(128, ActivationFunction.ReLU), new Dense(64, ActivationFunction.ReLU), new Dense(10, ActivationFunction.Softmax)), 128),
            "lstm-mfcc" => (new Sequential(
                new Shape(130, 13), 1,
                new Lstm(64, returnSequences: true), new Lstm(64), new Dense(64, ActivationFunction.ReLU), new Dropout(0.3), new Dense(10, ActivationFunction.Softmax)), 32),
            _ => (new Sequential(
                new Shape(350, 350, 1), 1,
                new Conv2D(32, 3, ActivationFunction.ReLU), new MaxPool2D(), new Conv2D(32, 3, ActivationFunction.ReLU), new MaxPool2D(), new Flatten(),
                new Dense(200, ActivationFunction.ReLU), new Dense(150, ActivationFunction.ReLU), new Dense(100, ActivationFunction.ReLU), new Dense(50, ActivationFunction.ReLU),
                new Dense(10, ActivationFunction.Softmax)), 50),
        };
        SeededRandom random = new(1);
        float[] inputs = new float[batch * net.InputShape.Size];
        int[] labels = new int[batch];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = (float)random.NextNormal();
        }

        for (int i = 0; i < batch; i++)
        {
            labels[i] = random.Next(10);
        }

        _samples = [.. Enumerable.Range(0, batch)];
        _trainer = new Trainer(net, inputs, labels, new TrainingOptions { BatchSize = batch, MaxDegreeOfParallelism = Threads });
    }

    [GlobalCleanup]
    public void Cleanup() => _trainer.Dispose();

    [Benchmark]
    public double Step() => _trainer.Step(_samples, 1e-4).Loss;
}
