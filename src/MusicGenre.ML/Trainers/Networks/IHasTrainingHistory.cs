using MusicGenre.Neural;

namespace MusicGenre.ML.Trainers.Networks;

/// <summary>A classifier that was trained in epochs and keeps their history.</summary>
internal interface IHasTrainingHistory
{
    /// <summary>Loss and accuracy over the epochs; null after loading.</summary>
    TrainingHistory? History { get; }
}
