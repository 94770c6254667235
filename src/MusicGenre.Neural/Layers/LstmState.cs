using System.Numerics;
using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Layers;

/// <summary>
/// Runs an <see cref="Lstm"/> layer. Inside, the steps are one after another, each with the whole batch, so that a step's rows are contiguous;
/// the threads share the batch and each goes through all steps without waiting for the others.
/// </summary>
internal sealed unsafe class LstmState : LayerState
{
    /// <summary>The minimum number of samples per thread: one register tile.</summary>
    private const int TileRows = 8;

    private readonly Lstm _layer;
    private readonly WorkTeam _team;
    private readonly ParallelProduct _product;
    private readonly Action<int, int> _forward;
    private readonly Action<int, int> _backward;
    private readonly bool _training;
    private readonly int _time;
    private readonly int _features;
    private readonly int _units;
    private readonly int _gates;
    private readonly int _outputSteps;

    private readonly AlignedBuffer _output;
    private readonly AlignedBuffer _steps;
    private readonly AlignedBuffer _hidden;
    private readonly AlignedBuffer _cell;
    private readonly AlignedBuffer _gateValues;
    private readonly AlignedBuffer _cellTanh;
    private readonly AlignedBuffer[] _gradients = [];
    private readonly AlignedBuffer? _gateGradients;
    private readonly AlignedBuffer? _stepGradients;
    private readonly AlignedBuffer? _hiddenGradient;
    private readonly AlignedBuffer? _cellGradient;
    private readonly AlignedBuffer? _recurrentTransposed;

    private float* _input;
    private float* _outputGradient;
    private int _batch;
    private int _rows;

    public LstmState(Lstm layer, int batch, bool training, WorkTeam team)
    {
        _layer = layer;
        _team = team;
        _product = new ParallelProduct(team);
        _forward = ForwardRows;
        _backward = BackwardRows;
        _training = training;
        _time = layer.InputShape[0];
        _features = layer.InputShape[1];
        _units = layer.Units;
        _gates = 4 * _units;
        _outputSteps = layer.ReturnSequences ? _time : 1;

        // Without a backward pass only two steps need to be kept.
        long kept = training ? _time : 1;
        _output = new AlignedBuffer((long)batch * _outputSteps * _units);
        _steps = new AlignedBuffer(kept * batch * _features);
        _hidden = new AlignedBuffer((kept + 1) * batch * _units);
        _cell = new AlignedBuffer((kept + 1) * batch * _units);
        _gateValues = new AlignedBuffer(kept * batch * _gates);
        _cellTanh = new AlignedBuffer(kept * batch * _units);
        if (training)
        {
            _gradients = [new AlignedBuffer(layer.Kernel.Buffer.Length), new AlignedBuffer(layer.RecurrentKernel.Buffer.Length), new AlignedBuffer(_gates)];
            _gateGradients = new AlignedBuffer((long)_time * batch * _gates);
            _stepGradients = new AlignedBuffer((long)_time * batch * _features);
            _hiddenGradient = new AlignedBuffer((long)batch * _units);
            _cellGradient = new AlignedBuffer((long)batch * _units);
            _recurrentTransposed = new AlignedBuffer(layer.RecurrentKernel.Buffer.Length);
        }
    }

    public override float* Output => _output.Pointer;

    public override IReadOnlyList<AlignedBuffer> Gradients => _gradients;

    public override void Forward(float* input, int batch)
    {
        _input = input;
        _batch = batch;
        Share(_forward);
    }

    public override void Backward(float* input, float* outputGradient, float* inputGradient, int batch)
    {
        _outputGradient = outputGradient;
        _batch = batch;
        Transposition.Copy(_layer.RecurrentKernel.Buffer.Pointer, _gates, _units, _gates, _recurrentTransposed!.Pointer, _units);
        Share(_backward);

        int rows = _time * batch;
        float* gates = _gateGradients!.Pointer;
        _product.Multiply(_features, _gates, rows, _steps.Pointer, 1, _features, gates, _gates, 1, _gradients[0].Pointer, _gates, false);

        // The hidden state starts with a step of zeros, so its rows are one step behind the gates'.
        _product.Multiply(_units, _gates, rows, _hidden.Pointer, 1, _units, gates, _gates, 1, _gradients[1].Pointer, _gates, false);
        VectorMath.SumColumns(gates, rows, _gates, _gradients[2].Pointer);
        if (inputGradient is not null)
        {
            float* steps = _stepGradients!.Pointer;
            _product.Multiply(rows, _features, _gates, gates, _gates, 1, _layer.Kernel.Buffer.Pointer, 1, _gates, steps, _features, false);
            for (int b = 0; b < batch; b++)
            {
                for (int t = 0; t < _time; t++)
                {
                    new Span<float>(steps + ((((nint)t * batch) + b) * _features), _features)
                        .CopyTo(new Span<float>(inputGradient + ((((nint)b * _time) + t) * _features), _features));
                }
            }
        }
    }

    private void Share(Action<int, int> body)
    {
        int pieces = Math.Clamp(_batch / TileRows, 1, _team.Threads);
        _rows = (((_batch + pieces - 1) / pieces) + TileRows - 1) / TileRows * TileRows;
        _team.Run(body, (_batch + _rows - 1) / _rows);
    }

    private void ForwardRows(int piece, int worker)
    {
        int from = piece * _rows;
        int rows = Math.Min(_rows, _batch - from);
        float* scratch = _team.Scratch(worker);
        nint state = (nint)_batch * _units;
        new Span<float>(_hidden.Pointer + ((nint)from * _units), rows * _units).Clear();
        new Span<float>(_cell.Pointer + ((nint)from * _units), rows * _units).Clear();
        for (int t = 0; t < _time; t++)
        {
            int at = _training ? t : 0;
            float* x = _steps.Pointer + ((((nint)at * _batch) + from) * _features);
            float* hiddenBefore = _hidden.Pointer + (at * state) + ((nint)from * _units);
            float* cellBefore = _cell.Pointer + (at * state) + ((nint)from * _units);
            float* hidden = hiddenBefore + state;
            float* cell = cellBefore + state;
            float* gates = _gateValues.Pointer + ((((nint)at * _batch) + from) * _gates);
            float* cellTanh = _cellTanh.Pointer + (at * state) + ((nint)from * _units);
            for (int b = 0; b < rows; b++)
            {
                new Span<float>(_input + ((((nint)(from + b) * _time) + t) * _features), _features).CopyTo(new Span<float>(x + ((nint)b * _features), _features));
            }

            VectorMath.FillRows(gates, _layer.Bias.Buffer.Pointer, rows, _gates);
            MatrixProduct.Multiply(rows, _gates, _features, x, _features, 1, _layer.Kernel.Buffer.Pointer, _gates, 1, gates, _gates, true, scratch);
            if (t > 0)
            {
                MatrixProduct.Multiply(rows, _gates, _units, hiddenBefore, _units, 1, _layer.RecurrentKernel.Buffer.Pointer, _gates, 1, gates, _gates, true, scratch);
            }

            for (int b = 0; b < rows; b++)
            {
                nint unit = (nint)b * _units;
                Cell(gates + (b * (nint)_gates), cellBefore + unit, cell + unit, cellTanh + unit, hidden + unit);
                if (_outputSteps > 1 || t == _time - 1)
                {
                    nint target = (((nint)(from + b) * _outputSteps) + (_outputSteps > 1 ? t : 0)) * _units;
                    new Span<float>(hidden + unit, _units).CopyTo(new Span<float>(_output.Pointer + target, _units));
                }
            }

            if (!_training)
            {
                new Span<float>(hidden, rows * _units).CopyTo(new Span<float>(hiddenBefore, rows * _units));
                new Span<float>(cell, rows * _units).CopyTo(new Span<float>(cellBefore, rows * _units));
            }
        }
    }

    /// <summary>One sample's step from the gates' pre-activations, which are replaced by the gates' values.</summary>
    private void Cell(float* gates, float* cellBefore, float* cell, float* cellTanh, float* hidden)
    {
        int u = 0;
        for (; u <= _units - Vector<float>.Count; u += Vector<float>.Count)
        {
            Vector<float> i = VectorMath.Sigmoid(Vector.Load(gates + u));
            Vector<float> f = VectorMath.Sigmoid(Vector.Load(gates + _units + u));
            Vector<float> g = VectorMath.Tanh(Vector.Load(gates + (2 * _units) + u));
            Vector<float> o = VectorMath.Sigmoid(Vector.Load(gates + (3 * _units) + u));
            Vector<float> c = (f * Vector.Load(cellBefore + u)) + (i * g);
            Vector<float> th = VectorMath.Tanh(c);
            i.Store(gates + u);
            f.Store(gates + _units + u);
            g.Store(gates + (2 * _units) + u);
            o.Store(gates + (3 * _units) + u);
            c.Store(cell + u);
            th.Store(cellTanh + u);
            (o * th).Store(hidden + u);
        }

        int rest = _units - u;
        if (rest > 0)
        {
            Vector<float> i = VectorMath.Sigmoid(VectorMath.LoadTail(gates + u, rest));
            Vector<float> f = VectorMath.Sigmoid(VectorMath.LoadTail(gates + _units + u, rest));
            Vector<float> g = VectorMath.Tanh(VectorMath.LoadTail(gates + (2 * _units) + u, rest));
            Vector<float> o = VectorMath.Sigmoid(VectorMath.LoadTail(gates + (3 * _units) + u, rest));
            Vector<float> c = (f * VectorMath.LoadTail(cellBefore + u, rest)) + (i * g);
            Vector<float> th = VectorMath.Tanh(c);
            VectorMath.StoreTail(i, gates + u, rest);
            VectorMath.StoreTail(f, gates + _units + u, rest);
            VectorMath.StoreTail(g, gates + (2 * _units) + u, rest);
            VectorMath.StoreTail(o, gates + (3 * _units) + u, rest);
            VectorMath.StoreTail(c, cell + u, rest);
            VectorMath.StoreTail(th, cellTanh + u, rest);
            VectorMath.StoreTail(o * th, hidden + u, rest);
        }
    }

    private void BackwardRows(int piece, int worker)
    {
        int from = piece * _rows;
        int rows = Math.Min(_rows, _batch - from);
        float* scratch = _team.Scratch(worker);
        nint state = (nint)_batch * _units;
        float* hiddenGradient = _hiddenGradient!.Pointer + ((nint)from * _units);
        float* cellGradient = _cellGradient!.Pointer + ((nint)from * _units);
        new Span<float>(hiddenGradient, rows * _units).Clear();
        new Span<float>(cellGradient, rows * _units).Clear();
        for (int t = _time - 1; t >= 0; t--)
        {
            nint gateAt = (((nint)t * _batch) + from) * _gates;
            nint at = (t * state) + ((nint)from * _units);
            for (int b = 0; b < rows; b++)
            {
                nint unit = (nint)b * _units;
                nint gate = gateAt + ((nint)b * _gates);
                if (_outputSteps > 1 || t == _time - 1)
                {
                    nint source = (((nint)(from + b) * _outputSteps) + (_outputSteps > 1 ? t : 0)) * _units;
                    VectorMath.Add(hiddenGradient + unit, _outputGradient + source, _units);
                }

                CellGradient(
                    _gateValues.Pointer + gate, _cell.Pointer + at + unit, _cellTanh.Pointer + at + unit, hiddenGradient + unit, cellGradient + unit, _gateGradients!.Pointer + gate);
            }

            if (t > 0)
            {
                MatrixProduct.Multiply(
                    rows, _units, _gates, _gateGradients!.Pointer + gateAt, _gates, 1, _recurrentTransposed!.Pointer, _units, 1, hiddenGradient, _units, false, scratch);
            }
        }
    }

    /// <summary>One sample's backward step: from the gradients with respect to h and c to those with respect to the gates' pre-activations and the previous c.</summary>
    private void CellGradient(float* gates, float* cellBefore, float* cellTanh, float* hiddenGradient, float* cellGradient, float* gateGradients)
    {
        for (int u = 0; u < _units; u += Vector<float>.Count)
        {
            int rest = Math.Min(_units - u, Vector<float>.Count);
            bool whole = rest == Vector<float>.Count;
            Vector<float> i = whole ? Vector.Load(gates + u) : VectorMath.LoadTail(gates + u, rest);
            Vector<float> f = whole ? Vector.Load(gates + _units + u) : VectorMath.LoadTail(gates + _units + u, rest);
            Vector<float> g = whole ? Vector.Load(gates + (2 * _units) + u) : VectorMath.LoadTail(gates + (2 * _units) + u, rest);
            Vector<float> o = whole ? Vector.Load(gates + (3 * _units) + u) : VectorMath.LoadTail(gates + (3 * _units) + u, rest);
            Vector<float> th = whole ? Vector.Load(cellTanh + u) : VectorMath.LoadTail(cellTanh + u, rest);
            Vector<float> before = whole ? Vector.Load(cellBefore + u) : VectorMath.LoadTail(cellBefore + u, rest);
            Vector<float> dh = whole ? Vector.Load(hiddenGradient + u) : VectorMath.LoadTail(hiddenGradient + u, rest);
            Vector<float> dc = whole ? Vector.Load(cellGradient + u) : VectorMath.LoadTail(cellGradient + u, rest);
            Vector<float> one = Vector<float>.One;
            dc += dh * o * (one - (th * th));
            Vector<float> di = dc * g * i * (one - i);
            Vector<float> df = dc * before * f * (one - f);
            Vector<float> dg = dc * i * (one - (g * g));
            Vector<float> d0 = dh * th * o * (one - o);
            dc *= f;
            if (whole)
            {
                di.Store(gateGradients + u);
                df.Store(gateGradients + _units + u);
                dg.Store(gateGradients + (2 * _units) + u);
                d0.Store(gateGradients + (3 * _units) + u);
                dc.Store(cellGradient + u);
            }
            else
            {
                VectorMath.StoreTail(di, gateGradients + u, rest);
                VectorMath.StoreTail(df, gateGradients + _units + u, rest);
                VectorMath.StoreTail(dg, gateGradients + (2 * _units) + u, rest);
                VectorMath.StoreTail(d0, gateGradients + (3 * _units) + u, rest);
                VectorMath.StoreTail(dc, cellGradient + u, rest);
            }
        }
    }
}
