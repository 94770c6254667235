using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MusicGenre.Features.Batch;

/// <summary>Works on items in parallel and gives the results in the items' order. At most a window of items is in work or waits for its turn, so memory is bounded.</summary>
internal static class OrderedWork
{
    /// <summary>Starts with the first result that is asked for; the work ends when the enumeration does, early or not.</summary>
    /// <param name="items">The items; taken one at a time, on a thread of their own, when there is room for the result.</param>
    /// <param name="work">What is done to each; an exception ends the enumeration when its turn comes.</param>
    /// <param name="threads">How many items are worked on at once, at least 1.</param>
    /// <param name="window">How many items may be in work or waiting for their turn, at least one a thread.</param>
    /// <param name="cancellation">Cancels the work.</param>
    public static async IAsyncEnumerable<TResult> Run<TItem, TResult>(
        IEnumerable<TItem> items, Func<TItem, TResult> work, int threads, int window, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<Task<TResult>> results = Channel.CreateBounded<Task<TResult>>(window);
        Task producer = Task.Factory.StartNew(
            () => Produce(items, work, threads, results.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            while (await results.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
            {
                // It takes up room until it is done and its turn has come.
                results.Reader.TryPeek(out Task<TResult>? next);
                TResult result = await next!.WaitAsync(cancellation).ConfigureAwait(false);
                results.Reader.TryRead(out _);
                yield return result;
                cancellation.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await producer.ConfigureAwait(false);
            while (results.Reader.TryRead(out Task<TResult>? rest))
            {
                await Task.WhenAny(rest).ConfigureAwait(false);
            }
        }
    }

    private static void Produce<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, TResult> work, int threads, ChannelWriter<Task<TResult>> results, CancellationToken stop)
    {
        TaskFactory<TResult> workers = new(
            stop, TaskCreationOptions.None, TaskContinuationOptions.None, new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler);
        try
        {
            using IEnumerator<TItem> input = items.GetEnumerator();
            while (results.WaitToWriteAsync(stop).AsTask().GetAwaiter().GetResult() && input.MoveNext())
            {
                TItem item = input.Current;
                results.TryWrite(workers.StartNew(() => work(item), stop));
            }
        }
        catch (Exception error)
        {
            results.TryWrite(Task.FromException<TResult>(error));
        }
        finally
        {
            results.Complete();
        }
    }
}
