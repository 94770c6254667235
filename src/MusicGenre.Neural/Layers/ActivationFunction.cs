namespace MusicGenre.Neural;

/// <summary>What is applied to a layer's sums.</summary>
public enum ActivationFunction
{
    /// <summary>x itself.</summary>
    Linear = 0,

    /// <summary>max(x, 0).</summary>
    ReLU = 1,

    /// <summary>tanh x.</summary>
    Tanh = 2,

    /// <summary>1 / (1 + e^-x).</summary>
    Sigmoid = 3,

    /// <summary>e^x_j / sum over the last axis of e^x: probabilities that sum to 1.</summary>
    Softmax = 4,
}
