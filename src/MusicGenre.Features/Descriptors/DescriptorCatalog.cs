using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Rhythm;
using MusicGenre.Features.Separation;
using MusicGenre.Features.Textures;

namespace MusicGenre.Features;

/// <summary>All descriptors, by name. A new one is a file in this folder and a line in <see cref="Entries"/>.</summary>
public static class DescriptorCatalog
{
    /// <summary>Root mean square of a frame's samples; 1 row.</summary>
    public static Descriptor Rms { get; } = new RootMeanSquare();

    /// <summary>Changes of sign by the frame's length; 1 row.</summary>
    public static Descriptor ZeroCrossingRate { get; } = new ZeroCrossingRate();

    /// <summary>Mean frequency, Hz; 1 row.</summary>
    public static Descriptor SpectralCentroid { get; } = new SpectralCentroid();

    /// <summary>Spread about the mean frequency, Hz; 1 row.</summary>
    public static Descriptor SpectralBandwidth { get; } = new SpectralBandwidth();

    /// <summary>Geometric by arithmetic mean of the powers; 1 row.</summary>
    public static Descriptor SpectralFlatness { get; } = new SpectralFlatness();

    /// <summary>The harmonic part of the clip as a signal, <c>harmony</c> in the columns of the published table; 1 row.</summary>
    public static Descriptor Harmonic { get; } = new SeparatedSignal("harmonic", 0);

    /// <summary>The percussive part of the clip as a signal, <c>perceptr</c> in the columns of the published table; 1 row.</summary>
    public static Descriptor Percussive { get; } = new SeparatedSignal("percussive", 1);

    /// <summary>The tempo in beats per minute as the beat tracker reports it, 0 without onsets; 1 value per clip.</summary>
    public static Descriptor Tempo { get; } = new Tempo(OnsetAggregate.Median);

    /// <summary>The tempo in beats per minute as <c>librosa.feature.tempo</c> estimates it; 1 value per clip.</summary>
    public static Descriptor FeatureTempo { get; } = new Tempo(OnsetAggregate.Mean);

    /// <summary>Region covariance of the semitone image over several distances of time and frequency; 344 values per clip, from 33 frames on.</summary>
    public static Descriptor RegionCovarianceLags { get; } = new RegionCovariance(RegionVariant.Lags);

    /// <summary>Region covariance of the semitone image and of its differences at musical intervals; 212 values per clip.</summary>
    public static Descriptor RegionCovarianceIntervals { get; } = new RegionCovariance(RegionVariant.Intervals);

    /// <summary>Two-dimensional modulation spectrum of the mel image: rate, scale and direction of its ripples; 108 values per clip, from 256 frames (5.9 s) on.</summary>
    public static Descriptor ModulationSpectrum { get; } = new ModulationSpectrum();

    /// <summary>Modulation energies of 20 MFCC in 11 bands of rates; 220 values per clip, from 512 frames (11.9 s) on.</summary>
    public static Descriptor MfccModulation { get; } = new MfccModulation();

    /// <summary>Correlations of pitch classes over intervals and time, whatever the key; 78 values per clip, from 87 frames (2 s) on.</summary>
    public static Descriptor TonalCorrelation { get; } = new TonalCorrelation();

    /// <summary>Autocorrelation of onset strengths on a logarithmic axis, whatever the tempo; 154 values per clip, from 450 frames (10.4 s) on.</summary>
    public static Descriptor RhythmPeriodicity { get; } = new RhythmPeriodicity();

    private static readonly Dictionary<string, Entry> Entries = new Entry[]
    {
        new("chroma_stft", p => Chroma(p.Optional("tuning"))),
        new("feature_tempo", _ => FeatureTempo),
        new("harmonic", _ => Harmonic),
        new("local_binary_patterns", p => LocalBinaryPatterns(p.Flag("mel"), p.Integer("time_step", 4), p.Integer("frequency_step", 1))),
        new("mel_covariance", p => MelCovariance(p.Integer("lag", 4))),
        new("melspectrogram", p => MelSpectrogram(p.Integer("bands", 128))),
        new("mfcc", p => Mfcc(p.Integer("count", 20), p.Integer("bands", 128))),
        new("mfcc_covariance", p => MfccCovariance(p.Integer("lag", 0))),
        new("mfcc_modulation", _ => MfccModulation),
        new("modulation_spectrum", _ => ModulationSpectrum),
        new("onset_strength", p => OnsetStrength(p.Flag("median") ? OnsetAggregate.Median : OnsetAggregate.Mean)),
        new("percussive", _ => Percussive),
        new("region_covariance", p => RegionCovariance(p.Flag("mel"), p.Flag("half_rate"))),
        new("region_covariance_intervals", _ => RegionCovarianceIntervals),
        new("region_covariance_lags", _ => RegionCovarianceLags),
        new("rhythm_periodicity", _ => RhythmPeriodicity),
        new("rms", _ => Rms),
        new("spectral_bandwidth", _ => SpectralBandwidth),
        new("spectral_centroid", _ => SpectralCentroid),
        new("spectral_contrast", p => SpectralContrast(p.Integer("octaves", 6))),
        new("spectral_flatness", _ => SpectralFlatness),
        new("spectral_rolloff", p => SpectralRolloff(p.Optional("portion") ?? 0.85)),
        new("tempo", _ => Tempo),
        new("tonal_correlation", _ => TonalCorrelation),
        new("tonnetz", p => Tonnetz(p.Optional("tuning"))),
        new("zero_crossing_rate", _ => ZeroCrossingRate),
    }.ToDictionary(e => e.Name);

    /// <summary>The names of all descriptors, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Mel-frequency cepstral coefficients; <paramref name="count"/> rows.</summary>
    /// <param name="count">The coefficients, 1 to <paramref name="bands"/>.</param>
    /// <param name="bands">The mel bands, 1 to 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Descriptor Mfcc(int count = 20, int bands = 128)
    {
        CheckRange(bands, 1, 4096, nameof(bands));
        CheckRange(count, 1, bands, nameof(count));
        return new Mfcc(count, bands);
    }

    /// <summary>Power in mel bands; <paramref name="bands"/> rows.</summary>
    /// <param name="bands">The bands, 1 to 4096.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bands"/> is out of range.</exception>
    public static Descriptor MelSpectrogram(int bands = 128)
    {
        CheckRange(bands, 1, 4096, nameof(bands));
        return new MelSpectrogram(bands);
    }

    /// <summary>Power in the pitch classes; 12 rows, C first.</summary>
    /// <param name="tuning">The deviation from A4 = 440 Hz in semitones, -12 to 12; null to estimate it from the clip.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tuning"/> is out of range.</exception>
    public static Descriptor Chroma(double? tuning = null)
    {
        CheckTuning(tuning);
        return new Chroma(tuning);
    }

    /// <summary>Tonal coordinates from chroma; 6 rows.</summary>
    /// <param name="tuning">The deviation from A4 = 440 Hz in semitones, -12 to 12; null to estimate it from the clip.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tuning"/> is out of range.</exception>
    public static Descriptor Tonnetz(double? tuning = null)
    {
        CheckTuning(tuning);
        return new Tonnetz(tuning);
    }

    /// <summary>The frequency, Hz, below which a portion of the magnitudes lies; 1 row.</summary>
    /// <param name="portion">The portion, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="portion"/> is out of range.</exception>
    public static Descriptor SpectralRolloff(double portion = 0.85)
    {
        if (!(portion > 0 && portion < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(portion), portion, "The portion must be above 0 and below 1.");
        }

        return new SpectralRolloff(portion);
    }

    /// <summary>Peak minus valley, dB, in octave bands; <paramref name="octaves"/> + 1 rows.</summary>
    /// <param name="octaves">The octaves from 200 Hz, 1 to 16.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="octaves"/> is out of range.</exception>
    public static Descriptor SpectralContrast(int octaves = 6)
    {
        CheckRange(octaves, 1, 16, nameof(octaves));
        return new SpectralContrast(octaves);
    }

    /// <summary>The increase of the mel bands from frame to frame, dB; 1 row.</summary>
    /// <param name="aggregate">Mean or median over the bands.</param>
    public static Descriptor OnsetStrength(OnsetAggregate aggregate = OnsetAggregate.Mean)
    {
        if (!Enum.IsDefined(aggregate))
        {
            throw new ArgumentOutOfRangeException(nameof(aggregate), aggregate, "The aggregate must be Mean or Median.");
        }

        return new OnsetStrength(aggregate);
    }

    /// <summary>
    /// Region covariance with the log-Euclidean map: how level and differences to the neighbours vary together in eight zones of bands; 208 values per clip, from 5 frames on
    /// (10 at half the rate).
    /// </summary>
    /// <param name="mel">Of the mel image, rather than of the semitone image.</param>
    /// <param name="halfRate">Of the semitone image at half the frame rate.</param>
    /// <exception cref="ArgumentException">Both were chosen.</exception>
    public static Descriptor RegionCovariance(bool mel = false, bool halfRate = false)
        => mel && halfRate
            ? throw new ArgumentException("Half the frame rate is offered of the semitone image only.", nameof(halfRate))
            : new RegionCovariance(mel ? RegionVariant.Mel : halfRate ? RegionVariant.HalfRate : RegionVariant.Semitone);

    /// <summary>Uniform local binary patterns in four zones of bands; 236 values per clip, from 2 <paramref name="timeStep"/> + 1 frames on.</summary>
    /// <param name="mel">Of the mel image, rather than of the semitone image.</param>
    /// <param name="timeStep">The distance of the neighbours in frames, 1 to 1024.</param>
    /// <param name="frequencyStep">The distance of the neighbours in bands, 1 to 32.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static Descriptor LocalBinaryPatterns(bool mel = false, int timeStep = 4, int frequencyStep = 1)
    {
        CheckRange(timeStep, 1, 1024, nameof(timeStep));
        CheckRange(frequencyStep, 1, 32, nameof(frequencyStep));
        return new LocalBinaryPatterns(mel, timeStep, frequencyStep);
    }

    /// <summary>Log-Euclidean covariance of MFCC 1 to 13, or of the differences of MFCC 0 to 12; 91 values per clip, from <paramref name="lag"/> + 2 frames on.</summary>
    /// <param name="lag">0 for the coefficients themselves, else the frames between those whose difference is taken, up to 1024.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is out of range.</exception>
    public static Descriptor MfccCovariance(int lag = 0)
    {
        CheckRange(lag, 0, 1024, nameof(lag));
        return new SeriesCovariance(mel: false, lag);
    }

    /// <summary>Log-Euclidean covariance of the differences of 16 groups of mel bands; 136 values per clip, from <paramref name="lag"/> + 2 frames on.</summary>
    /// <param name="lag">The frames between those whose difference is taken, 1 to 1024.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is out of range.</exception>
    public static Descriptor MelCovariance(int lag = 4)
    {
        CheckRange(lag, 1, 1024, nameof(lag));
        return new SeriesCovariance(mel: true, lag);
    }

    /// <summary>The descriptor of a name and parameters, as <see cref="Descriptor.Name"/> and <see cref="Descriptor.Parameters"/> give them.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="parameters">Parameters that differ from the defaults; null for none.</param>
    /// <exception cref="ArgumentException">There is no such descriptor or parameter, or a value is out of range.</exception>
    public static Descriptor Create(string name, IReadOnlyDictionary<string, double>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(name);

        // Feature sets written by version 0.1 name the two parts as the published table does.
        name = name switch { "harmony" => "harmonic", "perceptr" => "percussive", _ => name };
        if (!Entries.TryGetValue(name, out Entry? entry))
        {
            throw new ArgumentException($"There is no descriptor '{name}'. There are: {string.Join(", ", Names)}.", nameof(name));
        }

        ParameterReader reader = new(name, parameters);
        Descriptor descriptor = entry.Create(reader);
        reader.CheckAllUsed();
        return descriptor;
    }

    private static void CheckRange(int value, int minimum, int maximum, string name)
    {
        if (value < minimum || value > maximum)
        {
            throw new ArgumentOutOfRangeException(name, value, $"The value must be from {minimum} to {maximum}.");
        }
    }

    private static void CheckTuning(double? tuning)
    {
        if (tuning is double value && !(Math.Abs(value) <= 12))
        {
            throw new ArgumentOutOfRangeException(nameof(tuning), tuning, "The tuning must be from -12 to 12 semitones.");
        }
    }

    private sealed record Entry(string Name, Func<ParameterReader, Descriptor> Create);

    private sealed class ParameterReader(string descriptor, IReadOnlyDictionary<string, double>? parameters)
    {
        private readonly HashSet<string> _used = [];

        public double? Optional(string name)
        {
            _used.Add(name);
            return parameters is not null && parameters.TryGetValue(name, out double value) ? value : null;
        }

        public int Integer(string name, int otherwise)
        {
            double value = Optional(name) ?? otherwise;
            return value == Math.Floor(value) && Math.Abs(value) < 1e9
                ? (int)value
                : throw new ArgumentOutOfRangeException(name, value, $"The parameter must be a whole number ({descriptor}).");
        }

        public bool Flag(string name) => Integer(name, 0) switch
        {
            0 => false,
            1 => true,
            int other => throw new ArgumentOutOfRangeException(name, other, $"The parameter must be 0 or 1 ({descriptor})."),
        };

        public void CheckAllUsed()
        {
            string? unknown = parameters?.Keys.FirstOrDefault(k => !_used.Contains(k));
            if (unknown is not null)
            {
                string known = _used.Count == 0 ? "none" : string.Join(", ", _used.Order(StringComparer.Ordinal));
                throw new ArgumentException($"The descriptor '{descriptor}' has no parameter '{unknown}'. It has: {known}.", nameof(parameters));
            }
        }
    }
}
