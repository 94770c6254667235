using NAudio.Wave;

namespace MusicGenre.Audio.Providers;

/// <summary>The samples of a provider, mixed to mono: summed in float32 in the order of the channels, then divided by their number, as <see cref="AudioFile"/> does.</summary>
internal sealed class MonoReader
{
    private const int BlockSamples = 1 << 14;

    private readonly ISampleProvider _provider;
    private readonly int _channels;
    private readonly float[] _interleaved;
    private bool _ended;

    public MonoReader(ISampleProvider provider)
    {
        _provider = provider;
        _channels = provider.WaveFormat.Channels;
        _interleaved = new float[Math.Max(1, BlockSamples / _channels) * _channels];
    }

    /// <summary>Begins again: the provider was moved.</summary>
    public void Reset() => _ended = false;

    /// <summary>Reads the next samples: as many as requested, fewer at the end, which is where the provider gives nothing.</summary>
    public int Read(Span<float> mono)
    {
        int done = 0;
        while (done < mono.Length && !_ended)
        {
            int wanted = (int)Math.Min(_interleaved.Length, (long)(mono.Length - done) * _channels);
            int read = 0;
            while (read < wanted && !_ended)
            {
                int count = _provider.Read(_interleaved, read, wanted - read);
                _ended = count <= 0;
                read += Math.Max(0, count);
            }

            int frames = read / _channels;
            Mix(_interleaved.AsSpan(0, frames * _channels), mono.Slice(done, frames));
            done += frames;
        }

        return done;
    }

    private void Mix(ReadOnlySpan<float> interleaved, Span<float> mono)
    {
        if (_channels == 1)
        {
            interleaved.CopyTo(mono);
            return;
        }

        for (int frame = 0, at = 0; frame < mono.Length; frame++, at += _channels)
        {
            float sum = interleaved[at];
            for (int channel = 1; channel < _channels; channel++)
            {
                sum += interleaved[at + channel];
            }

            mono[frame] = sum / _channels;
        }
    }
}
