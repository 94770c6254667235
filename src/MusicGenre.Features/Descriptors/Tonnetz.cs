using MusicGenre.Features.Extraction;

namespace MusicGenre.Features.Descriptors;

/// <summary>
/// Six coordinates in the tonal space, from chroma: fifths (x, y), minor thirds, major thirds (<c>librosa.feature.tonnetz(chroma=chroma_stft)</c>; Harte, Sandler and
/// Gasser, 2006). librosa's own default starts from another chroma, of the constant-Q transform.
/// </summary>
internal sealed class Tonnetz : FrameDescriptor
{
    private static readonly double[] Turns = [7.0 / 6, 7.0 / 6, 3.0 / 2, 3.0 / 2, 2.0 / 3, 2.0 / 3];
    private static readonly double[] Radii = [1, 1, 1, 1, 0.5, 0.5];
    private static readonly double[] Projection = CreateProjection();
    private readonly Chroma _chroma;

    public Tonnetz(double? tuning)
        : base("tonnetz", 6, tuning is double value ? [("tuning", value)] : [])
    {
        _chroma = new Chroma(tuning);
    }

    public override Node CreateExact(Graph graph) => new OfChroma(graph.Get(_chroma));

    /// <summary>The coordinates of one frame's chroma, with the given step from one pitch class to the next.</summary>
    internal static void Project(ReadOnlySpan<float> chroma, int step, Span<float> tonnetz)
    {
        double sum = 0;
        for (int c = 0; c < 12; c++)
        {
            sum += Math.Abs(chroma[c * step]);
        }

        for (int row = 0; row < 6; row++)
        {
            double value = 0;
            for (int c = 0; c < 12; c++)
            {
                value += Projection[(12 * row) + c] * chroma[c * step];
            }

            tonnetz[row * step] = (float)(sum > 0 ? value / sum : value);
        }
    }

    private static double[] CreateProjection()
    {
        double[] projection = new double[6 * 12];
        for (int row = 0; row < 6; row++)
        {
            for (int c = 0; c < 12; c++)
            {
                double angle = (Turns[row] * c) - (row % 2 == 0 ? 0.5 : 0.0);
                projection[(12 * row) + c] = Radii[row] * Math.Cos(Math.PI * angle);
            }
        }

        return projection;
    }

    private sealed class OfChroma(Node chroma) : Node(6, [chroma])
    {
        public override void Compute()
        {
            for (int lane = 0; lane < Width; lane++)
            {
                Project(chroma.Values[lane..], Width, Result[lane..]);
            }
        }
    }
}
