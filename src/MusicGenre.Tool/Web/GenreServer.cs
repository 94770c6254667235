using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MusicGenre.Audio;
using MusicGenre.Tool.Output;

namespace MusicGenre.Tool.Web;

/// <summary>The page and its interface: <c>POST /predict</c>, <c>GET /model</c>, <c>/health</c>, <c>/openapi.json</c>.</summary>
internal sealed class GenreServer : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly SongAnalyzer _analyzer;
    private readonly ServeOptions _options;
    private readonly RequestGuard _guard;
    private readonly SemaphoreSlim _turns;
    private readonly string _folder;
    private readonly WebApplication _app;
    private long _songs;
    private long _refused;
    private int _inWork;

    private GenreServer(SongAnalyzer analyzer, ServeOptions options)
    {
        _analyzer = analyzer;
        _options = options;
        _guard = new RequestGuard(options);
        _turns = new SemaphoreSlim(options.MaximumAtOnce, options.MaximumAtOnce);
        _folder = Directory.CreateTempSubdirectory("musicgenre-serve-").FullName;

        // No configuration files, no environment variables: all that the server does is on its command line.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.Configure<HostOptions>(static o => o.ShutdownTimeout = Farewell);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaximumUpload;
            kestrel.Limits.MaxConcurrentConnections = options.MaximumConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(options.Address, options.Port);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>Where the page is.</summary>
    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>Where songs are kept while they are worked on.</summary>
    internal string TemporaryFolder => _folder;

    /// <summary>The places at which songs are worked on.</summary>
    internal SemaphoreSlim Turns => _turns;

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<GenreServer> StartAsync(SongAnalyzer analyzer, ServeOptions options, CancellationToken cancellation)
    {
        GenreServer server = new(analyzer, options);
        try
        {
            await server._app.StartAsync(cancellation).ConfigureAwait(false);
            string address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            server.Address = new Uri(address);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync().ConfigureAwait(false);
        _turns.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        RequestGuard.SetHeaders(context.Response);
        try
        {
            _guard.Check(context.Request);
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception error)
        {
            Interlocked.Increment(ref _refused);
            await AnswerProblemAsync(context, error).ConfigureAwait(false);
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        bool get = HttpMethods.IsGet(context.Request.Method);
        string? allowed = path switch
        {
            "/predict" => "POST",
            "/model" or "/health" => "GET",
            _ => WebPage.Files.Any(f => f.Path == path) ? "GET" : null,
        };
        if (allowed is null)
        {
            throw new RequestException(StatusCodes.Status404NotFound, "There is no such page; /openapi.json says what there is.");
        }

        if (allowed != context.Request.Method)
        {
            context.Response.Headers.Allow = allowed;
            throw new RequestException(StatusCodes.Status405MethodNotAllowed, $"{path} takes {allowed}.");
        }

        return path switch
        {
            "/predict" => PredictAsync(context),
            "/model" => AnswerAsync(context, Model(), WebJson.Default.ModelAnswer),
            "/health" => AnswerAsync(context, new HealthAnswer("ok", Interlocked.Read(ref _songs), Volatile.Read(ref _inWork), Interlocked.Read(ref _refused)), WebJson.Default.HealthAnswer),
            _ => SendAsync(context.Response, WebPage.Files.First(f => f.Path == path)),
        };
    }

    private async Task PredictAsync(HttpContext context)
    {
        bool picture = context.Request.Query["spectrogram"] == "true";
        bool fine = context.Request.Query["course"] == "fine";
        using Upload upload = await WithinAsync(
            _options.UploadTime,
            StatusCodes.Status408RequestTimeout,
            $"The upload took longer than {_options.UploadTime.TotalSeconds:0.#} s.",
            limit => Upload.ReceiveAsync(context.Request, _folder, limit),
            context.RequestAborted).ConfigureAwait(false);
        SongAnswer answer;
        await WithinAsync(
            _options.WorkTime,
            StatusCodes.Status503ServiceUnavailable,
            $"All {_options.MaximumAtOnce} places are taken, and none was free within {_options.WorkTime.TotalSeconds:0.#} s; try again later.",
            async limit =>
            {
                await _turns.WaitAsync(limit).ConfigureAwait(false);
                return true;
            },
            context.RequestAborted).ConfigureAwait(false);
        Interlocked.Increment(ref _inWork);
        try
        {
            answer = await WithinAsync(
                _options.WorkTime,
                StatusCodes.Status503ServiceUnavailable,
                $"{upload.Label}: decoding and prediction took longer than {_options.WorkTime.TotalSeconds:0.#} s.",
                limit => Task.Run(() => _analyzer.Analyze(upload.Path, upload.Label, _options.LongestSong, picture, fine, limit), limit),
                context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception error) when (error is FormatException or ArgumentException)
        {
            throw new RequestException(StatusCodes.Status400BadRequest, error is AudioFormatException ? CommandHost.Words(error) : $"{upload.Label}: {CommandHost.Words(error)}");
        }
        finally
        {
            Interlocked.Decrement(ref _inWork);
            _turns.Release();
        }

        Interlocked.Increment(ref _songs);
        await AnswerAsync(context, answer, WebJson.Default.SongAnswer).ConfigureAwait(false);
    }

    private ModelAnswer Model() => new(
        _analyzer.Name,
        _analyzer.Model.TrainerName,
        [.. _analyzer.Model.Genres],
        _analyzer.Model.FeatureNames.Count,
        _analyzer.FeatureSet.Name,
        _analyzer.FeatureSet.SampleRate,
        _analyzer.FeatureSet.Duration,
        _analyzer.Nearest?.Count ?? 0,
        _analyzer.Nearest is null ? "The model was started without its training table, so the nearest tracks are not known (--table)." : null,
        _options.MaximumUpload,
        _options.LongestSong,
        typeof(GenreServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "");

    /// <summary>Does something within a time; what takes longer becomes an answer.</summary>
    private static async Task<T> WithinAsync<T>(TimeSpan time, int status, string message, Func<CancellationToken, Task<T>> work, CancellationToken aborted)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        limit.CancelAfter(time);
        try
        {
            return await work(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new RequestException(status, message);
        }
    }

    private static Task AnswerAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK, string mediaType = "application/json")
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(answer, type, mediaType, context.RequestAborted);
    }

    private static Task SendAsync(HttpResponse response, (string Path, string Type, byte[] Content) file)
    {
        response.ContentType = file.Type;
        response.ContentLength = file.Content.Length;
        return response.Body.WriteAsync(file.Content).AsTask();
    }

    private async Task AnswerProblemAsync(HttpContext context, Exception error)
    {
        (int status, string detail) = error switch
        {
            RequestException refused => (refused.Status, refused.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
                StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"The upload is larger than {_options.MaximumUpload:N0} bytes, the most that this server takes.")),
            BadHttpRequestException bad => (bad.StatusCode, CommandHost.Words(bad)),
            OutOfMemoryException => (StatusCodes.Status503ServiceUnavailable, "There is not enough memory for this song now."),
            _ => (StatusCodes.Status500InternalServerError, "Something went wrong that should not; the terminal of the server says what."),
        };
        if (status == StatusCodes.Status500InternalServerError)
        {
            Terminal.Error($"unexpected: {error}");
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            context.Response.Headers.RetryAfter = "5";
        }

        // What is left of a body is not waited for.
        if (status is StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge)
        {
            context.Response.Headers.Connection = "close";
        }

        Problem problem = new(Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status), status, detail);
        await AnswerAsync(context, problem, WebJson.Default.Problem, status, "application/problem+json").ConfigureAwait(false);
    }

    /// <summary>The program listens to signals itself.</summary>
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
