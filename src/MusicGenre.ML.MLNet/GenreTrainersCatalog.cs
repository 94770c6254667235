using TrainersCatalog = Microsoft.ML.MulticlassClassificationCatalog.MulticlassClassificationTrainers;

namespace MusicGenre.ML.MLNet;

/// <summary>
/// MusicGenre.ML's trainers among <c>mlContext.MulticlassClassification.Trainers</c>. Each requests a key column of labels and a vector column of features,
/// and adds <c>Score</c> (probabilities) and <c>PredictedLabel</c> (a key); settings are those of the trainer's record.
/// </summary>
/// <example><code>
/// var pipeline = mlContext.Transforms.Conversion.MapValueToKey("Label")
///     .Append(mlContext.MulticlassClassification.Trainers.SupportVectorMachine(options: new() { C = 10 }))
///     .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
/// </code></example>
public static class GenreTrainersCatalog
{
    /// <summary>Any trainer, also one of your own.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="trainer">The trainer.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    public static GenreTrainerEstimator Genre(this TrainersCatalog catalog, ITrainer trainer, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(featureColumnName);
        return new GenreTrainerEstimator(trainer, labelColumnName, featureColumnName, exampleWeightColumnName);
    }

    /// <summary>Multinomial logistic regression with an L2 penalty: <see cref="LogisticRegressionTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator LogisticRegression(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, LogisticRegressionTrainer? options = null) =>
        catalog.Genre(options ?? new LogisticRegressionTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Linear discriminant analysis: <see cref="LinearDiscriminantTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator LinearDiscriminant(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, LinearDiscriminantTrainer? options = null) =>
        catalog.Genre(options ?? new LinearDiscriminantTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>The k nearest neighbours: <see cref="NearestNeighborsTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator NearestNeighbors(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", NearestNeighborsTrainer? options = null) =>
        catalog.Genre(options ?? new NearestNeighborsTrainer(), labelColumnName, featureColumnName);

    /// <summary>A support vector machine with an RBF kernel, one against one, with Platt's probabilities: <see cref="SupportVectorMachineTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator SupportVectorMachine(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, SupportVectorMachineTrainer? options = null) =>
        catalog.Genre(options ?? new SupportVectorMachineTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Kernel ridge regression on one-hot targets, for many columns: <see cref="KernelRidgeTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator KernelRidge(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", KernelRidgeTrainer? options = null) =>
        catalog.Genre(options ?? new KernelRidgeTrainer(), labelColumnName, featureColumnName);

    /// <summary>The vote of a regularised linear discriminant and kernel ridge regression, for many columns: <see cref="DiscriminantRidgeTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator DiscriminantRidge(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", DiscriminantRidgeTrainer? options = null) =>
        catalog.Genre(options ?? new DiscriminantRidgeTrainer(), labelColumnName, featureColumnName);

    /// <summary>A random forest: <see cref="RandomForestTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator RandomForest(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, RandomForestTrainer? options = null) =>
        catalog.Genre(options ?? new RandomForestTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Extremely randomised trees: <see cref="ExtraTreesTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator ExtraTrees(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, ExtraTreesTrainer? options = null) =>
        catalog.Genre(options ?? new ExtraTreesTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>Gradient-boosted trees, softmax over the genres: <see cref="GradientBoostingTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator GradientBoosting(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, GradientBoostingTrainer? options = null) =>
        catalog.Genre(options ?? new GradientBoostingTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>A neural network, by default a dense net: <see cref="NeuralNetworkTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator NeuralNetwork(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, NeuralNetworkTrainer? options = null) =>
        catalog.Genre(options ?? new NeuralNetworkTrainer(), labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>The mean of several trainers' probabilities: <see cref="SoftVotingTrainer"/>.</summary>
    /// <param name="catalog">The trainers' catalogue.</param>
    /// <param name="labelColumnName">The column of labels, a key.</param>
    /// <param name="featureColumnName">The column of features, a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">The column of the rows' weights, <see cref="float"/>, finite and above 0; null for 1 each.</param>
    /// <param name="options">The settings; null for the defaults.</param>
    public static GenreTrainerEstimator SoftVoting(
        this TrainersCatalog catalog, string labelColumnName = "Label", string featureColumnName = "Features", string? exampleWeightColumnName = null, SoftVotingTrainer? options = null) =>
        catalog.Genre(options ?? SoftVotingTrainer.Default(), labelColumnName, featureColumnName, exampleWeightColumnName);
}
