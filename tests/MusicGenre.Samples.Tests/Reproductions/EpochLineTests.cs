using MusicGenre.Neural;
using MusicGenre.Reproductions.Output;

namespace MusicGenre.Samples.Tests.Reproductions;

public sealed class EpochLineTests
{
    [Test]
    public void A_live_line_never_wraps_and_keeps_what_matters_most()
    {
        EpochResult epoch = new(12, 100, 1.2345, 0.5, 1.5, 0.4, 1e-3, TimeSpan.FromSeconds(60));
        string[] forms = EpochLine.Forms("artists kept together", "fold 10", epoch);
        Assert.That(EpochLine.Fit(forms, 200), Is.EqualTo(
            "artists kept together, fold 10, epoch 12 of 100: loss 1.2345 accuracy 0.500, validation loss 1.5000 accuracy 0.400, 60.0 s, at most 7:20 left"));
        Assert.That(EpochLine.Fit(forms, 119), Is.EqualTo("artists kept together, fold 10, epoch 12 of 100: loss 1.235 acc 0.500, val 1.500 acc 0.400, 7:20 left"));
        Assert.That(EpochLine.Fit(forms, 79), Is.EqualTo("fold 10, epoch 12 of 100: loss 1.235 acc 0.500, val 1.500 acc 0.400, 7:20 left"));
        Assert.That(EpochLine.Fit(forms, 25), Is.EqualTo("fold 10, epoch 12 of 100:"));
    }
}
