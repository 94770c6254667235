namespace MusicGenre.ML.MLNet.Tests;

public sealed class FastTreeThreadsTests
{
    // FastTree keeps the first fit's number of threads for the whole process, and is slow with 1. ML.NET writes the number into the model.
    [Test]
    public void A_fit_on_one_thread_lets_FastTree_have_two([Values("fasttree", "fastforest")] string name)
    {
        FeatureTable table = TestTables.Clouds(genres: 2, rowsPerGenre: 20, columns: 2);
        byte[] one = MLNetTrainerCatalog.Create(name).Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 }).ToBytes();
        byte[] two = MLNetTrainerCatalog.Create(name).Fit(table, new FitOptions { MaxDegreeOfParallelism = 2 }).ToBytes();
        Assert.That(one, Is.EqualTo(two));
    }
}
