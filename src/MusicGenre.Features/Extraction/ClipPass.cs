using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Statistics;

namespace MusicGenre.Features.Extraction;

/// <summary>Reads clips and computes the statistics of a plan. Holds the working memory of one thread.</summary>
internal sealed class ClipPass
{
    private readonly ExtractionPlan _plan;
    private readonly FrameSource _frames;
    private readonly TuningEstimator? _tuning;
    private readonly FrameMeasure?[] _fixedMeasures;
    private readonly FrameMeasure[] _measures;
    private readonly SeriesStatistics[] _statistics;
    private readonly float[][] _levels;
    private readonly float[][] _raw;
    private readonly float[][] _values;
    private readonly List<float[]>[] _kept;
    private readonly SignalAnalysis[] _analyses;
    private readonly Moments[][] _moments;

    public ClipPass(ExtractionPlan plan)
    {
        _plan = plan;
        FrameOptions options = plan.Set.Frames;
        _frames = plan.CreateFrames();
        int count = plan.FrameSeries.Count;
        _fixedMeasures = new FrameMeasure?[count];
        _measures = new FrameMeasure[count];
        _statistics = new SeriesStatistics[count];
        _levels = new float[count][];
        _raw = new float[count][];
        _values = new float[count][];
        _kept = new List<float[]>[count];
        for (int i = 0; i < count; i++)
        {
            ExtractionPlan.Series series = plan.FrameSeries[i];
            FrameMeasure measure = CreateMeasure(series.Descriptor, tuning: 0);
            _measures[i] = measure;
            _fixedMeasures[i] = series.Descriptor.NeedsTuning ? null : measure;
            _statistics[i] = new SeriesStatistics(measure.Rows, series.Wanted, series.Keep);
            _levels[i] = new float[measure.Levels];
            _raw[i] = new float[measure.RawRows * _frames.Width];
            _values[i] = new float[measure.Rows * _frames.Width];
            _kept[i] = [];
            if (series.Descriptor.NeedsTuning)
            {
                _tuning ??= new TuningEstimator(new MeasureContext(plan.Set.SampleRate, options.FftSize, 0), plan.MostPeaksHeld);
            }
        }

        _analyses = [.. plan.Analyses.Select(a => a.CreateAnalysis(options))];
        _moments = new Moments[_analyses.Length][];
    }

    /// <summary>The features of a source.</summary>
    public float[] Extract(IAudioSource source)
    {
        foreach (SeriesStatistics statistics in _statistics)
        {
            statistics.Clear();
        }

        if (_statistics.Length > 0)
        {
            double tuning = _tuning is null ? 0 : EstimateTuning(source);
            for (int i = 0; i < _measures.Length; i++)
            {
                _measures[i] = _fixedMeasures[i] ?? CreateMeasure(_plan.FrameSeries[i].Descriptor, tuning);
            }

            MeasureFrames(source);
        }

        for (int i = 0; i < _analyses.Length; i++)
        {
            _moments[i] = _analyses[i].Analyze(padding => OpenSignal(source, padding));
        }

        return Collect();
    }

    private FrameMeasure CreateMeasure(FrameDescriptor descriptor, double tuning)
        => _plan.CreateMeasure(
            descriptor, new MeasureContext(_plan.Set.SampleRate, _plan.Set.Frames.FftSize, tuning) { HopLength = _plan.Set.Frames.HopLength });

    private PaddedSignal OpenSignal(IAudioSource source, int padding)
    {
        long limit = _plan.Set.Duration is double seconds ? (long)(seconds * _plan.Set.SampleRate) : long.MaxValue;
        PaddedSignal signal = new(source, padding, _plan.Set.Frames.Padding, limit);
        return signal.Length == 0 ? throw new ArgumentException("The clip is empty; features are defined for at least one sample.", nameof(source)) : signal;
    }

    private void Start(IAudioSource source, bool spectraOnly = false)
        => _frames.Start(OpenSignal(source, _plan.Set.Frames.FftSize / 2), spectraOnly, !spectraOnly && _measures.Any(m => m.NeedsMagnitude));

    private double EstimateTuning(IAudioSource source)
    {
        TuningEstimator estimator = _tuning!;
        estimator.Clear();
        do
        {
            long total = 0;
            Start(source, spectraOnly: true);
            for (int frames = _frames.Next(); frames > 0; frames = _frames.Next())
            {
                if (FrameCheck.FirstTooLoud(_frames.Block, frames) is int lane and >= 0)
                {
                    throw TooLarge(_plan.FrameSeries.First(s => s.Descriptor.NeedsTuning).Descriptor, total + lane);
                }

                _frames.AddPeaks(estimator, frames);
                total += frames;
            }
        }
        while (!estimator.EndPass());
        return estimator.Tuning;
    }

    private void MeasureFrames(IAudioSource source)
    {
        foreach (float[] levels in _levels)
        {
            Array.Fill(levels, float.NegativeInfinity);
        }

        long total = 0;
        bool keep = true;
        Start(source);
        for (int frames = _frames.Next(); frames > 0; frames = _frames.Next())
        {
            keep = keep && total + frames <= _plan.LongestKept;
            int block = (int)(total / _frames.Width);
            int tooLoud = FrameCheck.FirstTooLoud(_frames.Block, frames);
            for (int i = 0; i < _measures.Length; i++)
            {
                FrameMeasure measure = _measures[i];
                if (tooLoud >= 0 && measure.NeedsSpectrum)
                {
                    throw TooLarge(_plan.FrameSeries[i].Descriptor, total + tooLoud);
                }

                if (measure.Levels == 0)
                {
                    measure.Measure(_frames.Block, _raw[i]);
                    Add(i, _raw[i], total, frames);
                    continue;
                }

                float[] raw = keep ? KeptBlock(i, block) : _raw[i];
                measure.Measure(_frames.Block, raw);
                measure.Observe(raw, frames, _levels[i]);
            }

            total += frames;
        }

        if (keep)
        {
            FinishKept(total);
        }
        else if (_measures.Any(m => m.Levels > 0))
        {
            MeasureAgain(source);
        }

        foreach (SeriesStatistics statistics in _statistics)
        {
            statistics.End();
        }
    }

    private ArgumentException TooLarge(FrameDescriptor descriptor, long frame) => FrameCheck.TooLarge(descriptor, frame, _plan.Set.Frames, _plan.Set.SampleRate);

    private void Add(int index, float[] values, long first, int frames)
    {
        if (FrameCheck.FirstNotFinite(values, _frames.Width, frames) is int lane and >= 0)
        {
            throw TooLarge(_plan.FrameSeries[index].Descriptor, first + lane);
        }

        _statistics[index].Add(values, _frames.Width, frames);
    }

    private float[] KeptBlock(int index, int block)
    {
        List<float[]> kept = _kept[index];
        if (kept.Count == block)
        {
            kept.Add(new float[_raw[index].Length]);
        }

        return kept[block];
    }

    private void FinishKept(long total)
    {
        for (int i = 0; i < _measures.Length; i++)
        {
            if (_measures[i].Levels == 0)
            {
                continue;
            }

            int block = 0;
            for (long done = 0; done < total; done += _frames.Width)
            {
                _measures[i].Finish(_kept[i][block++], _levels[i], _values[i]);
                Add(i, _values[i], done, (int)Math.Min(_frames.Width, total - done));
            }
        }
    }

    private void MeasureAgain(IAudioSource source)
    {
        long total = 0;
        Start(source);
        for (int frames = _frames.Next(); frames > 0; frames = _frames.Next())
        {
            for (int i = 0; i < _measures.Length; i++)
            {
                if (_measures[i].Levels > 0)
                {
                    _measures[i].Measure(_frames.Block, _raw[i]);
                    _measures[i].Finish(_raw[i], _levels[i], _values[i]);
                    Add(i, _values[i], total, frames);
                }
            }

            total += frames;
        }
    }

    private float[] Collect()
    {
        ExtractionPlan.Column[] columns = _plan.Columns;
        float[] result = new float[columns.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            (ColumnKind kind, int index, Feature feature) = columns[i];
            double value = kind switch
            {
                ColumnKind.Frames => _statistics[index].Get(feature.Row, feature.Delta, feature.Statistic),
                ColumnKind.Series => ((SeriesDescriptor)feature.Descriptor).Compute(_statistics[index].Series(0), _plan.Set.SampleRate, _plan.Set.Frames),
                _ => _moments[index][((SignalDescriptor)feature.Descriptor).Result].Get(feature.Statistic),
            };
            result[i] = (float)value;
            if (!float.IsFinite(result[i]))
            {
                throw new ArgumentException($"The feature '{feature.Name}' came out as {value}: the samples are too large for float32 powers.");
            }
        }

        return result;
    }
}
