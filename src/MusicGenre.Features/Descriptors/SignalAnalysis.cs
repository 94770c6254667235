using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Statistics;

namespace MusicGenre.Features.Descriptors;

/// <summary>Reads a clip and computes the moments of the signals derived from it.</summary>
internal abstract class SignalAnalysis
{
    /// <summary>Analyses a clip.</summary>
    /// <param name="openSignal">Gives the signal from its beginning, with the requested number of padding samples at both ends. May be called again for another pass.</param>
    /// <param name="length">The number of samples, if that is known.</param>
    /// <param name="work">Is told of the samples that are done.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The moments of each signal, in the order of <see cref="SignalDescriptor.Result"/>.</returns>
    public abstract Moments[] Analyze(Func<int, PaddedSignal> openSignal, long? length, WorkShare work, CancellationToken cancellationToken);
}
