namespace MusicGenre.ML.Tests;

/// <summary>A search that stops at its bound says so, in the model, in the cross-validation and in the report; one that converges says nothing.</summary>
public sealed class ConvergenceTests
{
    private static readonly FeatureTable Table = TestTables.Clouds(genres: 3, rowsPerGenre: 20);

    private static readonly Trainer[] Stopped =
    [
        new LogisticRegressionTrainer { MaximumNumberOfIterations = 2 },
        new SupportVectorMachineTrainer { MaximumNumberOfIterations = 3 },
        new SoftVotingTrainer { Members = [new LogisticRegressionTrainer { MaximumNumberOfIterations = 2 }, new MajorityClassTrainer()] },
    ];

    [TestCaseSource(nameof(Stopped))]
    public void A_search_that_stops_at_its_bound_is_warned_of(Trainer trainer)
    {
        GenreModel model = trainer.Fit(Table);
        Assert.That(model.Warnings, Has.Count.EqualTo(1));
        Assert.That(model.Warnings[0], Does.Contain("did not converge").And.Contain("MaximumNumberOfIterations"));
        Assert.That(GenreModel.FromBytes(model.ToBytes()).Warnings, Is.Empty);

        CrossValidationResult result = CrossValidation.Run(Table, trainer, Folds.Stratified(Table, 3, seed: 1));
        Assert.That(result.Warnings, Is.EqualTo(new[] { model.Warnings[0] + " (in 3 of 3 folds)" }));
        Assert.That(Report.ToHtml(result), Does.Contain($"{result.TrainerName}: {result.Warnings[0]}"));
        Assert.That(Report.ToJson(result), Does.Contain("did not converge"));
    }

    [Test]
    public void A_search_that_converges_says_nothing()
    {
        Trainer[] trainers = [new LogisticRegressionTrainer(), new SupportVectorMachineTrainer(), new SoftVotingTrainer { Members = [new LogisticRegressionTrainer()] }];
        Assert.That(CrossValidation.Run(Table, trainers, Folds.Stratified(Table, 3, seed: 1)).SelectMany(static r => r.Warnings), Is.Empty);
    }

    [Test]
    public void A_bound_that_is_met_exactly_is_no_bound()
    {
        int needed = Enumerable.Range(1, 1000).First(static n => (new LogisticRegressionTrainer { MaximumNumberOfIterations = n }).Fit(Table).Warnings.Count == 0);
        byte[] bounded = new LogisticRegressionTrainer { MaximumNumberOfIterations = needed }.Fit(Table).ToBytes();
        Assert.That(bounded, Is.EqualTo(new LogisticRegressionTrainer().Fit(Table).ToBytes()));
    }
}
