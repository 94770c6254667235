using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MusicGenre.Audio;

/// <summary>
/// Measures a file while it is read (<see cref="AudioReadOptions.Meter"/>): every channel at the file's own rate, whatever the reader gets of it. One reading at a time.
/// </summary>
/// <example>
/// <code>
/// AudioMeter meter = new();
/// AudioClip clip = AudioFile.Read("song.mp3", new AudioReadOptions { SampleRate = 22050, Meter = meter });
/// Console.WriteLine(meter.Measure().ClippedShare);
/// </code>
/// </example>
public sealed class AudioMeter
{
    private const float FullScale = 0.9999f;
    private const int ShortestRun = 3;
    private const double SilentPower = 1e-6;
    private const double BlockSeconds = 0.05;

    private Channel[] _channels = [];
    private IncrementalHash? _hash;
    private int _sampleRate;
    private long _length;
    private long _silent;
    private int _blockLength;
    private int _inBlock;

    /// <summary>What was read since the last reading began.</summary>
    /// <exception cref="InvalidOperationException">Nothing was read.</exception>
    public AudioQuality Measure()
    {
        if (_hash is null)
        {
            throw new InvalidOperationException($"The meter has measured nothing: it goes into {nameof(AudioReadOptions)}.{nameof(AudioReadOptions.Meter)} of what is read.");
        }

        long samples = _length * _channels.Length;
        long silent = _silent + (_inBlock > 0 && IsBlockSilent() ? _inBlock : 0);
        return new AudioQuality(
            _sampleRate,
            _channels.Length,
            _length,
            _channels.Max(static c => c.Peak),
            _length == 0 ? 1 : (double)silent / _length,
            samples == 0 ? 0 : (double)_channels.Sum(static c => c.Clipped + (c.Run >= ShortestRun ? c.Run : 0)) / samples,
            [.. _channels.Select(c => _length == 0 ? 0 : Math.Sqrt((c.Energy + c.BlockEnergy) / _length))],
            Convert.ToHexStringLower(_hash.GetCurrentHash()));
    }

    /// <summary>A reading begins, or begins again.</summary>
    internal void Begin(int sampleRate, int channels)
    {
        _sampleRate = sampleRate;
        _channels = new Channel[channels];
        _length = 0;
        _silent = 0;
        _inBlock = 0;
        _blockLength = Math.Max(1, (int)(BlockSeconds * sampleRate));
        _hash?.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(MemoryMarshal.AsBytes<int>([sampleRate, channels]));
    }

    /// <summary>Takes the next samples of all channels.</summary>
    internal void Observe(ReadOnlySpan<float> interleaved)
    {
        _hash!.AppendData(MemoryMarshal.AsBytes(interleaved));
        int channels = _channels.Length;
        while (!interleaved.IsEmpty)
        {
            int frames = Math.Min(_blockLength - _inBlock, interleaved.Length / channels);
            for (int c = 0; c < channels; c++)
            {
                _channels[c].Observe(interleaved[..(frames * channels)], c, channels);
            }

            interleaved = interleaved[(frames * channels)..];
            _length += frames;
            _inBlock += frames;
            if (_inBlock == _blockLength)
            {
                _silent += IsBlockSilent() ? _inBlock : 0;
                EndBlock();
            }
        }
    }

    private bool IsBlockSilent()
    {
        foreach (Channel channel in _channels)
        {
            if (!(channel.BlockEnergy < SilentPower * _inBlock))
            {
                return false;
            }
        }

        return true;
    }

    private void EndBlock()
    {
        _inBlock = 0;
        foreach (ref Channel channel in _channels.AsSpan())
        {
            channel.Energy += channel.BlockEnergy;
            channel.BlockEnergy = 0;
        }
    }

    private struct Channel
    {
        public float Peak;
        public double Energy;
        public double BlockEnergy;
        public long Clipped;

        // Samples at full scale that lie side by side, up to the last one that was seen.
        public long Run;
        private bool _isNegative;

        public void Observe(ReadOnlySpan<float> interleaved, int channel, int channels)
        {
            for (int i = channel; i < interleaved.Length; i += channels)
            {
                float sample = interleaved[i];
                float magnitude = MathF.Abs(sample);
                Peak = MathF.Max(Peak, magnitude);
                BlockEnergy += (double)sample * sample;
                bool isFull = magnitude >= FullScale;
                if (Run > 0 && (!isFull || sample < 0 != _isNegative))
                {
                    Clipped += Run >= ShortestRun ? Run : 0;
                    Run = 0;
                }

                if (isFull)
                {
                    Run++;
                    _isNegative = sample < 0;
                }
            }
        }
    }
}
