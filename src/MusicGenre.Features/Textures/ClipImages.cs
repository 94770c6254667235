using System.Numerics.Tensors;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

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

    private readonly SpectrogramImage _halfRate = new(SemitoneBands);
    private readonly SpectrogramImage _mfcc = new(MfccCount);
    private readonly SpectrogramImage _melGroups = new(MelGroupCount);
    private float[]? _cosines;
    private float[]? _scratch;
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
            _cosines = new float[MfccCount * MelBands];
            double[,] cosines = DiscreteCosine.Create(MfccCount, MelBands);
            for (int i = 0; i < _cosines.Length; i++)
            {
                _cosines[i] = (float)cosines[i / MelBands, i % MelBands];
            }
        }

        _scratch ??= new float[MatrixProduct.ScratchLength];
        _mfcc.Resize(Mel.Frames);
        fixed (float* cosines = _cosines, scratch = _scratch)
        {
            MatrixProduct.Multiply(
                MfccCount, Mel.Frames, MelBands, cosines, MelBands, 1, Mel.Row(0), Mel.Stride, 1, _mfcc.Row(0), _mfcc.Stride, accumulate: false, scratch);
        }
    }
}
