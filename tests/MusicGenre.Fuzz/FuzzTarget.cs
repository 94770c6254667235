using MusicGenre.Numerics;

namespace MusicGenre.Fuzz;

/// <summary>Something that reads what strangers may have made.</summary>
internal abstract class FuzzTarget
{
    /// <summary>What it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>How many cases of a mixed run are this target's, in a thousand.</summary>
    public abstract int Share { get; }

    /// <summary>The most bytes that a case may allocate.</summary>
    public virtual long MaximumBytes(int inputLength) => (16L << 20) + (64L * inputLength);

    /// <summary>Makes the input of one case from valid ones.</summary>
    public abstract byte[] Make(SeededRandom random);

    /// <summary>Reads the input.</summary>
    /// <returns>Whether it was accepted; false if it was refused as documented.</returns>
    /// <exception cref="FuzzException">A promise was broken.</exception>
    public abstract bool Read(byte[] input);

    /// <summary>Checks a promise about what was read.</summary>
    protected static void Check(bool kept, string promise)
    {
        if (!kept)
        {
            throw new FuzzException(promise);
        }
    }

    /// <summary>Checks that numbers are probabilities.</summary>
    protected static void CheckProbabilities(ReadOnlySpan<double> probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
        {
            Check(p is >= 0 and <= 1, "a probability lies between 0 and 1");
            sum += p;
        }

        Check(Math.Abs(sum - 1) <= 1e-9, "probabilities sum to 1");
    }
}
