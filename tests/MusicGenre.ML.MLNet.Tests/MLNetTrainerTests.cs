using System.Buffers.Binary;
using MusicGenre.Numerics;

namespace MusicGenre.ML.MLNet.Tests;

/// <summary>ML.NET's trainers keep what every trainer promises.</summary>
[TestFixtureSource(nameof(Names))]
public sealed class MLNetTrainerTests(string name) : TrainerContract(name)
{
    private readonly string _name = name;

    private static IEnumerable<string> Names => MLNetTrainerCatalog.Aliases;

    protected override Trainer Create(string name, long seed) => MLNetTrainerCatalog.Create(name, seed) switch
    {
        OvaFastTreeTrainer trees => trees with { NumberOfTrees = 20 },
        OvaFastForestTrainer forest => forest with { NumberOfTrees = 20 },
        LightGbmTrainer boosting => boosting with { NumberOfIterations = 30, MinimumExampleCountPerLeaf = 5 },
        Trainer other => other,
    };


    // ML.NET writes its trainers' settings into the model, the number of threads among them.
    protected override object Learnt(GenreModel model) =>
        model.Predict(TestTables.Clouds(rowsPerGenre: 200, seed: 5)).Select(static p => p.RawProbabilities.ToArray()).ToArray();

    // Weights inside ML.NET's zip are not ours to check: a NaN shows itself in the score, and is refused there.
    protected override bool MayRefuse(Exception exception) => exception is InvalidOperationException && exception.Message.Contains("finite numbers were expected", StringComparison.Ordinal);

    // Whatever is damaged within an entry of ML.NET's zip, with all of our own checksums made right again: refused before ML.NET reads it, or without effect. ML.NET itself reads a damaged
    // model as another one, or takes a length for the truth and reads on at the end of the stream for ever; which of these, hangs on the very bytes, and so on the build of ML.NET.
    [Test]
    [CancelAfter(120_000)]
    public void A_damaged_entry_is_refused_by_its_checksum(CancellationToken token)
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 4, columns: 2);
        byte[] good = Create(_name, 1).Fit(table, cancellationToken: token).ToBytes();
        double[][] expected = Probabilities(GenreModel.FromBytes(good));
        int zip = good.AsSpan().IndexOf("PK\u0003\u0004"u8);
        int[] contents = [.. Contents(good, zip)];
        SeededRandom random = new(12);
        int refused = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            token.ThrowIfCancellationRequested();
            byte[] hostile = (byte[])good.Clone();
            hostile[contents[random.Next(contents.Length)]] ^= (byte)(1 << random.Next(8));
            ModelFile.Seal(hostile);
            try
            {
                // The bits that fill up the last byte of an entry mean nothing.
                Assert.That(Probabilities(GenreModel.FromBytes(hostile)), Is.EqualTo(expected));
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.GreaterThan(350));

        double[][] Probabilities(GenreModel model) => [.. model.Predict(table).Select(static p => p.RawProbabilities.ToArray())];
    }

    // Where the compressed contents of the entries lie: after each local header (APPNOTE 4.3.7).
    private static IEnumerable<int> Contents(byte[] file, int at)
    {
        while (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == 0x04034B50)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 18));
            at += 30 + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 26)) + BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 28));
            for (int i = 0; i < length; i++)
            {
                yield return at++;
            }
        }
    }
}
