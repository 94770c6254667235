using MusicGenre.Features.Descriptors;

namespace MusicGenre.Features.Lanes;

/// <summary>Lets a measure of one frame at a time work on blocks, lane after lane.</summary>
internal sealed class PerLane : FrameMeasure
{
    private readonly FrameMeasure _one;
    private readonly float[] _power;
    private readonly float[] _magnitude;
    private readonly float[] _raw;
    private readonly float[] _values;

    public PerLane(FrameMeasure one, int width, int bins)
        : base(width, one.Rows, one.RawRows, one.Levels)
    {
        _one = one;
        _power = new float[bins];
        _magnitude = new float[bins];
        _raw = new float[one.RawRows];
        _values = new float[one.Rows];
    }

    public override bool NeedsMagnitude => _one.NeedsMagnitude;

    public override bool NeedsSpectrum => _one.NeedsSpectrum;

    public override void Measure(in FrameBlock block, Span<float> raw)
    {
        for (int lane = 0; lane < Width; lane++)
        {
            Gather(block.Power, lane, _power);
            if (NeedsMagnitude)
            {
                Gather(block.Magnitude, lane, _magnitude);
            }

            _one.Measure(
                new FrameBlock(1, _power, _magnitude, default, default, default, block.MeanSquare.Slice(lane, 1), block.Crossings.Slice(lane, 1)), _raw);
            Scatter(_raw, raw, lane);
        }
    }

    public override void Observe(ReadOnlySpan<float> raw, int frames, Span<float> levels)
    {
        for (int lane = 0; lane < frames; lane++)
        {
            Gather(raw, lane, _raw);
            _one.Observe(_raw, 1, levels);
        }
    }

    public override void Finish(Span<float> raw, ReadOnlySpan<float> levels, Span<float> values)
    {
        for (int lane = 0; lane < Width; lane++)
        {
            Gather(raw, lane, _raw);
            _one.Finish(_raw, levels, _values);
            Scatter(_values, values, lane);
        }
    }

    private void Gather(ReadOnlySpan<float> from, int lane, Span<float> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[(i * Width) + lane];
        }
    }

    private void Scatter(ReadOnlySpan<float> from, Span<float> to, int lane)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[(i * Width) + lane] = from[i];
        }
    }
}
