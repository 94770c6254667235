using System.Text;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz.Targets;

/// <summary>Feature sets as JSON.</summary>
internal sealed class FeatureSetTarget : FuzzTarget
{
    private readonly string[] _valid = [.. new[] { FeatureSets.Means26, FeatureSets.Gtzan57 }.Select(static s => s.ToJson())];

    public override string Name => "feature-sets";

    public override int Share => 95;

    public override byte[] Make(SeededRandom random) => Encoding.Unicode.GetBytes(Mutation.OfText(_valid[random.Next(_valid.Length)], random));

    public override bool Read(byte[] input)
    {
        try
        {
            FeatureSet set = FeatureSet.FromJson(Encoding.Unicode.GetString(input));
            Check(FeatureSet.FromJson(set.ToJson()).Names.SequenceEqual(set.Names), "a set is written and read again");
            return true;
        }
        catch (FeatureFormatException)
        {
            return false;
        }
    }
}
