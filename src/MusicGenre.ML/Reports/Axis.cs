namespace MusicGenre.ML.Reports;

/// <summary>A linear axis: figures to pixels, with round ticks.</summary>
internal sealed class Axis
{
    private readonly double _step;

    /// <param name="low">The least figure that must lie on the axis.</param>
    /// <param name="high">The largest.</param>
    /// <param name="from">The pixel of the axis' low end.</param>
    /// <param name="to">The pixel of its high end.</param>
    /// <param name="ticks">About how many steps there shall be.</param>
    public Axis(double low, double high, double from, double to, int ticks)
    {
        // A single figure gets room towards 0, as a fraction may be 1 already.
        if (high - low <= 1e-9)
        {
            double room = Math.Max(Math.Abs(high), 1) * 0.1;
            (low, high) = high > 0 ? (Math.Max(0, high - room), high) : (low, low + room);
        }

        double raw = (high - low) / ticks;
        double magnitude = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        _step = magnitude * (raw / magnitude) switch
        {
            <= 1.0000001 => 1,
            <= 2.0000001 => 2,
            <= 5.0000001 => 5,
            _ => 10,
        };
        Low = Math.Floor((low / _step) + 1e-9) * _step;
        High = Math.Max(Math.Ceiling((high / _step) - 1e-9) * _step, Low + _step);
        From = from;
        To = to;
    }

    public double Low { get; }

    public double High { get; }

    public double From { get; }

    public double To { get; }

    public double this[double value] => From + ((value - Low) / (High - Low) * (To - From));

    public IEnumerable<double> Ticks
    {
        get
        {
            int count = (int)Math.Round((High - Low) / _step);
            for (int i = 0; i <= count; i++)
            {
                yield return Low + (i * _step);
            }
        }
    }

    /// <summary>A tick's label, with as many decimals as the step has.</summary>
    public string Label(double tick) => Format.Number(tick, _step >= 1 ? "0" : _step >= 0.0999 ? "0.0" : _step >= 0.00999 ? "0.00" : "0.000");
}
