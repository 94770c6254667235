namespace MusicGenre.ML;

/// <summary>The kinds of ranges that a setting may be searched in.</summary>
public enum SearchRangeKind
{
    /// <summary>Whole numbers, evenly spaced.</summary>
    Integer,

    /// <summary>Real numbers, every one equally likely.</summary>
    Real,

    /// <summary>Positive real numbers, every order of magnitude equally likely.</summary>
    LogReal,

    /// <summary>Names without an order.</summary>
    Categorical,
}
