using MusicGenre.Numerics.Memory;

namespace MusicGenre.Numerics.LinearAlgebra;

/// <summary>
/// Threads that share the pieces of one loop. Starting a loop allocates nothing. Which thread processes which piece is not determined, so a piece's
/// result must not depend on it; the pieces themselves must not depend on the number of threads.
/// </summary>
internal sealed unsafe class WorkTeam : IDisposable
{
    private const int Spins = 2000;

    private readonly object _gate = new();
    private readonly Thread[] _helpers;
    private readonly AlignedBuffer?[] _scratch;
    private Action<int, int>? _body;
    private Exception? _failure;
    private int _pieces;
    private int _next;
    private int _running;
    private int _generation;
    private bool _stopping;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">How many threads work, the caller's included.</param>
    public WorkTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _scratch = new AlignedBuffer?[threads];
        _helpers = new Thread[threads - 1];
        for (int i = 0; i < _helpers.Length; i++)
        {
            int worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = "MusicGenre.Neural worker" };
            _helpers[i].Start();
        }
    }

    /// <summary>How many threads work, the caller's included.</summary>
    public int Threads => _scratch.Length;

    /// <summary>The worker's scratch memory for one matrix product.</summary>
    public float* Scratch(int worker) => (_scratch[worker] ??= new AlignedBuffer(MatrixProduct.ScratchLength)).Pointer;

    /// <summary>Runs the body for each piece and returns when all are done.</summary>
    /// <param name="body">Gets the piece and the worker's number. Hold on to the delegate: making one allocates.</param>
    /// <param name="pieces">How many pieces there are.</param>
    public void Run(Action<int, int> body, int pieces)
    {
        if (_helpers.Length == 0 || pieces <= 1)
        {
            for (int i = 0; i < pieces; i++)
            {
                body(i, 0);
            }

            return;
        }

        lock (_gate)
        {
            _body = body;
            _pieces = pieces;
            _next = 0;
            _failure = null;
            _running = _helpers.Length;
            _generation++;
            Monitor.PulseAll(_gate);
        }

        Work(0);
        for (int i = 0; i < Spins && Volatile.Read(ref _running) > 0; i++)
        {
            Thread.SpinWait(10);
        }

        lock (_gate)
        {
            while (_running > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        _body = null;
        if (_failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
        }
    }

    /// <summary>Ends the helpers.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            _generation++;
            Monitor.PulseAll(_gate);
        }

        foreach (Thread helper in _helpers)
        {
            helper.Join();
        }
    }

    private void Help(int worker)
    {
        int seen = 0;
        while (true)
        {
            for (int i = 0; i < Spins && Volatile.Read(ref _generation) == seen; i++)
            {
                Thread.SpinWait(10);
            }

            lock (_gate)
            {
                while (_generation == seen)
                {
                    Monitor.Wait(_gate);
                }

                seen = _generation;
                if (_stopping)
                {
                    return;
                }
            }

            Work(worker);
            lock (_gate)
            {
                if (--_running == 0)
                {
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }

    private void Work(int worker)
    {
        try
        {
            while (true)
            {
                int piece = Interlocked.Increment(ref _next) - 1;
                if (piece >= _pieces)
                {
                    return;
                }

                _body!(piece, worker);
            }
        }
        catch (Exception error)
        {
            Interlocked.CompareExchange(ref _failure, error, null);
            Volatile.Write(ref _next, _pieces);
        }
    }
}
