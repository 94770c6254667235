using System.Diagnostics.CodeAnalysis;
using MusicGenre.Neural;

namespace MusicGenre.ML;

/// <summary>
/// Learns a <see cref="GenreModel"/> from a table. Preprocessing and model are learnt together from the rows given and from nothing else, so that a trainer can be
/// handed to <see cref="CrossValidation"/> as it is. Trainers hold settings, no state: one trainer may be used by several threads at once.
/// </summary>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] // a report shows them
public interface ITrainer
{
    /// <summary>The name in tables and reports, such as <c>SupportVectorMachine</c>.</summary>
    string Name { get; }

    /// <summary>Learns a model.</summary>
    /// <param name="table">The training rows, each with its genre; at least one row, and at least one genre.</param>
    /// <param name="options">The number of threads; null for the defaults.</param>
    /// <param name="progress">Takes each epoch of trainers that learn in epochs, on the thread that trains.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <exception cref="ArgumentException">The table has no rows, or a row without a genre.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    GenreModel Fit(FeatureTable table, FitOptions? options = null, IProgress<EpochResult>? progress = null, CancellationToken cancellationToken = default);
}
