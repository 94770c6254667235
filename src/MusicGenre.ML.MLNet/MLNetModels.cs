using System.Runtime.CompilerServices;
using MusicGenre.ML.MLNet.Scoring;

namespace MusicGenre.ML.MLNet;

/// <summary>Makes <see cref="GenreModel.Load"/> know models of ML.NET's trainers.</summary>
public static class MLNetModels
{
    /// <summary>
    /// Registers the models of <see cref="MLNetTrainer"/> with <see cref="ClassifierKinds"/>. Using any other type of this assembly does so too; a program that only loads such models
    /// calls this once, before.
    /// </summary>
    /// <remarks>The file holds ML.NET's own zip of the model. It is loaded by ML.NET, with the care that ML.NET takes.</remarks>
    public static void Register() => ClassifierKinds.Register(MLNetClassifier.KindName, MLNetClassifier.Read);

#pragma warning disable CA2255 // A library may use a module initialiser where nothing else could run in time: a model file names its kind, not its assembly.
    [ModuleInitializer]
    internal static void RegisterWithTheAssembly() => Register();
#pragma warning restore CA2255
}
