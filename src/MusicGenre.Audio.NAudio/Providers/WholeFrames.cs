using NAudio.Wave;

namespace MusicGenre.Audio.Providers;

/// <summary>
/// Another provider's bytes in whole frames (a sample of every channel), as many as requested until the end. NAudio's converters take an incomplete sample for a whole one,
/// and its readers reject requests for a part of a frame; a frame that the end cuts off is left out, as <see cref="AudioFile"/> leaves it out.
/// </summary>
internal sealed class WholeFrames(IWaveProvider source, WaveFormat format) : IWaveProvider
{
    private byte[] _asked = [];
    private byte[] _held = [];
    private int _heldCount;
    private bool _ended;

    public WaveFormat WaveFormat => format;

    /// <summary>Forgets what is held: the source was moved.</summary>
    public void Reset()
    {
        _heldCount = 0;
        _ended = false;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int align = format.BlockAlign;
        while (_heldCount < count && !_ended)
        {
            // Always at offset 0: AiffFileReader fails at any other, and also at the byte that pads an odd chunk, which it counts as sound.
            int wanted = (count - _heldCount + align - 1) / align * align;
            if (source is AiffFileReader aiff)
            {
                wanted = (int)Math.Min(wanted, (aiff.Length - aiff.Position) / align * align);
            }

            Array.Resize(ref _asked, Math.Max(_asked.Length, wanted));
            Array.Resize(ref _held, Math.Max(_held.Length, _heldCount + wanted));
            int read = wanted > 0 ? source.Read(_asked, 0, wanted) : 0;
            _ended = read <= 0;
            Array.Copy(_asked, 0, _held, _heldCount, Math.Max(0, read));
            _heldCount += Math.Max(0, read);
        }

        int given = Math.Min(count, _heldCount);
        given -= given % align;
        Array.Copy(_held, 0, buffer, offset, given);
        _heldCount -= given;
        Array.Copy(_held, given, _held, 0, _heldCount);
        return given;
    }
}
