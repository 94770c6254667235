using MusicGenre.Features.Descriptors;
using MusicGenre.Features.Frames;
using MusicGenre.Features.Lanes;
using MusicGenre.Numerics.Lanes;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Features.Textures;

/// <summary>Makes the images of a clip from its frames.</summary>
internal static unsafe class ImageReader
{
    /// <summary>The smallest magnitude of the semitone image: anything below is -80 dB.</summary>
    public const double SmallestMagnitude = 1e-4;

    /// <summary>Reads a signal frame by frame.</summary>
    public static void Read(FrameSource frames, PaddedSignal signal, MeasureContext context, ClipImages images)
    {
        switch (frames)
        {
            case LaneFrames<Lane16>:
                ReadLanes<Lane16>(frames, signal, context, images);
                break;
            case LaneFrames<Lane8>:
                ReadLanes<Lane8>(frames, signal, context, images);
                break;
            case LaneFrames<Lane4>:
                ReadLanes<Lane4>(frames, signal, context, images);
                break;
            default:
                ReadExact(frames, signal, context, images);
                break;
        }
    }

    private static void ReadLanes<TLane>(FrameSource frames, PaddedSignal signal, MeasureContext context, ClipImages images)
        where TLane : unmanaged, ILane<TLane>
    {
        LaneRows<TLane> semitones = new(SemitoneFilterBank.Create(context.SampleRate, context.FftSize, ClipImages.SemitoneBands));
        LaneRows<TLane> mels = new(MelFilterBank.Create(context.SampleRate, context.FftSize, ClipImages.MelBands));
        AlignedBuffer block = new((ClipImages.SemitoneBands + ClipImages.MelBands) * TLane.Count);
        float* semitone = block.Pointer;
        float* mel = semitone + (ClipImages.SemitoneBands * TLane.Count);
        int total = 0;
        images.Semitone.Resize(0);
        images.Mel.Resize(0);
        frames.Start(signal, spectraOnly: true, magnitudes: true);
        TLane smallest = TLane.Create((float)(SmallestMagnitude * SmallestMagnitude));
        for (int count = frames.Next(); count > 0; count = frames.Next())
        {
            fixed (float* power = frames.Block.Power, magnitude = frames.Block.Magnitude)
            {
                semitones.Multiply(magnitude, semitone);
                mels.Multiply(power, mel);
            }

            for (int band = 0; band < ClipImages.SemitoneBands; band++)
            {
                TLane value = TLane.Load(semitone + (band * TLane.Count));
                TLane.Store(TLane.Max(value * value, smallest), semitone + (band * TLane.Count));
            }

            LaneMath.Decibels<TLane>(semitone, ClipImages.SemitoneBands + ClipImages.MelBands);
            Append(images.Semitone, semitone, TLane.Count, total, count);
            Append(images.Mel, mel, TLane.Count, total, count);
            total += count;
        }

        images.Complete(ImageKinds.Semitone | ImageKinds.Mel);
        GC.KeepAlive(semitones);
        GC.KeepAlive(mels);
        GC.KeepAlive(block);
    }

    private static void ReadExact(FrameSource frames, PaddedSignal signal, MeasureContext context, ClipImages images)
    {
        SparseRows semitones = new(SemitoneFilterBank.Create(context.SampleRate, context.FftSize, ClipImages.SemitoneBands));
        SparseRows mels = new(MelFilterBank.Create(context.SampleRate, context.FftSize, ClipImages.MelBands));
        float[] semitone = new float[ClipImages.SemitoneBands];
        float[] mel = new float[ClipImages.MelBands];
        int total = 0;
        images.Semitone.Resize(0);
        images.Mel.Resize(0);
        frames.Start(signal, spectraOnly: true, magnitudes: true);
        for (int count = frames.Next(); count > 0; count = frames.Next())
        {
            semitones.Multiply(frames.Block.Magnitude, semitone);
            mels.Multiply(frames.Block.Power, mel);
            for (int band = 0; band < semitone.Length; band++)
            {
                semitone[band] = (float)(20 * Math.Log10(Math.Max(semitone[band], SmallestMagnitude)));
            }

            for (int band = 0; band < mel.Length; band++)
            {
                mel[band] = (float)Decibel.FromPower(mel[band]);
            }

            fixed (float* s = semitone, m = mel)
            {
                Append(images.Semitone, s, 1, total, 1);
                Append(images.Mel, m, 1, total, 1);
            }

            total += count;
        }

        images.Complete(ImageKinds.Semitone | ImageKinds.Mel);
    }

    private static void Append(SpectrogramImage image, float* block, int width, int total, int count)
    {
        image.Resize(total + count);
        for (int band = 0; band < image.Bands; band++)
        {
            new ReadOnlySpan<float>(block + (band * width), count).CopyTo(image.Span(band)[total..]);
        }
    }
}
