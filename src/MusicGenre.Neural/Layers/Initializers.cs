namespace MusicGenre.Neural.Layers;

/// <summary>Keras' initialisers.</summary>
internal static class Initializers
{
    /// <summary>Uniform in ±sqrt(6 / (fan in + fan out)) (Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010).</summary>
    public static void GlorotUniform(Span<float> values, long fanIn, long fanOut, SeededRandom random)
    {
        double limit = Math.Sqrt(6.0 / (fanIn + fanOut));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * limit);
        }
    }
}
