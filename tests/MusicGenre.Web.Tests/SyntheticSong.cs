using MusicGenre.Audio;
using MusicGenre.ML.Tests;
using MusicGenre.Numerics;

namespace MusicGenre.Web.Tests;

/// <summary>A song made of formulas, in three parts of 20 s: broken chords of plucked strings, distorted fifths with drums, a beat with bass and hi-hat.</summary>
internal static class SyntheticSong
{
    private const int Rate = AudioFiles.Rate;
    private const int PartLength = 20 * Rate;
    private static readonly double[] Chord = [261.6, 329.6, 392, 523.3, 440, 349.2];

    public static AudioClip Create()
    {
        float[] samples = new float[3 * PartLength];
        AddChords(samples.AsSpan(0, PartLength));
        AddRock(samples.AsSpan(PartLength, PartLength));
        AddBeat(samples.AsSpan(2 * PartLength));
        return new AudioClip(samples, Rate);
    }

    private static void AddChords(Span<float> part)
    {
        for (int note = 0; note < PartLength * 4 / Rate; note++)
        {
            int start = note * Rate / 4;
            for (int i = start; i < part.Length; i++)
            {
                double t = (i - start) / (double)Rate;
                for (int h = 1; h < 7 && t < 3; h++)
                {
                    part[i] += (float)(0.12 / h * Math.Sin(2 * Math.PI * Chord[note % Chord.Length] * h * t) * Math.Exp(-3 * t * Math.Sqrt(h)));
                }
            }
        }
    }

    private static void AddRock(Span<float> part)
    {
        SeededRandom random = new(5);
        double phase = 0;
        for (int i = 0; i < part.Length; i++)
        {
            double t = i / (double)Rate;
            phase += 2 * Math.PI * (t % 2 < 1 ? 82.4 : 110) / Rate;
            double beat = t * 4 % 1;
            double drum = (int)(t * 4) % 2 == 1 ? 0.5 * Math.Exp(-25 * beat) * Noise(random) : 0.7 * Math.Exp(-18 * beat) * Math.Sin(2 * Math.PI * 15 * beat);
            part[i] = (float)(0.6 * ((0.25 * Math.Tanh(6 * (Math.Sin(phase) + Math.Sin(1.5 * phase) + (0.5 * Math.Sin(2 * phase))))) + drum));
        }
    }

    private static void AddBeat(Span<float> part)
    {
        SeededRandom random = new(6);
        for (int i = 0; i < part.Length; i++)
        {
            double t = i / (double)Rate;
            double beat = t * 2.1 % 1;
            double lead = (int)(t * 4.2) % 3 == 0 ? 0.15 * Math.Sign(Math.Sin(2 * Math.PI * 220 * t)) : 0;
            part[i] = (float)((0.6 * Math.Exp(-12 * beat) * Math.Sin(2 * Math.PI * 26 * beat)) + (0.15 * Math.Exp(-40 * (t * 8.4 % 1)) * Noise(random)) + lead);
        }
    }

    private static double Noise(SeededRandom random) => (2 * random.NextDouble()) - 1;
}
