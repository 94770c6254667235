using MusicGenre.Audio;

namespace MusicGenre.Features.Tests;

/// <summary>Signals that tests make themselves.</summary>
internal static class TestSignals
{
    /// <summary>Tones that come and go, a click now and then, and noise: every descriptor moves. The same for the same arguments.</summary>
    public static AudioClip Music(int length, int seed = 1)
    {
        Random random = new(seed);
        float[] samples = new float[length];
        double frequency = 220;
        double decay = 0;
        for (int i = 0; i < length; i++)
        {
            if (i % 5000 == 0)
            {
                frequency = 110 * Math.Pow(2, random.Next(0, 36) / 12.0);
                decay = 0.4;
            }

            decay *= 0.9997;
            double value = decay * (Math.Sin(2 * Math.PI * frequency * i / 22050) + (0.4 * Math.Sin(4.01 * Math.PI * frequency * i / 22050)));
            value += 0.02 * ((2 * random.NextDouble()) - 1);
            samples[i] = (float)(i % 11025 < 20 ? value + 0.5 : value);
        }

        return new AudioClip(samples, 22050);
    }
}
