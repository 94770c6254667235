using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Features.Statistics;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Extraction;

/// <summary>Computes the columns of a feature set, clip after clip. Holds the working memory of one thread.</summary>
internal sealed class ClipPass : IDisposable
{
    private readonly FeatureSet _set;
    private readonly GraphRun _run;
    private readonly SampleStore _store;
    private readonly SignalAnalysis[] _analyses;
    private readonly Moments[][] _moments;
    private readonly (ClipDescriptor Descriptor, SpectrogramImage Image, float[] Values)[] _clipValues;
    private readonly Func<double>[] _columns;

    public ClipPass(FeatureSet set, FeatureExtractorOptions options)
    {
        _set = set;
        _store = new SampleStore(options.SampleMemory, options.TemporaryFolder);
        Graph graph = CreateGraph(set.SampleRate, set.Frames, options);
        List<Leaf> leaves = [];
        TSink SinkOf<TSink>(FrameDescriptor descriptor, Func<TSink> create)
            where TSink : IFrameSink
        {
            Node node = graph.Get(descriptor);
            Leaf? leaf = leaves.Find(l => l.Node == node && l.Sink is TSink);
            if (leaf is null)
            {
                leaf = new Leaf(node, descriptor, create());
                leaves.Add(leaf);
            }

            return (TSink)leaf.Sink;
        }

        ClipDescriptor[] ofClip = [.. set.Features.Select(f => f.Descriptor).OfType<ClipDescriptor>().Distinct().Cast<ClipDescriptor>()];
        string[] analyses = [.. set.Features.Select(f => f.Descriptor).OfType<SignalDescriptor>().Select(s => s.AnalysisKey).Distinct()];
        _moments = new Moments[analyses.Length][];
        _analyses = [.. analyses.Select(key => set.Features.Select(f => f.Descriptor).OfType<SignalDescriptor>().First(s => s.AnalysisKey == key).CreateAnalysis(set.Frames))];
        ILookup<Descriptor, (int Delta, Statistic Statistic)> wanted = set.Features.ToLookup(f => f.Descriptor, f => (f.Delta, f.Statistic));
        _clipValues = new (ClipDescriptor, SpectrogramImage, float[])[ofClip.Length];
        Func<double> Column(Feature feature)
        {
            switch (feature.Descriptor)
            {
                case FrameDescriptor frame:
                    SeriesStatistics statistics = SinkOf(frame, () => new SeriesStatistics(frame.Rows, [.. wanted[frame].Distinct()]));
                    return () => statistics.Get(feature.Row, feature.Delta, feature.Statistic);
                case ClipDescriptor clip:
                    int index = Array.IndexOf(ofClip, clip);
                    SpectrogramImage image = SinkOf(clip.Source, () => new SpectrogramImage(clip.Source.Rows, set.SampleRate, set.Frames));
                    float[] values = _clipValues[index].Values ?? new float[clip.Rows];
                    _clipValues[index] = (clip, image, values);
                    int row = feature.Row ?? 0;
                    return () => values[row];
                case SignalDescriptor signal:
                    int analysis = Array.IndexOf(analyses, signal.AnalysisKey);
                    return () => _moments[analysis][signal.Result].Get(feature.Statistic);
                default:
                    throw new ArgumentException($"The descriptor {feature.Descriptor} cannot be extracted.", nameof(set));
            }
        }

        _columns = [.. set.Features.Select(Column)];
        _run = new GraphRun(graph, set.Frames, leaves, set.Name, options.LongestKept);
        HasFrames = leaves.Count > 0;
    }

    /// <summary>Whether a clip may be read more than once.</summary>
    public bool ReadsAgain => _run.Passes > 1 || _analyses.Length + (HasFrames ? 1 : 0) > 1;

    private bool HasFrames { get; }

    /// <summary>The samples of a clip that are used.</summary>
    private long LongestUsed => _set.Duration is double seconds ? (long)(seconds * _set.SampleRate) : long.MaxValue;

    /// <summary>An empty graph over frames as the options want them.</summary>
    public static Graph CreateGraph(int sampleRate, FrameOptions frames, FeatureExtractorOptions options)
    {
        FrameSource source = (options.Exact ? 0 : options.Lanes ?? SimdWidth.Best) switch
        {
            0 => new ExactFrames(frames),
            4 => new LaneFrames<Lane4>(frames),
            8 => new LaneFrames<Lane8>(frames),
            _ => new LaneFrames<Lane16>(frames),
        };
        return CreateGraph(sampleRate, frames, source, options.MostPeaksHeld);
    }

    /// <summary>An empty graph over frames of a source.</summary>
    public static Graph CreateGraph(int sampleRate, FrameOptions frames, FrameSource source, int mostPeaksHeld = 1 << 20)
        => new(source, source.Width == 1, new MeasureContext(sampleRate, frames.FftSize, 0) { HopLength = frames.HopLength }, mostPeaksHeld);

    /// <summary>The features of a source, which is read once.</summary>
    public float[] Extract(IAudioSource source, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        if (source is IReplayable)
        {
            return ExtractReplayable(source, progress, cancellationToken);
        }

        using (_store)
        {
            _store.Open(source, ReadsAgain);
            return ExtractReplayable(_store, progress, cancellationToken);
        }
    }

    /// <summary>Gives back what the samples took.</summary>
    public void Dispose() => _store.Dispose();

    private float[] ExtractReplayable(IAudioSource source, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        WorkShare work = new(progress, (HasFrames ? _run.Passes : 0) + _clipValues.Length + _analyses.Length);
        long? length = source.Length is long all ? Math.Min(all, LongestUsed) : null;
        if (HasFrames)
        {
            long? frames = length is long samples ? _set.Frames.FrameCount(samples) : null;
            _run.Run(() => OpenSignal(source, _set.Frames.FftSize / 2), frames, work, cancellationToken);
        }

        foreach ((ClipDescriptor descriptor, SpectrogramImage image, float[] values) in _clipValues)
        {
            cancellationToken.ThrowIfCancellationRequested();
            descriptor.Compute(image, values);
            work.EndPart();
        }

        for (int i = 0; i < _analyses.Length; i++)
        {
            _moments[i] = _analyses[i].Analyze(padding => OpenSignal(source, padding), length, work, cancellationToken);
            work.EndPart();
        }

        float[] result = new float[_columns.Length];
        for (int i = 0; i < result.Length; i++)
        {
            double value = _columns[i]();
            result[i] = (float)value;
            if (!float.IsFinite(result[i]))
            {
                throw new ArgumentException($"The feature '{_set.Names[i]}' came out as {value}: the samples are too large for float32 powers.");
            }
        }

        return result;
    }

    private PaddedSignal OpenSignal(IAudioSource source, int padding)
    {
        PaddedSignal signal = new(source, padding, _set.Frames.Padding, LongestUsed);
        return signal.Length == 0 ? throw new ArgumentException("The clip is empty; features are defined for at least one sample.", nameof(source)) : signal;
    }
}
