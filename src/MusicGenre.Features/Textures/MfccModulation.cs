using MusicGenre.Features.Descriptors;
using MusicGenre.Numerics;

namespace MusicGenre.Features.Textures;

/// <summary>
/// Modulation energies of 20 MFCC (C.-H. Lee, J.-L. Shih, K.-M. Yu and H.-S. Lin, "Automatic music genre classification based on modulation spectral analysis of spectral and cepstral
/// features", IEEE Transactions on Multimedia 11(4), 2009): blocks of 512 frames, one every 128; the mean of each coefficient subtracted; symmetric Hann window; |.|² averaged over the blocks and over
/// 11 bands of rates from 0.25 to 21.6 Hz; log(x + 1e-6), rate by rate.
/// </summary>
internal sealed class MfccModulation : ImageDescriptor
{
    private const int Block = 512;
    private const int Hop = 128;
    private const double Offset = 1e-6;
    private static readonly double[] Edges = [0.25, 0.5, 0.8, 1.2, 1.8, 2.6, 3.7, 5.2, 7.3, 10.3, 14.5, 21.6];

    public MfccModulation()
        : base("mfcc_modulation", (Edges.Length - 1) * DerivedImages.MfccCount, SpectrogramImage.Mel, Block)
    {
    }

    private protected override ImageMeasure CreateMeasure() => new ModulationMeasure(this);

    private sealed class ModulationMeasure(MfccModulation owner) : ImageMeasure
    {
        private const int Count = DerivedImages.MfccCount;
        private const int Bins = (Block / 2) + 1;
        private readonly RealFft<double> _fft = new(Block, Count);
        private readonly double[] _window = SymmetricHann.Create(Block);
        private readonly double[] _block = new double[Block * Count];
        private readonly double[] _re = new double[Bins * Count];
        private readonly double[] _im = new double[Bins * Count];
        private readonly double[] _power = new double[Bins * Count];

        public override void Compute(SpectrogramImage image, Span<float> values)
        {
            int[] rates = RateBands.Bins(owner, Edges, image, Block);
            SpectrogramImage mfcc = DerivedImages.CentredMfcc(image);
            int blocks = ((mfcc.Frames - Block) / Hop) + 1;
            _power.AsSpan().Clear();
            for (int block = 0; block < blocks; block++)
            {
                for (int k = 0; k < Count; k++)
                {
                    ReadOnlySpan<float> series = mfcc[k].Slice(block * Hop, Block);
                    double sum = 0;
                    foreach (float value in series)
                    {
                        sum += value;
                    }

                    double mean = sum / Block;
                    for (int t = 0; t < Block; t++)
                    {
                        _block[(t * Count) + k] = (series[t] - mean) * _window[t];
                    }
                }

                _fft.Forward(_block, _re, _im);
                for (int i = 0; i < _power.Length; i++)
                {
                    _power[i] += (_re[i] * _re[i]) + (_im[i] * _im[i]);
                }
            }

            for (int band = 0; band < rates.Length - 1; band++)
            {
                for (int k = 0; k < Count; k++)
                {
                    double sum = 0;
                    for (int bin = rates[band]; bin < rates[band + 1]; bin++)
                    {
                        sum += _power[(bin * Count) + k];
                    }

                    values[(band * Count) + k] = (float)Math.Log((sum / (rates[band + 1] - rates[band]) / blocks) + Offset);
                }
            }
        }
    }
}
