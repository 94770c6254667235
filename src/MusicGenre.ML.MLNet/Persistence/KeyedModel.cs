namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>A model and the keys of an ML.NET label that its genres stand for. ML.NET numbers labels as they come, and a label may have keys that no training row had.</summary>
internal sealed class KeyedModel
{
    private readonly int[] _keys;

    /// <summary>Puts them together.</summary>
    /// <param name="model">The model.</param>
    /// <param name="labels">The names of the label's keys, in their order; every genre of the model is among them.</param>
    public KeyedModel(GenreModel model, IReadOnlyList<string> labels)
    {
        Model = model;
        Labels = labels;
        _keys = [.. model.Genres.Select(genre => IndexOf(labels, genre))];
    }

    public GenreModel Model { get; }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>A model of two genres, for the question what columns a model would add.</summary>
    public static KeyedModel Placeholder { get; } = new(new MajorityClassTrainer().Fit(new FeatureTable(["feature"], [0f, 1f], ["a", "b"])), ["a", "b"]);

    public byte[] ToBytes()
    {
        ModelWriter writer = new();
        writer.Write(Labels);
        writer.Write(Model.ToBytes());
        return writer.ToArray();
    }

    public static KeyedModel FromBytes(byte[] bytes)
    {
        ModelReader reader = new(bytes);
        string[] labels = reader.ReadStrings("the label's names");
        return new KeyedModel(GenreModel.FromBytes(reader.ReadBytes("the model")), labels);
    }

    /// <summary>The probability of every key of the label, in their order.</summary>
    public float[] Score(GenrePrediction prediction)
    {
        float[] score = new float[Labels.Count];
        ReadOnlySpan<double> probabilities = prediction.RawProbabilities;
        for (int g = 0; g < _keys.Length; g++)
        {
            score[_keys[g]] = (float)probabilities[g];
        }

        return score;
    }

    private static int IndexOf(IReadOnlyList<string> labels, string genre)
    {
        for (int i = 0; i < labels.Count; i++)
        {
            if (labels[i] == genre)
            {
                return i;
            }
        }

        throw new ModelFormatException($"the model's genre '{genre}' is no key of the label; keys are {string.Join(", ", labels)}.");
    }
}
