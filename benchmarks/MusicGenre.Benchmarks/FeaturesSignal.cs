namespace MusicGenre.Benchmarks;

/// <summary>Something like music: chords of decaying harmonics, a drum on every half second, and a little noise. The same every time.</summary>
internal static class FeaturesSignal
{
    private static readonly double[] Roots = [110, 146.83, 164.81, 123.47, 98, 130.81];

    public static float[] Create(int length)
    {
        const double Rate = 22050;
        Random random = new(1);
        float[] samples = new float[length];
        double drum = 0;
        for (int i = 0; i < length; i++)
        {
            double time = i / Rate;
            double sinceChord = time % 1.0;
            double root = Roots[(int)time % Roots.Length];
            double value = 0;
            for (int note = 0; note < 3; note++)
            {
                double frequency = root * (note == 0 ? 1 : note == 1 ? 1.26 : 1.498);
                for (int harmonic = 1; harmonic <= 6; harmonic++)
                {
                    value += 0.08 / harmonic * Math.Exp(-1.5 * harmonic * sinceChord) * Math.Sin(2 * Math.PI * frequency * harmonic * time);
                }
            }

            drum = i % 11025 == 0 ? 0.5 : drum * 0.9985;
            value += drum * ((2 * random.NextDouble()) - 1);
            value += 0.002 * ((2 * random.NextDouble()) - 1);
            samples[i] = (float)value;
        }

        return samples;
    }
}
