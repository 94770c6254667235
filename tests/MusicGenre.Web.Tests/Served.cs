using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MusicGenre.Audio;
using MusicGenre.ML.Tests;
using MusicGenre.Tool.Web;

namespace MusicGenre.Web.Tests;

/// <summary>The default model, fitted once, and what tests send to a server.</summary>
internal static class Served
{
    private static readonly Lazy<SongAnalyzer> Shipped = new(static () => SongAnalyzer.CreateDefault(default));

    public static SongAnalyzer Analyzer => Shipped.Value;

    /// <summary>A song that the default model can judge: at least 256 frames.</summary>
    public static byte[] Song(long seed = 1, double seconds = 6.5)
    {
        using MemoryStream wav = new();
        WavWriter.Write(wav, AudioFiles.Clip(seed, seconds), WavSampleFormat.Pcm16);
        return wav.ToArray();
    }

    public static Task<GenreServer> StartAsync(ServeOptions? options = null, SongAnalyzer? analyzer = null) => GenreServer.StartAsync(analyzer ?? Analyzer, options ?? new ServeOptions(), default);

    public static async Task<(HttpStatusCode Status, JsonElement Json)> PostAsync(HttpClient client, HttpContent content, string path = "/predict")
    {
        using HttpResponseMessage response = await client.PostAsync(path, content);
        return (response.StatusCode, await JsonAsync(response));
    }

    public static HttpContent Raw(byte[] song)
    {
        ByteArrayContent content = new(song);
        content.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        return content;
    }

    public static MultipartFormDataContent Form(byte[] song, string name) => new() { { new ByteArrayContent(song), "song", name } };

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync()).RootElement;

    /// <summary>Sends bytes as they are, and reads the answer to its end, or to where the server lets go of the connection.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="request">The request.</param>
    /// <param name="end">Whether nothing more can come: the sending half of the connection is closed.</param>
    public static async Task<string> SendAsync(GenreServer server, byte[] request, bool end = false)
    {
        using TcpClient tcp = new();
        await tcp.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(request);
        if (end)
        {
            tcp.Client.Shutdown(SocketShutdown.Send);
        }

        StringBuilder answer = new();
        byte[] block = new byte[4096];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(block).AsTask().WaitAsync(TimeSpan.FromSeconds(30))) > 0)
            {
                answer.Append(Encoding.UTF8.GetString(block, 0, count));
            }
        }
        catch (IOException reset) when (reset.InnerException is SocketException)
        {
        }

        return answer.ToString();
    }

    public static Task<string> SendAsync(GenreServer server, string head, bool end = false, params byte[] body) => SendAsync(server, [.. Encoding.ASCII.GetBytes(head), .. body], end);
}
