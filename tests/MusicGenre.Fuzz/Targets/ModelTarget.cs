using System.Buffers.Binary;
using System.Security.Cryptography;
using MusicGenre.ML;
using MusicGenre.ML.Onnx;
using MusicGenre.ML.Tests;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz.Targets;

/// <summary>Model files of every trainer, changed in any place after the header, length and checksums made right again: what an attacker would send.</summary>
internal sealed class ModelTarget : FuzzTarget
{
    private const int HashLength = 32;

    private readonly byte[][] _valid;
    private readonly float[] _row;

    public ModelTarget()
    {
        FeatureTable table = Samples.Table(genres: 3, rows: 5);
        _row = table.Row(0).ToArray();
        _valid = [.. TrainerCatalog.Aliases.Select(static alias => Small(TrainerCatalog.Create(alias))).Append(new NearestNeighborsTrainer
        {
            Preprocessing = [new SelectColumns { Columns = [.. table.FeatureNames.Skip(1)] }, new MinMaxScaler(), new PowerTransform(), new PrincipalComponents { Whiten = true }],
        }).Select(t => t.Fit(table).WithCard(ModelCard.Of(t, table)).ToBytes())];
    }

    public override string Name => "models";

    public override int Share => 300;

    public override byte[] Make(SeededRandom random)
    {
        byte[] file = Mutation.OfBytes(_valid[random.Next(_valid.Length)], _valid[random.Next(_valid.Length)], random, from: ModelFile.PayloadStart);
        SealNetwork(file);
        ModelFile.Seal(file);
        return file;
    }

    public override bool Read(byte[] input)
    {
        GenreModel model;
        try
        {
            model = GenreModel.FromBytes(input);
        }
        catch (ModelFormatException)
        {
            return false;
        }

        float[] row = model.FeatureNames.Count == _row.Length ? _row : new float[model.FeatureNames.Count];
        CheckProbabilities(model.Predict(row).RawProbabilities);
        CheckProbabilities(model.Predict([.. row.Select(static v => v * 1e6f)]).RawProbabilities);
        model.SaveOnnx(Stream.Null);
        return true;
    }

    /// <summary>A network within a model ends in its own checksum.</summary>
    private static void SealNetwork(byte[] file)
    {
        int start = file.AsSpan().IndexOf("MGNN"u8);
        if (start < sizeof(int))
        {
            return;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start - sizeof(int)));
        if (length > HashLength && length <= file.Length - start)
        {
            SHA256.HashData(file.AsSpan(start, length - HashLength), file.AsSpan(start + length - HashLength, HashLength));
        }
    }

    private static Trainer Small(Trainer trainer) => trainer switch
    {
        ForestTrainer forest => forest with { NumberOfTrees = 3 },
        GradientBoostingTrainer boosting => boosting with { NumberOfIterations = 2 },
        NeuralNetworkTrainer dense => dense with { HiddenUnits = [4], Epochs = 2, Patience = 0 },
        SoftVotingTrainer voting => voting with { Members = [.. voting.Members.Cast<Trainer>().Select(Small)] },
        _ => trainer,
    };
}
