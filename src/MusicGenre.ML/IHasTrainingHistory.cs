using MusicGenre.Neural.Training;

namespace MusicGenre.ML;

/// <summary>A classifier that was learnt in epochs and remembers how they went.</summary>
internal interface IHasTrainingHistory
{
    /// <summary>Loss and accuracy over the epochs; null after loading.</summary>
    TrainingHistory? History { get; }
}
