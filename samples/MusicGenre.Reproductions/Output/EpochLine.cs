using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Neural;
using MusicGenre.Tool.Output;

namespace MusicGenre.Reproductions.Output;

/// <summary>Shows how a training goes: one line that changes on a terminal, a line per epoch otherwise (on the error stream).</summary>
internal sealed class EpochLine(string name) : IProgress<FoldEpoch>, IProgress<FoldResult>
{
    private const int UsualWidth = 80;
    private int _width;

    public void Report(FoldEpoch value)
    {
        (Fold fold, EpochResult epoch) = value;
        if (!Terminal.IsInteractive)
        {
            Terminal.Error(Forms(name, fold.Name, epoch)[0]);
            return;
        }

        // A shorter line must overwrite the end of a longer one.
        string text = Fit(Forms(name, Terminal.Visible(fold.Name), epoch), TerminalWidth() - 1);
        Console.Error.Write("\r" + text.PadRight(_width));
        _width = text.Length;
        if (epoch.Epoch == epoch.Epochs)
        {
            End();
        }
    }

    public void Report(FoldResult value)
    {
        End();
        TrainingHistory history = value.History!;
        string epochs = $"{history.Epochs.Count} epoch{(history.Epochs.Count == 1 ? "" : "s")}, best {history.BestEpoch}";
        Terminal.Error(string.Create(
            CultureInfo.InvariantCulture, $"{name}, {value.Fold.Name}: test accuracy {value.Metrics.Accuracy:0.000}, loss {value.Metrics.LogLoss:0.000}; {epochs}; {value.FitSeconds:0.0} s"));
    }

    /// <summary>The same line in words, in short, and without the name of the training.</summary>
    internal static string[] Forms(string name, string fold, EpochResult epoch)
    {
        TimeSpan left = epoch.Elapsed / epoch.Epoch * (epoch.Epochs - epoch.Epoch);
        bool validates = !double.IsNaN(epoch.ValidationLoss);
        string place = string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch} of {epoch.Epochs}: ");
        string full = string.Create(CultureInfo.InvariantCulture, $"loss {epoch.Loss:0.0000} accuracy {epoch.Accuracy:0.000}")
            + (validates ? string.Create(CultureInfo.InvariantCulture, $", validation loss {epoch.ValidationLoss:0.0000} accuracy {epoch.ValidationAccuracy:0.000}") : "")
            + string.Create(CultureInfo.InvariantCulture, $", {epoch.Elapsed.TotalSeconds:0.0} s")
            + (epoch.Epoch < epoch.Epochs ? $", at most {Clock(left)} left" : "");
        string brief = string.Create(CultureInfo.InvariantCulture, $"loss {epoch.Loss:0.000} acc {epoch.Accuracy:0.000}")
            + (validates ? string.Create(CultureInfo.InvariantCulture, $", val {epoch.ValidationLoss:0.000} acc {epoch.ValidationAccuracy:0.000}") : "")
            + $", {Clock(epoch.Epoch < epoch.Epochs ? left : epoch.Elapsed)}{(epoch.Epoch < epoch.Epochs ? " left" : "")}";
        return [$"{name}, {fold}, {place}{full}", $"{name}, {fold}, {place}{brief}", $"{fold}, {place}{brief}"];
    }

    /// <summary>The first form that a width has room for; of the last, its beginning. A line that wraps could not be written over.</summary>
    internal static string Fit(string[] forms, int width) =>
        Array.Find(forms, f => f.Length <= width) ?? forms[^1][..Math.Clamp(width, 0, forms[^1].Length)];

    public void End()
    {
        if (_width > 0)
        {
            Console.Error.WriteLine();
            _width = 0;
        }
    }

    private static int TerminalWidth()
    {
        try
        {
            return Console.WindowWidth > 0 ? Console.WindowWidth : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
