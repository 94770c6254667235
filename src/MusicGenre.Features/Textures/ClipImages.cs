using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Textures;

/// <summary>
/// The images of a clip that texture descriptors share, and what several of them make of these: each is computed once a clip, when the first asks for it. The memory is used again for
/// the next clip.
/// </summary>
internal sealed unsafe class ClipImages
{
    /// <summary>The bands of the semitone image.</summary>
    public const int SemitoneBands = 92;

    /// <summary>The bands of the mel image.</summary>
    public const int MelBands = 128;

    /// <summary>The rows of <see cref="Mfcc"/>.</summary>
    public const int MfccCount = 20;

    /// <summary>The rows of <see cref="MelGroups"/>.</summary>
    public const int MelGroupCount = 16;

    /// <summary>The distance of the floor below the largest value of the clip, dB.</summary>
    public const float Range = 80f;

    // As many sums as have room in registers.
    private const int RowsAtOnce = 5;

    private readonly SpectrogramImage _halfRate = new(SemitoneBands);
    private readonly SpectrogramImage _mfcc = new(MfccCount);
    private readonly SpectrogramImage _melGroups = new(MelGroupCount);
    private float[]? _cosines;
    private bool _hasHalfRate;
    private bool _hasMfcc;
    private bool _hasMelGroups;

    /// <summary>20 log10 of the magnitude in semitone bands, [92, frames].</summary>
    public SpectrogramImage Semitone { get; } = new(SemitoneBands);

    /// <summary>10 log10 of the power in mel bands, [128, frames].</summary>
    public SpectrogramImage Mel { get; } = new(MelBands);

    /// <summary><see cref="Semitone"/> at half the frame rate: the means of two frames each, [92, frames / 2].</summary>
    public SpectrogramImage HalfRate
    {
        get
        {
            if (!_hasHalfRate)
            {
                _hasHalfRate = true;
                _halfRate.Resize(Semitone.Frames / 2);
                for (int band = 0; band < SemitoneBands; band++)
                {
                    float* from = Semitone.Row(band);
                    float* to = _halfRate.Row(band);
                    for (int t = 0; t < _halfRate.Frames; t++)
                    {
                        to[t] = (from[2 * t] + from[(2 * t) + 1]) * 0.5f;
                    }
                }
            }

            return _halfRate;
        }
    }

    /// <summary>Mel-frequency cepstral coefficients of <see cref="Mel"/>, [20, frames].</summary>
    public SpectrogramImage Mfcc
    {
        get
        {
            if (!_hasMfcc)
            {
                _hasMfcc = true;
                ComputeMfcc();
            }

            return _mfcc;
        }
    }

    /// <summary>The means of eight neighbouring bands of <see cref="Mel"/>, [16, frames].</summary>
    public SpectrogramImage MelGroups
    {
        get
        {
            if (!_hasMelGroups)
            {
                _hasMelGroups = true;
                _melGroups.Resize(Mel.Frames);
                const int Size = MelBands / MelGroupCount;
                for (int group = 0; group < MelGroupCount; group++)
                {
                    Span<float> sum = _melGroups.Span(group);
                    Mel.Span(group * Size).CopyTo(sum);
                    for (int band = 1; band < Size; band++)
                    {
                        TensorPrimitives.Add(sum, Mel.Span((group * Size) + band), sum);
                    }

                    TensorPrimitives.Multiply(sum, 1f / Size, sum);
                }
            }

            return _melGroups;
        }
    }

    /// <summary>Ends the reading of a clip: its images are raised to their floors, and what was made of those of the clip before is forgotten.</summary>
    public void Complete(ImageKinds kinds)
    {
        _hasHalfRate = false;
        _hasMfcc = false;
        _hasMelGroups = false;
        if (kinds.HasFlag(ImageKinds.Semitone))
        {
            Semitone.RaiseToFloor(Range);
        }

        if (kinds.HasFlag(ImageKinds.Mel))
        {
            Mel.RaiseToFloor(Range);
        }
    }

    private void ComputeMfcc()
    {
        if (_cosines is null)
        {
            // [bands, coefficients].
            _cosines = new float[MelBands * MfccCount];
            double[,] cosines = DiscreteCosine.Create(MfccCount, MelBands);
            for (int i = 0; i < _cosines.Length; i++)
            {
                _cosines[i] = (float)cosines[i % MfccCount, i / MfccCount];
            }
        }

        _mfcc.Resize(Mel.Frames);
        for (int first = 0; first < MfccCount; first += RowsAtOnce)
        {
            Multiply(first);
        }
    }

    /// <summary>Some rows of the MFCC: every sum has its own place in a vector, and the same bits whatever the processor's vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int first)
    {
        fixed (float* cosines = _cosines)
        {
            for (int t = 0; t < Mel.Frames; t += Vector512<float>.Count)
            {
                Vector512<float> a = Vector512<float>.Zero;
                Vector512<float> b = a;
                Vector512<float> c = a;
                Vector512<float> d = a;
                Vector512<float> e = a;
                float* from = Mel.Row(0) + t;
                float* weight = cosines + first;
                for (int band = 0; band < MelBands; band++)
                {
                    Vector512<float> x = Vector512.Load(from);
                    a = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[0]), a);
                    b = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[1]), b);
                    c = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[2]), c);
                    d = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[3]), d);
                    e = Vector512.FusedMultiplyAdd(x, Vector512.Create(weight[4]), e);
                    from += Mel.Stride;
                    weight += MfccCount;
                }

                a.Store(_mfcc.Row(first) + t);
                b.Store(_mfcc.Row(first + 1) + t);
                c.Store(_mfcc.Row(first + 2) + t);
                d.Store(_mfcc.Row(first + 3) + t);
                e.Store(_mfcc.Row(first + 4) + t);
            }
        }
    }
}
