using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;
using MusicGenre.Tests;

namespace MusicGenre.Features.Tests;

/// <summary>
/// Against values that librosa did not make (LabROSA's Matlab, Drexel's METLab in Octave), within the deviations that librosa itself has from them. Their frames are not centred
/// and have other windows, so that the transform and the measures are fed here by hand. METLab's bandwidth, of another exponent (1), is not offered.
/// </summary>
public sealed class IndependentTests
{
    [Test]
    public void The_short_time_transform()
    {
        float[] samples = ReadSamples();
        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(SharedData.Require("librosa", "independent", "index.json")));
        int checks = 0;
        foreach (JsonElement entry in index.RootElement.EnumerateArray().Where(e => e.GetProperty("kind").GetString() == "stft"))
        {
            int size = (int)entry.GetProperty("nfft").GetDouble();
            int hop = (int)entry.GetProperty("hop_length").GetDouble();
            double[] window = entry.GetProperty("hann_w").GetDouble() == 0 ? [.. Enumerable.Repeat(1.0, size)] : HannWindow.Create(size);
            double[][] re = Matrix(entry.GetProperty("re").GetString()!);
            double[][] im = Matrix(entry.GetProperty("im").GetString()!);
            bool framesInRows = re.Length == 3;
            RealFft<double> fft = new(size);
            double[] actualRe = new double[fft.Bins];
            double[] actualIm = new double[fft.Bins];
            int column = 0;
            foreach (JsonElement frame in entry.GetProperty("frames").EnumerateArray())
            {
                int start = frame.GetInt32() * hop;
                fft.Forward([.. Enumerable.Range(0, size).Select(i => window[i] * samples[start + i])], actualRe, actualIm);
                for (int bin = 0; bin < fft.Bins; bin++)
                {
                    Assert.That(actualRe[bin], Is.EqualTo(framesInRows ? re[column][bin] : re[bin][column]).Within(5e-7));
                    Assert.That(actualIm[bin], Is.EqualTo(framesInRows ? im[column][bin] : im[bin][column]).Within(5e-7));
                }

                column++;
                checks++;
            }
        }

        Assert.That(checks, Is.EqualTo(24));
    }

    [Test]
    public void The_centroid()
    {
        double[] expected = [.. Matrix("met-centroid.csv").SelectMany(r => r)];
        float[][] actual = Measure(DescriptorCatalog.SpectralCentroid, expected.Length);
        for (int t = 0; t < expected.Length; t++)
        {
            // 3e-5 Hz in double precision; ours are float32 numbers of some thousands.
            Assert.That(actual[t][0], Is.EqualTo(expected[t]).Within(5e-4), $"frame {t}");
        }
    }

    [TestCase("met-rolloff-001.csv", 0.8)]
    [TestCase("met-rolloff-002.csv", 0.9)]
    [TestCase("met-rolloff-003.csv", 0.95)]
    public void The_rolloff(string file, double portion)
    {
        double[] expected = [.. Matrix(file).SelectMany(r => r)];
        float[][] actual = Measure(DescriptorCatalog.SpectralRolloff(portion), expected.Length);
        for (int t = 0; t < expected.Length; t++)
        {
            Assert.That(actual[t][0], Is.EqualTo(expected[t]).Within(5e-4), $"frame {t}");
        }
    }

    [Test]
    public void The_contrast()
    {
        double[][] expected = Matrix("met-contrast.csv");
        if (expected.Length > expected[0].Length)
        {
            expected = [.. Enumerable.Range(0, expected[0].Length).Select(c => expected.Select(r => r[c]).ToArray())];
        }

        float[][] actual = Measure(new SpectralContrast.Extremes(6), expected[0].Length);
        for (int k = 0; k < expected.Length; k++)
        {
            for (int t = 0; t < expected[0].Length; t++)
            {
                // Linear there: the raw values are the peaks' and the valleys' decibels.
                double contrast = Math.Pow(10, actual[t][k] / 10) - Math.Pow(10, actual[t][expected.Length + k] / 10);
                Assert.That(contrast, Is.EqualTo(expected[k][t]).Within(2e-3), $"band {k} frame {t}");
            }
        }
    }

    private static double[][] Matrix(string name) => ReferenceCsv.ReadMatrix(SharedData.Require("librosa", "independent", name));

    private static float[] ReadSamples()
        => AudioFile.Read(SharedData.Require("librosa", "independent", "test1_22050.wav")).Samples.ToArray();

    /// <summary>Raw values of METLab's frames: 512 samples, hop 256, symmetric Hamming window, magnitudes by their sum over the whole circle.</summary>
    private static float[][] Measure(Descriptor descriptor, int frames)
    {
        const int Size = 512;
        float[] samples = ReadSamples();
        RealFft<double> fft = new(Size);
        double[] re = new double[fft.Bins];
        double[] im = new double[fft.Bins];
        float[,] power = new float[fft.Bins, frames];
        for (int t = 0; t < frames; t++)
        {
            fft.Forward([.. Enumerable.Range(0, Size).Select(i => (0.54 - (0.46 * Math.Cos(2 * Math.PI * i / (Size - 1)))) * samples[(t * 256) + i])], re, im);
            double[] magnitude = [.. Enumerable.Range(0, fft.Bins).Select(k => Math.Sqrt((re[k] * re[k]) + (im[k] * im[k])))];
            double sum = magnitude[0] + (2 * magnitude.Skip(1).Sum());
            for (int k = 0; k < fft.Bins; k++)
            {
                power[k, t] = (float)(magnitude[k] / sum * (magnitude[k] / sum));
            }
        }

        float[,] values = FrameDescriptors.ComputeFromSpectrogram(descriptor, power, 22050, new FrameOptions { FftSize = Size });
        return [.. Enumerable.Range(0, frames).Select(t => Enumerable.Range(0, descriptor.Rows).Select(row => values[row, t]).ToArray())];
    }
}
