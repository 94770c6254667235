namespace MusicGenre.Neural.Layers;

/// <summary>The layer types by their numbers in a file. Never renumber.</summary>
internal enum LayerKind
{
    Dense = 1,
    Activation = 2,
    Dropout = 3,
    Conv2D = 4,
    MaxPool2D = 5,
    Flatten = 6,
    Lstm = 7,
    BatchNorm = 8,
}
