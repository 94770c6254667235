using System.Globalization;
using MusicGenre.ML;
using MusicGenre.Neural.Training;

namespace MusicGenre.CommandLine.Output;

/// <summary>Shows how a training goes: one line that changes on a terminal, a line an epoch otherwise (on the error stream).</summary>
internal sealed class EpochLine(string name)
{
    private int _width;

    public void Show(Fold fold, EpochResult epoch)
    {
        TimeSpan left = epoch.Elapsed / epoch.Epoch * (epoch.Epochs - epoch.Epoch);
        string validation = double.IsNaN(epoch.ValidationLoss)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $", validation loss {epoch.ValidationLoss:0.0000} accuracy {epoch.ValidationAccuracy:0.000}");
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{name}, {fold.Name}, epoch {epoch.Epoch} of {epoch.Epochs}: loss {epoch.Loss:0.0000} accuracy {epoch.Accuracy:0.000}{validation}, {epoch.Elapsed.TotalSeconds:0.0} s, at most {Clock(left)} left");
        if (!Terminal.IsInteractive)
        {
            Terminal.Error(text);
            return;
        }

        // A shorter line must not leave the end of a longer one standing.
        Console.Error.Write("\r" + text.PadRight(_width));
        _width = text.Length;
        if (epoch.Epoch == epoch.Epochs)
        {
            End();
        }
    }

    public void End()
    {
        if (_width > 0)
        {
            Console.Error.WriteLine();
            _width = 0;
        }
    }

    public static void Tracks(int done, int all)
    {
        if (Terminal.IsInteractive)
        {
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done} of {all} tracks{(done == all ? "\n" : "")}"));
        }
        else if (done == all)
        {
            Terminal.Error(string.Create(CultureInfo.InvariantCulture, $"{done} of {all} tracks"));
        }
    }

    private static string Clock(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");
}
