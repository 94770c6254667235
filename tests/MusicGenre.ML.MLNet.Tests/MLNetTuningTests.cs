namespace MusicGenre.ML.MLNet.Tests;

/// <summary>The tuner takes ML.NET's trainers, and every setting that it tries is one that they take.</summary>
public sealed class MLNetTuningTests
{
    [TestCaseSource(nameof(Aliases))]
    public void Every_trial_of_a_search_succeeds(string alias)
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 20, seed: 6);
        TunableTrainer tunable = MLNetTunableTrainers.Get(alias, seed: 1);
        TuningResult result = Tuner.Tune(table, tunable.Space, tunable.Create, Folds.Stratified(table, 2, seed: 1), new TunerOptions { Trials = 4, Method = SearchMethod.Random, Seed = 3 });
        Assert.That(result.Trials.Select(static t => t.Score), Has.All.InRange(0.3, 1.0));
        Assert.That(tunable.Create(result.Best.Settings).Name, Is.EqualTo(MLNetTrainerCatalog.Create(alias).Name));
    }

    private static IEnumerable<string> Aliases => MLNetTunableTrainers.Aliases;
}
