using System.Diagnostics;
using MusicGenre.Neural.Optimizers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Training;

/// <summary>The training loop.</summary>
internal sealed unsafe class Trainer : IDisposable
{
    private readonly Sequential _network;
    private readonly TrainingOptions _options;
    private readonly SampleReader _inputs;
    private readonly SampleReader? _validation;
    private readonly float[] _unchanged;
    private readonly ReadOnlyMemory<int> _labels;
    private readonly List<Parameter> _trainable = [];
    private readonly Execution _execution;
    private readonly OptimizerState _optimizer;
    private readonly SeededRandom _random;
    private readonly int[] _batchLabels;
    private readonly float[] _batchWeights;
    private readonly int _size;
    private readonly int _classes;

    public Trainer(Sequential network, ReadOnlyMemory<float> inputs, ReadOnlyMemory<int> labels, TrainingOptions options)
        : this(network, Scoring.ReaderOf(inputs), labels, options, options.ValidationInputs.IsEmpty ? null : Scoring.ReaderOf(options.ValidationInputs))
    {
    }

    public Trainer(Sequential network, SampleReader inputs, ReadOnlyMemory<int> labels, TrainingOptions options, SampleReader? validation)
    {
        _network = network;
        _options = options;
        _inputs = inputs;
        _validation = validation;
        _labels = labels;
        _size = network.InputShape.Size;
        _classes = network.OutputShape.Size;
        if (options.SampleWeights.Length > 0 && options.SampleWeights.Length != labels.Length)
        {
            throw new ArgumentException($"{options.SampleWeights.Length} weights were given for {labels.Length} samples.", nameof(options));
        }

        _unchanged = options.Augmentation is null ? [] : new float[_size];
        _batchLabels = new int[Math.Min(options.BatchSize, labels.Length)];
        _batchWeights = new float[_batchLabels.Length];
        Array.Fill(_batchWeights, 1);
        foreach (Layer layer in network.Layers)
        {
            _trainable.AddRange(layer.Parameters.Where(p => p.IsTrainable));
        }

        _execution = new Execution(network, _batchLabels.Length, true, options.MaxDegreeOfParallelism);
        try
        {
            _optimizer = options.Optimizer.CreateState(_trainable, _execution.Team);
        }
        catch
        {
            _execution.Dispose();
            throw;
        }

        _random = new SeededRandom(options.Seed, 1);
    }

    public TrainingHistory Run(IProgress<EpochResult>? progress, CancellationToken cancellationToken)
    {
        int[] order = new int[_labels.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        int[] held = [];
        bool given = _validation is not null;
        if (!given && _options.ValidationFraction > 0)
        {
            (order, held) = Split(order);
        }

        bool validates = given || held.Length > 0;
        using Execution? validation = validates ? new Execution(_network, _network.PredictionBatch, false, _options.MaxDegreeOfParallelism) : null;
        AlignedBuffer[]? best = null;
        List<EpochResult> epochs = [];
        double lowest = double.PositiveInfinity;
        int bestEpoch = 0;
        bool stopped = false;
        Stopwatch clock = Stopwatch.StartNew();
        for (int epoch = 0; epoch < _options.Epochs && !stopped; epoch++)
        {
            double rate = _options.Schedule.Rate(_options.Optimizer.LearningRate, epoch, _options.Epochs);
            if (_options.Shuffle)
            {
                _random.Shuffle<int>(order);
            }

            double loss = 0;
            long right = 0;
            for (int from = 0; from < order.Length; from += _batchLabels.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int batch = Math.Min(_batchLabels.Length, order.Length - from);
                (double batchLoss, int batchRight) = Step(order.AsSpan(from, batch), rate);
                if (!double.IsFinite(batchLoss))
                {
                    throw new ArithmeticException(
                        $"Training diverged: the loss became {batchLoss} in epoch {epoch + 1}, step {(from / _batchLabels.Length) + 1}. Lower the learning rate ({rate}), clip gradients, or scale the inputs.");
                }

                loss += batchLoss * batch;
                right += batchRight;
            }

            Evaluation checkedOn = new(double.NaN, double.NaN);
            if (validation is not null)
            {
                checkedOn = _validation is not null
                    ? Scoring.Evaluate(_network, validation, _validation, _options.ValidationLabels.Span, default, cancellationToken)
                    : Scoring.Evaluate(_network, validation, _inputs, _labels.Span, held, cancellationToken);
            }

            EpochResult result = new(
                epoch + 1, _options.Epochs, loss / order.Length, (double)right / order.Length, checkedOn.Loss, checkedOn.Accuracy, rate, clock.Elapsed);
            epochs.Add(result);
            double watched = validation is null ? result.Loss : checkedOn.Loss;
            if (watched < lowest - _options.MinimumImprovement || bestEpoch == 0)
            {
                lowest = watched;
                bestEpoch = epoch + 1;
                if (_options.RestoresBestWeights)
                {
                    best = Keep(best);
                }
            }

            progress?.Report(result);
            stopped = _options.Patience > 0 && epoch + 1 - bestEpoch >= _options.Patience;
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (best is not null)
        {
            int index = 0;
            foreach (Parameter parameter in _network.Layers.SelectMany(l => l.Parameters))
            {
                best[index++].Span.CopyTo(parameter.Values);
            }
        }

        return new TrainingHistory(epochs, bestEpoch, stopped, weightsRestored: best is not null);
    }

    /// <summary>One step on the given samples: loss and how many were right before the weights changed.</summary>
    public (double Loss, int Right) Step(ReadOnlySpan<int> samples, double rate)
    {
        int batch = samples.Length;
        ReadOnlySpan<int> labels = _labels.Span;
        Span<float> target = _execution.Input.Span;
        for (int i = 0; i < batch; i++)
        {
            Span<float> place = target.Slice(i * _size, _size);
            _inputs(samples[i], _options.Augmentation is null ? place : _unchanged);
            _options.Augmentation?.Invoke(_unchanged, place, _random);

            _batchLabels[i] = labels[samples[i]];
            if (!_options.SampleWeights.IsEmpty)
            {
                _batchWeights[i] = _options.SampleWeights.Span[samples[i]];
            }
        }

        _execution.BeginStep(_random, batch);
        float* probabilities = _execution.Forward(batch);
        (double loss, int right) = Scoring.Score(probabilities, _classes, _batchLabels.AsSpan(0, batch), _batchWeights);
        loss = (loss / batch) + Scoring.Penalty(_network);
        if (!double.IsFinite(loss))
        {
            return (loss, right);
        }

        _execution.BackwardFromLabels(_batchLabels, _batchWeights, batch, null);
        float scale = 1;
        if (!double.IsPositiveInfinity(_options.ClipNorm))
        {
            double squares = 0;
            for (int i = 0; i < _execution.Gradients.Count; i++)
            {
                squares += VectorMath.SumOfSquares(_execution.Gradients[i].Span, _trainable[i].Buffer.Span, (float)(2 * _trainable[i].L2));
            }

            double norm = Math.Sqrt(squares);
            scale = norm > _options.ClipNorm ? (float)(_options.ClipNorm / norm) : 1;
        }

        _optimizer.Step(_execution.Gradients, rate, scale, (float)_options.ClipValue);
        return (loss, right);
    }

    public void Dispose() => _execution.Dispose();

    private AlignedBuffer[] Keep(AlignedBuffer[]? best)
    {
        List<Parameter> all = [.. _network.Layers.SelectMany(l => l.Parameters)];
        best ??= [.. all.Select(p => new AlignedBuffer(p.Buffer.Length))];
        for (int i = 0; i < best.Length; i++)
        {
            all[i].Values.CopyTo(best[i].Span);
        }

        return best;
    }

    /// <summary>Holds out the fraction of each class, rounded to the nearest integer by carrying the remainder on, so that the total is right too.</summary>
    private (int[] Training, int[] Held) Split(int[] all)
    {
        SeededRandom random = new(_options.Seed, 2);
        random.Shuffle<int>(all);
        List<int> training = [];
        List<int> held = [];
        double due = 0;
        int taken = 0;
        for (int label = 0; label < _classes; label++)
        {
            int[] members = [.. all.Where(i => _labels.Span[i] == label)];
            due += members.Length * _options.ValidationFraction;
            int share = Math.Min((int)Math.Round(due) - taken, members.Length);
            taken += share;
            held.AddRange(members[..share]);
            training.AddRange(members[share..]);
        }

        if (training.Count == 0 || held.Count == 0)
        {
            throw new ArgumentException(
                $"A validation fraction of {_options.ValidationFraction} of {all.Length} samples leaves {training.Count} to train on and {held.Count} to validate with; both need at least 1.");
        }

        training.Sort();
        held.Sort();
        return ([.. training], [.. held]);
    }
}
