using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MusicGenre.Features;

namespace MusicGenre.Benchmarks;

/// <summary>
/// The floor: windowing, real FFT by FFTW (single precision, the library as the system has it, planned PATIENT) and power of every frame, and nothing else.
/// </summary>
public sealed unsafe class FeaturesFloor
{
    private const int Plans = 5;
    private const uint Patient = 1u << 5;

    private readonly int _size;
    private readonly int _hop;
    private readonly float[] _window;
    private readonly float[] _power;
    private readonly float* _input;
    private readonly float* _output;
    private readonly nint _plan;
    private readonly delegate* unmanaged<nint, void> _execute;

    public FeaturesFloor(int size = 2048, int hop = 512)
    {
        _size = size;
        _hop = hop;
        _window = [.. HannWindow.Create(size).Select(w => (float)w)];
        _power = GC.AllocateArray<float>((size / 2) + 1, pinned: true);
        if (!NativeLibrary.TryLoad("libfftw3f.so.3", out nint library) && !NativeLibrary.TryLoad("libfftw3f-3", out library))
        {
            throw new NotSupportedException("libfftw3f is not on this system: there is no floor to compare with.");
        }

        delegate* unmanaged<nuint, void*> allocate = (delegate* unmanaged<nuint, void*>)NativeLibrary.GetExport(library, "fftwf_malloc");
        delegate* unmanaged<int, float*, float*, uint, nint> plan =
            (delegate* unmanaged<int, float*, float*, uint, nint>)NativeLibrary.GetExport(library, "fftwf_plan_dft_r2c_1d");
        delegate* unmanaged<void> forget = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "fftwf_forget_wisdom");
        _execute = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(library, "fftwf_execute");
        _input = (float*)allocate((nuint)_size * sizeof(float));
        _output = (float*)allocate((nuint)(_size + 2) * sizeof(float));

        // A plan that was measured while another process was busy may be a poor one: the best of some is taken.
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < Plans; attempt++)
        {
            forget();
            nint candidate = plan(_size, _input, _output, Patient);
            for (int repeat = 0; repeat < 10; repeat++)
            {
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < 200; i++)
                {
                    _execute(candidate);
                }

                TimeSpan time = Stopwatch.GetElapsedTime(start);
                if (time < best)
                {
                    best = time;
                    _plan = candidate;
                }
            }
        }
    }

    /// <summary>The power of the last frame's first bin, so that nothing is left out.</summary>
    public float Run(ReadOnlySpan<float> padded, int frames)
    {
        fixed (float* samples = padded, window = _window)
        {
            for (int t = 0; t < frames; t++)
            {
                float* frame = samples + (t * _hop);
                for (int i = 0; i < _size; i += Vector256<float>.Count)
                {
                    (Vector256.Load(frame + i) * Vector256.Load(window + i)).Store(_input + i);
                }

                _execute(_plan);
                TakePower();
            }
        }

        return _power[0];
    }

    private void TakePower()
    {
        int bin = 0;
        fixed (float* power = _power)
        {
            for (; Avx2.IsSupported && bin < _size / 2; bin += Vector256<float>.Count)
            {
                Vector256<float> low = Vector256.Load(_output + (2 * bin));
                Vector256<float> high = Vector256.Load(_output + (2 * bin) + Vector256<float>.Count);
                Vector256<float> sums = Avx.HorizontalAdd(low * low, high * high);
                Avx2.Permute4x64(sums.AsDouble(), 0b11_01_10_00).AsSingle().Store(power + bin);
            }

            for (; bin <= _size / 2; bin++)
            {
                power[bin] = (_output[2 * bin] * _output[2 * bin]) + (_output[(2 * bin) + 1] * _output[(2 * bin) + 1]);
            }
        }
    }
}
