using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Rhythm;
using MusicGenre.Features.Separation;

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

    private static readonly Dictionary<string, Entry> Entries = new Entry[]
    {
        new("chroma_stft", p => Chroma(p.Optional("tuning"))),
        new("feature_tempo", _ => FeatureTempo),
        new("harmonic", _ => Harmonic),
        new("melspectrogram", p => MelSpectrogram(p.Integer("bands", 128))),
        new("mfcc", p => Mfcc(p.Integer("count", 20), p.Integer("bands", 128))),
        new("onset_strength", p => OnsetStrength(p.Integer("median", 0) switch
        {
            0 => OnsetAggregate.Mean,
            1 => OnsetAggregate.Median,
            int other => throw new ArgumentOutOfRangeException(nameof(p), other, "The parameter median must be 0 or 1."),
        })),
        new("percussive", _ => Percussive),
        new("rms", _ => Rms),
        new("spectral_bandwidth", _ => SpectralBandwidth),
        new("spectral_centroid", _ => SpectralCentroid),
        new("spectral_contrast", p => SpectralContrast(p.Integer("octaves", 6))),
        new("spectral_flatness", _ => SpectralFlatness),
        new("spectral_rolloff", p => SpectralRolloff(p.Optional("portion") ?? 0.85)),
        new("tempo", _ => Tempo),
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
