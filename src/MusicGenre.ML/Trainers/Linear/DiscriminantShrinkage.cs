namespace MusicGenre.ML;

/// <summary>How <see cref="LinearDiscriminantTrainer"/> regularises the covariance; with more columns than rows it must be.</summary>
public enum DiscriminantShrinkage
{
    /// <summary>Not at all: directions in which no genre spreads are left out (scikit-learn's <c>solver="svd"</c>).</summary>
    None,

    /// <summary>Each genre's covariance shrinks towards a diagonal as far as its rows ask for (Ledoit and Wolf, Journal of Multivariate Analysis 2004; scikit-learn's <c>shrinkage="auto"</c>).</summary>
    LedoitWolf,

    /// <summary>A multiple of the identity is added: <see cref="LinearDiscriminantTrainer.Ridge"/> of the covariance's trace.</summary>
    Ridge,
}
