using System.Runtime.InteropServices;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool;

/// <summary>Ctrl-C (SIGINT) and SIGTERM: the first cancels the work, which finishes its current step and keeps its results; the second ends the program at once.</summary>
internal static class StopSignals
{
    // 128 and the number of the signal, as shells report it.
    private const int InterruptedCode = 130;
    private const int TerminatedCode = 143;

    // A registration that is collected no longer listens.
    private static readonly List<PosixSignalRegistration> Registrations = [];
    private static int _received;

    /// <summary>Listens until the program ends.</summary>
    /// <param name="stop">Is cancelled by the first signal; it is never disposed, as a signal may come at any time.</param>
    public static void Listen(CancellationTokenSource stop)
    {
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
        {
            Registrations.Add(PosixSignalRegistration.Create(signal, context => Stop(context, stop)));
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _received) > 1)
        {
            Environment.Exit(context.Signal == PosixSignal.SIGINT ? InterruptedCode : TerminatedCode);
        }

        Terminal.Error("stopping; a second signal ends the program at once.");
        stop.Cancel();
    }
}
