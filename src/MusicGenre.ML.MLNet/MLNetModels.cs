using System.Runtime.CompilerServices;
using MusicGenre.ML.MLNet.Scoring;

namespace MusicGenre.ML.MLNet;

/// <summary>Makes <see cref="GenreModel.Load(string)"/> know models of ML.NET's trainers.</summary>
public static class MLNetModels
{
    /// <summary>
    /// Registers the models of <see cref="MLNetTrainer"/> with <see cref="ClassifierKinds"/>. Using any other type of this assembly does so too; a program that only loads such models
    /// calls this once, before.
    /// </summary>
    /// <remarks>
    /// The file holds ML.NET's own zip of the model. Its checksums are compared before ML.NET reads it, so that damage is a <see cref="ModelFormatException"/>. They are no protection from
    /// malice: whoever makes them right again can have ML.NET's reader take memory or time without end. Load models of these trainers only from where you would load a program.
    /// </remarks>
    public static void Register() => ClassifierKinds.Register(MLNetClassifier.KindName, MLNetClassifier.Read);

#pragma warning disable CA2255 // A library may use a module initialiser where nothing else could run in time: a model file names its kind, not its assembly.
    [ModuleInitializer]
    internal static void RegisterWithTheAssembly() => Register();
#pragma warning restore CA2255
}
