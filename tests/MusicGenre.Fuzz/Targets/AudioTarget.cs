using System.Buffers.Binary;
using System.Text;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz.Targets;

/// <summary>WAV, AU and AIFF, header and body, through <see cref="AudioFile"/>; now and then features of what was read.</summary>
internal sealed class AudioTarget : FuzzTarget
{
    private const int Rate = 22050;

    private readonly string _path;
    private readonly byte[][] _valid;
    private readonly FeatureExtractor _extractor = new(FeatureSets.Means26);
    private long _reads;

    public AudioTarget(string folder)
    {
        _path = Path.Combine(folder, "case.audio");
        SeededRandom random = new(1);
        byte[] data = new byte[2400];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)random.Next(256);
        }

        List<byte[]> valid = [];
        foreach ((int tag, int bits) in ((int, int)[])[(1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (3, 64), (6, 8), (7, 8)])
        {
            valid.Add(Wav("RIFF", tag, bits, 1 + (bits % 3), data));
            valid.Add(Wav("RIFX", tag, bits, 2, data));
        }

        valid.Add(Wav("RIFF", 0xFFFE, 16, 2, data));
        valid.Add(Wav("RF64", 1, 16, 1, data));
        foreach (int encoding in (int[])[1, 2, 3, 4, 5, 6, 7, 27])
        {
            valid.Add(Au(encoding, data));
        }

        foreach (string coding in (string[])["", "NONE", "sowt", "fl32", "fl64", "ulaw", "alaw"])
        {
            valid.Add(Aiff(coding, data));
        }

        _valid = [.. valid];
        foreach (byte[] input in _valid)
        {
            Check(Read(input), "the inputs that the cases are made of are valid");
        }
    }

    public override string Name => "audio";

    public override int Share => 500;

    public override byte[] Make(SeededRandom random) => Mutation.OfBytes(_valid[random.Next(_valid.Length)], _valid[random.Next(_valid.Length)], random);

    public override bool Read(byte[] input)
    {
        File.WriteAllBytes(_path, input);
        try
        {
            AudioClip clip = AudioFile.Read(_path);
            Check(clip.Length <= input.Length, "there are at most as many samples as bytes");
            Check(clip.SampleRate > 0, "a sample rate is above 0");
            if (_reads++ % 64 == 0)
            {
                Extract(clip);
            }

            return true;
        }
        catch (AudioFormatException)
        {
            return false;
        }
    }

    private void Extract(AudioClip clip)
    {
        if (clip.SampleRate != Rate)
        {
            return;
        }

        try
        {
            foreach (float value in _extractor.Extract(clip).Values.Span)
            {
                Check(float.IsFinite(value), "features are finite");
            }
        }
        catch (ArgumentException)
        {
            // An empty clip, or one with samples that are not finite.
        }
    }

    private static byte[] Wav(string mark, int tag, int bits, int channels, byte[] data)
    {
        bool big = mark == "RIFX";
        List<byte> file = [];
        bool extensible = tag == 0xFFFE;
        Text(mark);
        Number(mark == "RF64" ? uint.MaxValue : (uint)(data.Length + 36), 4);
        Text("WAVE");
        if (mark == "RF64")
        {
            Text("ds64");
            Number(28, 4);
            Number((uint)data.Length + 72, 8);
            Number((uint)data.Length, 8);
            Number((uint)data.Length / 2, 8);
            Number(0, 4);
        }

        Text("fmt ");
        Number(extensible ? 40u : 16, 4);
        Number((uint)tag, 2);
        Number((uint)channels, 2);
        Number(Rate, 4);
        Number((uint)(Rate * channels * bits / 8), 4);
        Number((uint)(channels * bits / 8), 2);
        Number((uint)bits, 2);
        if (extensible)
        {
            Number(22, 2);
            Number((uint)bits, 2);
            Number(3, 4);
            file.AddRange([1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]);
        }

        Text("LIST");
        Number(4, 4);
        Text("INFO");
        Text("data");
        Number(mark == "RF64" ? uint.MaxValue : (uint)data.Length, 4);
        file.AddRange(data);
        return [.. file];

        void Text(string text) => file.AddRange(Encoding.ASCII.GetBytes(text));

        void Number(uint value, int width)
        {
            byte[] bytes = new byte[8];
            if (big)
            {
                BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
                file.AddRange(bytes[^width..]);
            }
            else
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                file.AddRange(bytes[..width]);
            }
        }
    }

    private static byte[] Au(int encoding, byte[] data)
    {
        byte[] header = new byte[28];
        ".snd"u8.CopyTo(header);
        int[] numbers = [28, data.Length, encoding, Rate, 1, 0];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), numbers[i]);
        }

        return [.. header, .. data];
    }

    private static byte[] Aiff(string coding, byte[] data)
    {
        int bits = coding switch { "fl32" => 32, "fl64" => 64, "ulaw" or "alaw" => 8, _ => 16 };
        byte[] common = [0, 1, .. Big(data.Length * 8 / bits), 0, (byte)bits, 0x40, 0x0D, 0xAC, 0x44, 0, 0, 0, 0, 0, 0];
        if (coding.Length > 0)
        {
            common = [.. common, .. Encoding.ASCII.GetBytes(coding), 0, 0];
        }

        byte[] body =
        [
            .. Encoding.ASCII.GetBytes(coding.Length > 0 ? "AIFC" : "AIFF"), .. "COMM"u8, .. Big(common.Length), .. common, .. "SSND"u8, .. Big(data.Length + 8), .. Big(0), .. Big(0), .. data,
        ];
        return [.. "FORM"u8, .. Big(body.Length), .. body];

        static byte[] Big(int number) => [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
    }
}
