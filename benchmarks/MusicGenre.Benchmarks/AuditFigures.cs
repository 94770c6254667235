using System.Diagnostics;
using System.Globalization;
using MusicGenre.Audio;
using MusicGenre.Features;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Benchmarks;

/// <summary>
/// <c>audit AUDIO ARTISTS DUPLICATES [TABLE]</c>: the figures of docs/audit.md. AUDIO is a folder of GTZAN's audio, ARTISTS a table of file names, artists and titles, DUPLICATES a list of tracks that are known to
/// be equal, TABLE the published features of all 1,000 tracks. Copies are made with ffmpeg; without it their table is empty.
/// </summary>
internal static class AuditFigures
{
    private const int Seeds = 3;
    private const int SwappedPerHundred = 5;
    private const int EveryNth = 11;
    private const int Tracks = 1000;
    private const int Rate = AudioFingerprint.SampleRate;

    private static readonly (string Name, double Offset, string Extension, string[] Input, string[] Output)[] Copies =
    [
        ("MP3, 64 kbit/s", 0, "mp3", [], ["-b:a", "64k"]),
        ("MP3, 128 kbit/s, gain -6 dB", 0, "mp3", [], ["-b:a", "128k", "-af", "volume=-6dB"]),
        ("from 3 s on, MP3, 128 kbit/s", 3, "mp3", ["-ss", "3"], ["-b:a", "128k"]),
        ("20 s from 5.317 s on, gain -6 dB, MP3, 64 kbit/s", 5.317, "mp3", ["-ss", "5.317", "-t", "20"], ["-b:a", "64k", "-af", "volume=-6dB"]),
        ("from 0.2135 s on, 44.1 kHz stereo, AAC, 96 kbit/s", 0.2135, "m4a", ["-ss", "0.2135"], ["-ar", "44100", "-ac", "2", "-c:a", "aac", "-b:a", "96k"]),
    ];

    public static void Run(string audio, string artists, string duplicates, string? published)
    {
        AudioTrack[] tracks = [.. AudioFolder.List(audio)];
        TrackInspection[] inspected = [.. TrackInspector.Inspect(tracks)];
        Originals(inspected, artists, duplicates);
        Console.WriteLine();
        OfCopies(inspected);
        Console.WriteLine();
        Times(inspected);
        Console.WriteLine();
        Labels(artists, published);
    }

    private static void Originals(TrackInspection[] tracks, string artists, string duplicates)
    {
        string[] names = [.. tracks.Select(static t => TrackName.Track(t.Track.Name))];
        Dictionary<string, int> places = names.Select(static (n, i) => (n, i)).ToDictionary(static p => p.n, static p => p.i);
        IReadOnlyList<DuplicatePair> found = DuplicateSearch.Find(tracks);
        HashSet<(int, int)> pairs = [.. found.Select(static p => (p.First, p.Second))];

        (int, int)[] exact = Present(File.ReadLines(duplicates).Where(static l => l.Length > 0 && l[0] != '#').Select(static l => l.Split(' ')), places);
        string[][] index = [.. File.ReadLines(artists).Skip(1).Select(static l => l.Split('\t'))];
        (int, int)[] sameTitle = Present(
            index.Where(static l => l.Length > 3 && l[3].Trim().Length > 0)
                .GroupBy(static l => (l[2].Trim().ToUpperInvariant(), l[3].Trim().ToUpperInvariant())).Select(static g => g.Select(static l => l[0]).ToArray()),
            places);

        int different = 0;
        double least = 1;
        double largestOther = 0;
        foreach (DuplicatePair pair in found)
        {
            (double aligned, double other) = Correlations(tracks[pair.First], tracks[pair.Second], pair);
            least = Math.Min(least, aligned);
            largestOther = Math.Max(largestOther, other);
            different += aligned < 0.4 ? 1 : 0;
        }

        Row($"of {tracks.Length} tracks", "");
        Row("---", "---:");
        Row("pairs of equal samples that are known of the published table, and there", Count(exact.Length));
        Row("of these found", Count(exact.Count(pairs.Contains)));
        Row("pairs that are found", Count(found.Count));
        Row("of these of one artist and title in Sturm's index", Count(sameTitle.Count(pairs.Contains)));
        Row("least correlation of the spectrograms of a pair that was found, at its offset", Number(least));
        Row("largest correlation of the same spectrograms 2 s apart", Number(largestOther));
        Row("false alarms: pairs with a correlation below 0.4", Count(different));
        Row("pairs of one artist and title in Sturm's index", Count(sameTitle.Length));
        (int First, int Second)[] missed = [.. sameTitle.Where(p => !pairs.Contains(p))];
        Row("of these not found", Count(missed.Length));
        Console.WriteLine();
        Console.WriteLine($"Not found: {string.Join(", ", missed.Select(p => $"{names[p.First]}/{names[p.Second][^5..]}"))}.");
    }

    private static void OfCopies(TrackInspection[] tracks)
    {
        Row("copy", "made", "found", "recall", "largest share of differing bits", "shortest shared stretch", "largest error of the offset", "pairs that are no copies");
        Row("---", "---:", "---:", "---:", "---:", "---:", "---:", "---:");
        string folder = Directory.CreateTempSubdirectory("audit").FullName;
        try
        {
            int[] copied = [.. Enumerable.Range(0, tracks.Length).Where(static i => i % EveryNth == 3)];
            HashSet<(int, int)> known = [.. DuplicateSearch.Find(tracks).SelectMany(static p => new[] { (p.First, p.Second), (p.Second, p.First) })];
            int all = 0;
            int allFound = 0;
            foreach ((string name, double offset, string extension, string[] input, string[] output) in Copies)
            {
                string[] files = [.. copied.Select(i => Path.Combine(folder, $"{i}-{offset}-{output.Length}.{extension}"))];
                Parallel.For(0, files.Length, k => Ffmpeg(["-v", "error", "-y", .. input, "-i", tracks[copied[k]].Track.Path, .. output, files[k]]));
                TrackInspection[] both = [.. tracks, .. TrackInspector.Inspect(files.Select(static f => new AudioTrack(f, f, "")))];
                DuplicatePair[] pairs = [.. DuplicateSearch.Find(both).Where(p => p.Second >= tracks.Length && p.First < tracks.Length)];
                DuplicatePair[] right = [.. pairs.Where(p => p.First == copied[p.Second - tracks.Length])];
                int others = pairs.Count(p => p.First != copied[p.Second - tracks.Length] && !known.Contains((p.First, copied[p.Second - tracks.Length])));
                all += files.Length;
                allFound += right.Length;
                Row(
                    name, Count(files.Length), Count(right.Length), Number((double)right.Length / files.Length), Number(right.Max(static p => p.BitErrorRate)), Number(right.Min(static p => p.Seconds), "0.0") + " s",
                    Number(right.Max(p => Math.Abs(p.Offset - offset))) + " s", Count(others));
            }

            Row("all", Count(all), Count(allFound), Number((double)allFound / all), "", "", "", "");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("ffmpeg is not there: no copies.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Times(TrackInspection[] tracks)
    {
        // More tracks of the same kind: every word of one with the same bits turned over. They are nobody's copies, and as frequent as the words of music are.
        AudioFingerprint[] prints =
        [
            .. Enumerable.Range(0, Tracks).Select(i =>
            {
                AudioFingerprint print = tracks[i % tracks.Length].Fingerprint!;
                uint turned = (uint)(i / tracks.Length) * 0x9E3779B9;
                return new AudioFingerprint([.. print.Words.ToArray().Select(w => w ^ turned)], print.IsInformative.ToArray());
            }),
        ];
        double fastest = double.PositiveInfinity;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            FingerprintSearch.FindPairs(prints);
            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        AudioClip[] clips = [.. tracks.Take(50).Select(static t => AudioFile.Read(t.Track.Path, new AudioReadOptions { SampleRate = Rate }))];
        double making = double.PositiveInfinity;
        for (int round = 0; round < 5; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Parallel.ForEach(clips, static clip => AudioFingerprint.Of(clip));
            making = Math.Min(making, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Row($"{Tracks} tracks of 30 s, {Environment.ProcessorCount} threads", "seconds");
        Row("---", "---:");
        Row("all fingerprints", Number(making * Tracks / clips.Length, "0.0"));
        Row("all pairs compared", Number(fastest, "0.00"));
    }

    private static void Labels(string artists, string? published)
    {
        Row("table", "trainer", "accuracy", "labels swapped", "list", "suspected", "precision", "recall", "precision of as many as were swapped");
        Row("---", "---", "---:", "---:", "---", "---:", "---:", "---:", "---:");
        List<(string Name, FeatureTable Table, string Trainer)> tables =
        [
            ("included, 57 columns", Gtzan.LoadFeatures(), "svm"), ("included, `genre` columns", Gtzan.LoadGenreFeatures(), "lda-krr"),
        ];
        if (published is not null)
        {
            tables.Add(("published, 57 columns", FeatureCsv.Read(published), "svm"));
        }

        foreach ((string name, FeatureTable source, string trainer) in tables)
        {
            FeatureTable table = GroupFile.Apply(source, artists, column: null, out _);
            double accuracy = 0;
            int swapped = 0;
            (double Suspected, double Precision, double Recall, double First)[] sums = new (double, double, double, double)[2];
            for (int seed = 1; seed <= Seeds; seed++)
            {
                (FeatureTable changed, HashSet<int> wrong) = Swap(table, seed);
                CrossValidationResult evaluation = CrossValidation.Run(changed, TrainerCatalog.Create(trainer, seed), Folds.StratifiedGroups(changed, 10, seed));
                accuracy += evaluation.Accuracy.Mean / Seeds;
                swapped = wrong.Count;
                foreach ((int i, LabelAuditOptions options) in new[] { (0, new LabelAuditOptions()), (1, new LabelAuditOptions { LargestGivenProbability = 1 }) })
                {
                    LabelIssue[] issues = [.. LabelAudit.Of(evaluation, options).Issues];
                    double right = issues.Count(issue => wrong.Contains(issue.Row));
                    sums[i].Suspected += issues.Length / (double)Seeds;
                    sums[i].Precision += right / issues.Length / Seeds;
                    sums[i].Recall += right / wrong.Count / Seeds;
                    sums[i].First += issues.Take(wrong.Count).Count(issue => wrong.Contains(issue.Row)) / (double)Math.Min(issues.Length, wrong.Count) / Seeds;
                }
            }

            foreach ((string list, int i) in new[] { ("suspected by default", 0), ("all off the diagonal of the confident joint", 1) })
            {
                Row($"{name}, {table.RowCount} rows", trainer, Number(accuracy), Count(swapped), list, Number(sums[i].Suspected, "0"), Number(sums[i].Precision, "0.00"), Number(sums[i].Recall, "0.00"), Number(sums[i].First, "0.00"));
            }
        }
    }

    private static (FeatureTable Table, HashSet<int> Wrong) Swap(FeatureTable table, int seed)
    {
        SeededRandom random = new(seed);
        string[] labels = [.. table.Labels];
        int[] wrong = [.. Enumerable.Range(0, table.RowCount).Select(row => (Row: row, Key: random.NextDouble())).OrderBy(static r => r.Key).Take(table.RowCount * SwappedPerHundred / 100).Select(static r => r.Row)];
        foreach (int row in wrong)
        {
            int other = (int)(random.NextDouble() * (table.Genres.Count - 1));
            labels[row] = table.Genres[other < table.GenreIndices[row] ? other : other + 1];
        }

        return (new FeatureTable(table.FeatureNames, table.Values, labels, table.FileNames, table.Groups, table.Lengths, table.FeatureSet, table.Families), [.. wrong]);
    }

    /// <summary>The pairs of groups of names of which both are there, the smaller place first.</summary>
    private static (int, int)[] Present(IEnumerable<string[]> groups, Dictionary<string, int> places) =>
    [
        .. groups.Select(g => g.Select(TrackName.Track).Where(places.ContainsKey).Select(n => places[n]).Order().ToArray())
            .SelectMany(static g => g.SelectMany((a, i) => g.Skip(i + 1).Select(b => (a, b)))),
    ];

    /// <summary>How alike the spectrograms of a pair are in the shared stretch: at the offset, and 2 s off it. Mel bands in dB less their mean of a second, so that constant colour does not count.</summary>
    private static (double Aligned, double Other) Correlations(TrackInspection first, TrackInspection second, DuplicatePair pair)
    {
        float[,] a = Bands(first);
        float[,] b = Bands(second);
        int start = (int)(pair.Start / AudioFingerprint.WordSeconds);
        int length = (int)(pair.Seconds / AudioFingerprint.WordSeconds);
        int offset = (int)Math.Round(pair.Offset / AudioFingerprint.WordSeconds);
        const int Apart = 86;
        return (Enumerable.Range(-1, 3).Max(shift => Correlation(a, b, start, length, offset + shift)), Math.Max(Correlation(a, b, start, length, offset + Apart), Correlation(a, b, start, length, offset - Apart)));
    }

    private static double Correlation(float[,] a, float[,] b, int start, int length, int offset)
    {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int t = Math.Max(start, offset); t < Math.Min(Math.Min(start + length, a.GetLength(1)), b.GetLength(1) + offset); t++)
        {
            for (int band = 0; band < a.GetLength(0); band++)
            {
                double x = a[band, t];
                double y = b[band, t - offset];
                ab += x * y;
                aa += x * x;
                bb += y * y;
            }
        }

        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    private static float[,] Bands(TrackInspection track)
    {
        const int Half = 21;
        float[,] mel = FrameDescriptors.MelSpectrogram(AudioFile.Read(track.Track.Path, new AudioReadOptions { SampleRate = Rate }), 40);
        int frames = mel.GetLength(1);
        float[,] result = new float[40, frames];
        for (int band = 0; band < 40; band++)
        {
            double[] level = [.. Enumerable.Range(0, frames).Select(t => 10 * Math.Log10(Math.Max(mel[band, t], 1e-6)))];
            for (int t = 0; t < frames; t++)
            {
                int from = Math.Max(0, t - Half);
                int end = Math.Min(frames, t + Half + 1);
                double mean = 0;
                for (int i = from; i < end; i++)
                {
                    mean += level[i];
                }

                result[band, t] = (float)(level[t] - (mean / (end - from)));
            }
        }

        return result;
    }

    private static void Ffmpeg(string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("ffmpeg", arguments))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    private static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value, string format = "0.000") => value.ToString(format, CultureInfo.InvariantCulture);
}
