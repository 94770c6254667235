using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Lanes;

namespace MusicGenre.Features.Tests.Lanes;

public sealed class PerLaneTests
{
    [Test]
    public void A_measure_of_one_frame_measures_every_lane_by_itself()
    {
        const int Width = 4;
        MeasureContext context = new(22050, 2048, 0);
        FrameDescriptor descriptor = (FrameDescriptor)DescriptorCatalog.SpectralContrast();
        FrameMeasure one = descriptor.CreateExact(context);
        PerLane lanes = new(descriptor.CreateExact(context), Width, context.Bins);
        Random random = new(5);
        float[] magnitude = [.. Enumerable.Range(0, context.Bins * Width).Select(_ => (float)random.NextDouble())];
        float[] raw = new float[lanes.RawRows * Width];
        float[] levels = [float.NegativeInfinity, float.NegativeInfinity];
        float[] values = new float[lanes.Rows * Width];
        lanes.Measure(new FrameBlock(Width, magnitude, magnitude, default, default, default, new float[Width], new float[Width]), raw);
        lanes.Observe(raw, Width, levels);
        lanes.Finish(raw, levels, values);

        float[] expectedLevels = [float.NegativeInfinity, float.NegativeInfinity];
        float[][] each = new float[Width][];
        for (int lane = 0; lane < Width; lane++)
        {
            float[] frame = [.. Enumerable.Range(0, context.Bins).Select(bin => magnitude[(bin * Width) + lane])];
            each[lane] = new float[one.RawRows];
            one.Measure(new FrameBlock(1, frame, frame, default, default, default, default, default), each[lane]);
            one.Observe(each[lane], 1, expectedLevels);
        }

        Assert.That(levels, Is.EqualTo(expectedLevels));
        for (int lane = 0; lane < Width; lane++)
        {
            float[] expected = new float[one.Rows];
            one.Finish(each[lane], expectedLevels, expected);
            Assert.That(Enumerable.Range(0, one.Rows).Select(row => values[(row * Width) + lane]), Is.EqualTo(expected));
        }
    }
}
