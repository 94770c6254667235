using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features;

/// <summary>One column of a feature table: a statistic of a descriptor over the frames of a clip.</summary>
public sealed record Feature
{
    /// <summary>Describes a feature.</summary>
    /// <param name="name">The column's name, not empty.</param>
    /// <param name="descriptor">What is measured.</param>
    /// <param name="statistic">What is made of its values.</param>
    /// <param name="row">Which row, from 0; null for the values of all rows together.</param>
    /// <param name="delta">0 for the values themselves, 1 or 2 for their first or second derivative along the frames.</param>
    /// <exception cref="ArgumentException">The name is empty, or a delta is asked of a descriptor without values per frame.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The descriptor has no such row, or another argument is out of range.</exception>
    public Feature(string name, Descriptor descriptor, Statistic statistic, int? row = null, int delta = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!Enum.IsDefined(statistic))
        {
            throw new ArgumentOutOfRangeException(nameof(statistic), statistic, "There is no such statistic.");
        }

        if (row is int r && (r < 0 || r >= descriptor.Rows))
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The descriptor {descriptor} has the rows 0 to {descriptor.Rows - 1}.");
        }

        if (delta is < 0 or > 2)
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "The order of a delta must be 0, 1 or 2.");
        }

        if (delta > 0 && descriptor is not FrameDescriptor)
        {
            throw new ArgumentException($"The descriptor {descriptor} has no values per frame that a delta could be made of.", nameof(delta));
        }

        if (descriptor is ClipDescriptor && descriptor.Rows > 1 && row is null)
        {
            throw new ArgumentException($"The descriptor {descriptor} has {descriptor.Rows} values per clip, of which a feature is one: a row is needed.", nameof(row));
        }

        if (descriptor is SignalDescriptor && statistic is not (Statistic.Mean or Statistic.Variance or Statistic.StandardDeviation))
        {
            throw new ArgumentException($"Of {descriptor}, a signal, there are the mean, the variance and the standard deviation only.", nameof(statistic));
        }

        Name = name;
        Descriptor = descriptor;
        Statistic = statistic;
        Row = row;
        Delta = delta;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>What is measured.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>The statistic over the frames. A descriptor with one value per clip is that value regardless of the statistic.</summary>
    public Statistic Statistic { get; }

    /// <summary>Which row of the descriptor, from 0; null for all rows together.</summary>
    public int? Row { get; }

    /// <summary>0 for the values themselves, 1 or 2 for their first or second derivative along the frames.</summary>
    public int Delta { get; }
}
