using System.Diagnostics;
using MusicGenre.Audio;
using MusicGenre.Tool.Web;

namespace MusicGenre.Benchmarks;

/// <summary>The load of <c>musicgenre serve</c>: a song of 30 s alone, then 200 requests over 8 connections; figures for the terminal.</summary>
internal static class ServeLoad
{
    private const int Requests = 200;
    private const int Connections = 8;

    public static async Task RunAsync()
    {
        using MemoryStream wav = new();
        WavWriter.Write(wav, new AudioClip(FeaturesSignal.Create(30 * 22050), 22050), WavSampleFormat.Pcm16);
        byte[] song = wav.ToArray();
        long start = Stopwatch.GetTimestamp();
        SongAnalyzer analyzer = SongAnalyzer.CreateDefault(default);
        await using GenreServer server = await GenreServer.StartAsync(analyzer, new ServeOptions(), default);
        Console.WriteLine($"model and server: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0} ms; a WAV of 30 s, {song.Length:N0} bytes");
        using SocketsHttpHandler handler = new() { MaxConnectionsPerServer = Connections };
        using HttpClient client = new(handler) { BaseAddress = server.Address };

        foreach (string path in (string[])["/predict", "/predict?spectrogram=true&course=fine"])
        {
            double[] alone = new double[40];
            for (int i = 0; i < alone.Length; i++)
            {
                alone[i] = await PostAsync(client, path, song);
            }

            // The first ones wait for the JIT.
            Array.Sort(alone, 10, 30);
            Console.WriteLine($"{path}, one after the other: median {alone[25]:0.0} ms, shortest {alone[10]:0.0} ms, longest {alone[^1]:0.0} ms");
        }

        for (int round = 1; round <= 4; round++)
        {
            double[] times = new double[Requests];
            start = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = Connections }, async (i, _) => times[i] = await PostAsync(client, "/predict", song));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Array.Sort(times);
            using Process process = Process.GetCurrentProcess();
            Console.WriteLine(
                $"{Requests} over {Connections} connections, round {round}: all answered, {Requests / seconds:0.0} songs/s, median {times[Requests / 2]:0} ms, longest {times[^1]:0} ms; heap {GC.GetTotalMemory(forceFullCollection: true) >> 20} MB, working set {process.WorkingSet64 >> 20} MB");
        }
    }

    private static async Task<double> PostAsync(HttpClient client, string path, byte[] song)
    {
        long start = Stopwatch.GetTimestamp();
        using ByteArrayContent content = new(song);
        using HttpResponseMessage response = await client.PostAsync(path, content);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
