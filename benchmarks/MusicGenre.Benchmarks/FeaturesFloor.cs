using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MusicGenre.Features.Filters;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The floor: windowing, real FFT by FFTW (single precision, the library as the system has it, planned PATIENT) and power of every frame, and nothing else.
/// </summary>
public sealed unsafe class FeaturesFloor
{
    private const int Size = 2048;
    private const int Hop = 512;
    private const uint Patient = 1u << 5;

    private readonly float[] _window = [.. HannWindow.Create(Size).Select(w => (float)w)];
    private readonly float[] _power = GC.AllocateArray<float>((Size / 2) + 1, pinned: true);
    private readonly float* _input;
    private readonly float* _output;
    private readonly nint _plan;
    private readonly delegate* unmanaged<nint, void> _execute;

    public FeaturesFloor()
    {
        if (!NativeLibrary.TryLoad("libfftw3f.so.3", out nint library) && !NativeLibrary.TryLoad("libfftw3f-3", out library))
        {
            throw new NotSupportedException("libfftw3f is not on this system: there is no floor to compare with.");
        }

        delegate* unmanaged<nuint, void*> allocate = (delegate* unmanaged<nuint, void*>)NativeLibrary.GetExport(library, "fftwf_malloc");
        delegate* unmanaged<int, float*, float*, uint, nint> plan =
            (delegate* unmanaged<int, float*, float*, uint, nint>)NativeLibrary.GetExport(library, "fftwf_plan_dft_r2c_1d");
        _execute = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "fftwf_execute");
        _input = (float*)allocate(Size * sizeof(float));
        _output = (float*)allocate((Size + 2) * sizeof(float));
        _plan = plan(Size, _input, _output, Patient);
    }

    /// <summary>The power of the last frame's first bin, so that nothing is left out.</summary>
    public float Run(ReadOnlySpan<float> padded, int frames)
    {
        for (int t = 0; t < frames; t++)
        {
            ReadOnlySpan<float> frame = padded.Slice(t * Hop, Size);
            for (int i = 0; i < Size; i += Vector256<float>.Count)
            {
                (Vector256.Create(frame[i..]) * Vector256.Create(_window.AsSpan(i))).Store(_input + i);
            }

            _execute(_plan);
            TakePower();
        }

        return _power[0];
    }

    private void TakePower()
    {
        int bin = 0;
        fixed (float* power = _power)
        {
            for (; Avx2.IsSupported && bin < Size / 2; bin += Vector256<float>.Count)
            {
                Vector256<float> low = Vector256.Load(_output + (2 * bin));
                Vector256<float> high = Vector256.Load(_output + (2 * bin) + Vector256<float>.Count);
                Vector256<float> sums = Avx.HorizontalAdd(low * low, high * high);
                Avx2.Permute4x64(sums.AsDouble(), 0b11_01_10_00).AsSingle().Store(power + bin);
            }

            for (; bin <= Size / 2; bin++)
            {
                power[bin] = (_output[2 * bin] * _output[2 * bin]) + (_output[(2 * bin) + 1] * _output[(2 * bin) + 1]);
            }
        }
    }
}
