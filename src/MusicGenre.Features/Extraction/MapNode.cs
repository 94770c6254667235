namespace MusicGenre.Features.Extraction;

/// <summary>A function of each value of one node.</summary>
internal sealed class MapNode(Node input, Func<float, float> map) : Node(input.Rows, [input])
{
    public override void Compute()
    {
        ReadOnlySpan<float> from = Inputs[0].Values;
        for (int i = 0; i < from.Length; i++)
        {
            Result[i] = map(from[i]);
        }
    }
}
