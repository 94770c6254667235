using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Extraction;

/// <summary>What must be measured for a feature set, each descriptor once.</summary>
internal sealed class ExtractionPlan
{
    private readonly List<Series> _series = [];
    private readonly List<SignalDescriptor> _analyses = [];

    public ExtractionPlan(FeatureSet set, FeatureExtractorOptions options)
    {
        Set = set;
        Exact = options.Exact;
        Columns = new Column[set.Count];
        for (int i = 0; i < set.Count; i++)
        {
            Feature feature = set.Features[i];
            Columns[i] = feature.Descriptor switch
            {
                FrameDescriptor frame => new Column(ColumnKind.Frames, IndexOf(frame, (feature.Delta, feature.Statistic), keep: false), feature),
                SeriesDescriptor series => new Column(ColumnKind.Series, IndexOf(series.Source, wanted: null, keep: true), feature),
                SignalDescriptor signal => new Column(ColumnKind.Signal, IndexOf(signal), feature),
                _ => throw new ArgumentException($"The descriptor {feature.Descriptor} cannot be extracted.", nameof(set)),
            };
        }
    }

    public FeatureSet Set { get; }

    public bool Exact { get; }

    /// <summary>The frame descriptors.</summary>
    public IReadOnlyList<Series> FrameSeries => _series;

    /// <summary>One signal descriptor of each analysis.</summary>
    public IReadOnlyList<SignalDescriptor> Analyses => _analyses;

    /// <summary>Where each feature comes from.</summary>
    public Column[] Columns { get; }

    private int IndexOf(FrameDescriptor descriptor, (int Delta, Statistic Statistic)? wanted, bool keep)
    {
        int index = _series.FindIndex(s => s.Descriptor.Equals(descriptor));
        if (index < 0)
        {
            index = _series.Count;
            _series.Add(new Series(descriptor));
        }

        if (wanted is (int Delta, Statistic Statistic) one)
        {
            _series[index].Wanted.Add(one);
        }

        _series[index].Keep |= keep;
        return index;
    }

    private int IndexOf(SignalDescriptor descriptor)
    {
        int index = _analyses.FindIndex(a => a.AnalysisKey == descriptor.AnalysisKey);
        if (index < 0)
        {
            index = _analyses.Count;
            _analyses.Add(descriptor);
        }

        return index;
    }

    internal sealed class Series(FrameDescriptor descriptor)
    {
        public FrameDescriptor Descriptor => descriptor;

        public HashSet<(int Delta, Statistic Statistic)> Wanted { get; } = [];

        public bool Keep { get; set; }
    }

    internal readonly record struct Column(ColumnKind Kind, int Index, Feature Feature);
}
