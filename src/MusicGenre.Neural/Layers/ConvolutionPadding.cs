namespace MusicGenre.Neural;

/// <summary>What a convolution does at the edges.</summary>
public enum ConvolutionPadding
{
    /// <summary>Only where the kernel fits: the output has floor((input - kernel) / stride) + 1 rows.</summary>
    Valid = 0,

    /// <summary>Zeros around the input, as many as TensorFlow puts: the output has ceil(input / stride) rows; of an odd number of zeros the last row has one more.</summary>
    Same = 1,
}
