using MusicGenre.ML.MLNet.Scoring;

namespace MusicGenre.ML.MLNet.Tests;

public sealed class TemperatureTests
{
    [Test]
    public void The_segments_of_a_track_are_held_out_together()
    {
        FeatureTable table = TestTables.Clouds(genres: 3, rowsPerGenre: 7, segments: 3);
        List<int[]> fits = [];
        new Probe(fits).Fit(table);
        Assert.That(fits, Has.Count.EqualTo(5));
        foreach (int[] rows in fits)
        {
            string[] held = [.. Enumerable.Range(0, table.RowCount).Except(rows).Select(i => table.Groups[i])];
            Assert.That(held, Is.Not.Empty);
            Assert.That(rows.Select(i => table.Groups[i]).Intersect(held), Is.Empty);
        }
    }

    /// <summary>Notes on which rows the temperature's models are trained.</summary>
    private sealed record Probe(List<int[]> Fits) : Trainer
    {
        protected override Classifier Train(TrainingSet training, FitContext context)
        {
            Temperature.Fit(training, rows =>
            {
                Fits.Add([.. rows]);
                return (MLNetClassifier)new LbfgsMaximumEntropyTrainer().Fit(training.Table.SelectRows(rows), context).Classifier;
            });
            return new MajorityClassTrainer().Fit(training.Table, context).Classifier;
        }
    }
}
