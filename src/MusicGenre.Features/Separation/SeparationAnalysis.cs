using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Extraction;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Statistics;

namespace MusicGenre.Features.Separation;

/// <summary>The moments of the harmonic and of the percussive part of a clip.</summary>
internal sealed class SeparationAnalysis(FrameOptions frames) : SignalAnalysis
{
    private readonly HarmonicPercussiveStream _stream = new(frames);

    public override Moments[] Analyze(Func<int, PaddedSignal> openSignal, long? length, WorkShare work, CancellationToken cancellationToken)
    {
        Moments harmonic = new();
        Moments percussive = new();
        _stream.Start(openSignal(_stream.Padding));
        while (_stream.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            work.Report(harmonic.Count, length);
            harmonic.Join(Moments.Of(_stream.Harmonic));
            percussive.Join(Moments.Of(_stream.Percussive));
        }

        return [harmonic, percussive];
    }
}
