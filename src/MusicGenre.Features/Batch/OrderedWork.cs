using System.Runtime.ExceptionServices;

namespace MusicGenre.Features.Batch;

/// <summary>Processes items on several threads and returns the results in the items' order. No thread runs ahead by more than a window, so memory is bounded.</summary>
internal static class OrderedWork
{
    /// <summary>Starts with the first result that is requested; threads end when the enumeration does, early or not.</summary>
    /// <param name="items">The items; taken one at a time, when there is room for the result.</param>
    /// <param name="work">What is done to each; an exception ends the enumeration when its turn comes.</param>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <param name="window">How many items may be in work or waiting for their turn, at least one a thread.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IEnumerable<TResult> Run<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, TResult> work, int threads, int window, CancellationToken cancellation)
    {
        using State<TItem, TResult> state = new(items.GetEnumerator(), work, window);
        using CancellationTokenRegistration registration = cancellation.Register(state.Stop);
        state.Start(threads);
        while (state.TryTake(out TResult? result))
        {
            yield return result!;
        }

        cancellation.ThrowIfCancellationRequested();
    }

    private sealed class State<TItem, TResult>(IEnumerator<TItem> items, Func<TItem, TResult> work, int window) : IDisposable
    {
        private readonly Lock _input = new();
        private readonly object _gate = new();
        private readonly (bool Filled, TResult? Result, ExceptionDispatchInfo? Failure)[] _slots = new (bool, TResult?, ExceptionDispatchInfo?)[window];
        private readonly List<Thread> _threads = [];
        private long _next;
        private long _taken;
        private bool _ended;
        private bool _stopped;

        public void Start(int threads)
        {
            for (int i = 0; i < threads; i++)
            {
                Thread thread = new(Work) { IsBackground = true, Name = "MusicGenre batch" };
                _threads.Add(thread);
                thread.Start();
            }
        }

        public bool TryTake(out TResult? result)
        {
            lock (_gate)
            {
                ref (bool Filled, TResult? Result, ExceptionDispatchInfo? Failure) slot = ref _slots[_taken % window];
                while (!slot.Filled && !_stopped && !(_ended && _taken == _next))
                {
                    Monitor.Wait(_gate);
                }

                if (!slot.Filled || _stopped)
                {
                    result = default;
                    return false;
                }

                result = slot.Result;
                ExceptionDispatchInfo? failure = slot.Failure;
                slot = default;
                _taken++;
                Monitor.PulseAll(_gate);
                failure?.Throw();
                return true;
            }
        }

        public void Stop()
        {
            lock (_gate)
            {
                _stopped = true;
                Monitor.PulseAll(_gate);
            }
        }

        public void Dispose()
        {
            Stop();
            foreach (Thread thread in _threads)
            {
                thread.Join();
            }

            items.Dispose();
        }

        private void Work()
        {
            while (true)
            {
                TItem? item = default;
                ExceptionDispatchInfo? failure = null;
                long index;

                // The input has its own lock: results are passed on while a slow input (a pipe) is waited for.
                lock (_input)
                {
                    if (!HasRoom())
                    {
                        return;
                    }

                    bool any;
                    try
                    {
                        any = items.MoveNext();
                        item = any ? items.Current : default;
                    }
                    catch (Exception error)
                    {
                        any = true;
                        failure = ExceptionDispatchInfo.Capture(error);
                    }

                    lock (_gate)
                    {
                        _ended = !any || failure is not null;
                        index = any ? _next++ : -1;
                        Monitor.PulseAll(_gate);
                    }
                }

                if (index < 0)
                {
                    return;
                }

                TResult? result = default;
                if (failure is null)
                {
                    try
                    {
                        result = work(item!);
                    }
                    catch (Exception error)
                    {
                        failure = ExceptionDispatchInfo.Capture(error);
                    }
                }

                lock (_gate)
                {
                    _slots[index % window] = (true, result, failure);
                    Monitor.PulseAll(_gate);
                }
            }
        }

        private bool HasRoom()
        {
            lock (_gate)
            {
                while (!_stopped && !_ended && _next >= _taken + window)
                {
                    Monitor.Wait(_gate);
                }

                return !_stopped && !_ended;
            }
        }
    }
}
