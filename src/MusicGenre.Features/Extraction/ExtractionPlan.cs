using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics;
using MusicGenre.Numerics.Lanes;

namespace MusicGenre.Features.Extraction;

/// <summary>What must be measured for a feature set, each descriptor once.</summary>
internal sealed class ExtractionPlan
{
    private readonly List<Series> _series = [];
    private readonly List<SignalDescriptor> _analyses = [];

    public ExtractionPlan(FeatureSet set, FeatureExtractorOptions options)
    {
        Set = set;
        Lanes = options.Exact ? 0 : options.Lanes ?? SimdWidth.Best;
        LongestKept = options.LongestKept;
        MostPeaksHeld = options.MostPeaksHeld;
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

    /// <summary>How many frames are processed at once, each in a lane of a vector; 0 for the reference implementation.</summary>
    public int Lanes { get; }

    /// <summary>The frame descriptors.</summary>
    public IReadOnlyList<Series> FrameSeries => _series;

    /// <summary>One signal descriptor of each analysis.</summary>
    public IReadOnlyList<SignalDescriptor> Analyses => _analyses;

    /// <summary>Where each feature comes from.</summary>
    public Column[] Columns { get; }

    /// <summary>The number of frames whose raw values are kept until the clip's levels are known; a longer clip is read again instead.</summary>
    public int LongestKept { get; }

    /// <summary>The number of spectral peaks kept for the tuning; a clip with more is read again instead.</summary>
    public int MostPeaksHeld { get; }

    public FrameSource CreateFrames() => Lanes switch
    {
        0 => new ExactFrames(Set.Frames),
        4 => new LaneFrames<Lane4>(Set.Frames),
        8 => new LaneFrames<Lane8>(Set.Frames),
        _ => new LaneFrames<Lane16>(Set.Frames),
    };

    public FrameMeasure CreateMeasure(FrameDescriptor descriptor, MeasureContext context)
        => Lanes switch
        {
            0 => descriptor.CreateExact(context),
            4 => descriptor.CreateLanes<Lane4>(context),
            8 => descriptor.CreateLanes<Lane8>(context),
            _ => descriptor.CreateLanes<Lane16>(context),
        };

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
