using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Fingerprints;

/// <summary>Makes the words of a fingerprint of the band powers of frame after frame; holds the last 32 frames.</summary>
internal sealed class FingerprintSink : IFrameSink
{
    private const int Half = AudioFingerprint.WindowFrames / 2;
    private const int Bits = SemitonePowers.Bands - 1;

    // Of the loudest window of the clip. Below, rounding and dither are in the words.
    private const double QuietestPower = 1e-6;

    // What the bits decide on, as a share of the power: a constant sound changes by its rounding only.
    private const double LeastChange = 1e-3;

    private readonly float[] _ring = new float[AudioFingerprint.WindowFrames * SemitonePowers.Bands];
    private readonly List<uint> _words = [];
    private readonly List<double> _powers = [];
    private int _frames;

    /// <summary>The words, one for every frame at which a window begins.</summary>
    public uint[] Words { get; private set; } = [];

    /// <summary>Which words tell something.</summary>
    public bool[] Informative { get; private set; } = [];

    public void Clear()
    {
        _words.Clear();
        _powers.Clear();
        _frames = 0;
    }

    public void Add(ReadOnlySpan<float> values, int width, int count)
    {
        for (int lane = 0; lane < count; lane++)
        {
            Span<float> frame = _ring.AsSpan(_frames % AudioFingerprint.WindowFrames * SemitonePowers.Bands, SemitonePowers.Bands);
            for (int band = 0; band < frame.Length; band++)
            {
                frame[band] = values[(band * width) + lane];
            }

            _frames++;
            if (_frames >= AudioFingerprint.WindowFrames)
            {
                AddWord();
            }
        }
    }

    public void End()
    {
        double quiet = QuietestPower * _powers.DefaultIfEmpty().Max();
        Words = [.. _words];
        Informative = [.. _powers.Select(p => p > 0 && p >= quiet)];
    }

    private void AddWord()
    {
        Span<double> before = stackalloc double[SemitonePowers.Bands];
        Span<double> after = stackalloc double[SemitonePowers.Bands];
        before.Clear();
        after.Clear();

        // Summed anew for every word: a sliding sum would carry the rounding of what was loud into what is quiet.
        for (int i = 0; i < AudioFingerprint.WindowFrames; i++)
        {
            Span<double> sums = i < Half ? before : after;
            ReadOnlySpan<float> frame = _ring.AsSpan((_frames + i) % AudioFingerprint.WindowFrames * SemitonePowers.Bands, SemitonePowers.Bands);
            for (int band = 0; band < frame.Length; band++)
            {
                sums[band] += frame[band];
            }
        }

        uint word = 0;
        double total = before[Bits] + after[Bits];
        double change = 0;
        for (int bit = 0; bit < Bits; bit++)
        {
            double difference = after[bit] - after[bit + 1] - (before[bit] - before[bit + 1]);
            word |= difference > 0 ? 1u << bit : 0;
            change += Math.Abs(difference);
            total += before[bit] + after[bit];
        }

        _words.Add(word);
        _powers.Add(change >= LeastChange * total ? total : 0);
    }
}
