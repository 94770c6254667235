using MusicGenre.Neural;

namespace MusicGenre.ML.Trainers.Networks;

/// <summary>A classifier that was learnt in epochs and remembers how they went.</summary>
internal interface IHasTrainingHistory
{
    /// <summary>Loss and accuracy over the epochs; null after loading.</summary>
    TrainingHistory? History { get; }
}
