using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MusicGenre.Tool.Web;

/// <summary>A song that was sent: a temporary file, which goes with this object, and what the sender calls it.</summary>
internal sealed class Upload : IDisposable
{
    private const int LongestLabel = 120;
    private const int LongestBoundary = 200;
    private const int LongestFormHeaders = 8192;
    private const int BlockLength = 1 << 16;

    private Upload(string path, string label)
    {
        Path = path;
        Label = label;
    }

    /// <summary>The file; its name is this program's own.</summary>
    public string Path { get; }

    /// <summary>The sender's name of it, for answers only.</summary>
    public string Label { get; }

    /// <summary>Receives the body of a request: a form (multipart/form-data) with one file, or else the file itself, whose name is the query's <c>name</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">Where the temporary file goes.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="RequestException">The body holds no song.</exception>
    public static async Task<Upload> ReceiveAsync(HttpRequest request, string folder, CancellationToken cancellation)
    {
        string path = System.IO.Path.Combine(folder, System.IO.Path.GetRandomFileName());
        try
        {
            string label;
            if (BoundaryOf(request) is { } boundary)
            {
                label = await ReceiveFormAsync(request.Body, boundary, path, cancellation).ConfigureAwait(false);
            }
            else
            {
                label = LabelOf(request.Query["name"]);
                await SaveAsync(request.Body, path, label, cancellation).ConfigureAwait(false);
            }

            return new Upload(path, label);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    public void Dispose() => File.Delete(Path);

    /// <summary>The name that a sender gives to a file: without folders and control characters, and short.</summary>
    internal static string LabelOf(string? name)
    {
        string last = name is null ? "" : name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string label = new([.. last.Where(static c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LongestLabel)]);
        return label.Trim() is { Length: > 0 } trimmed ? trimmed : "song";
    }

    /// <summary>What parts a form; null where the body is the file itself.</summary>
    private static string? BoundaryOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= LongestBoundary ? boundary : throw Bad($"multipart/form-data needs a boundary of 1 to {LongestBoundary} characters in Content-Type.");
    }

    private static async Task<string> ReceiveFormAsync(Stream body, string boundary, string path, CancellationToken cancellation)
    {
        // Limits of a part's length would only repeat that of the request.
        MultipartReader form = new(boundary, body) { HeadersLengthLimit = LongestFormHeaders, BodyLengthLimit = null };
        string? label = null;
        while (await ReadAsync(() => form.ReadNextSectionAsync(cancellation)).ConfigureAwait(false) is { } part)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out ContentDispositionHeaderValue? disposition) || !disposition.IsFileDisposition())
            {
                continue;
            }

            if (label is not null)
            {
                throw Bad("the form has several files; send one song a request.");
            }

            label = LabelOf(HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString());
            await SaveAsync(part.Body, path, label, cancellation).ConfigureAwait(false);
        }

        return label ?? throw Bad("the form has no file; a part with a file name was expected.");
    }

    private static async Task SaveAsync(Stream source, string path, string label, CancellationToken cancellation)
    {
        FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        await using (file.ConfigureAwait(false))
        {
            byte[] block = new byte[BlockLength];
            int count;
            while ((count = await ReadAsync(() => source.ReadAsync(block, cancellation).AsTask()).ConfigureAwait(false)) > 0)
            {
                await file.WriteAsync(block.AsMemory(0, count), cancellation).ConfigureAwait(false);
            }

            if (file.Length == 0)
            {
                throw Bad($"{label}: there is nothing in it; an audio file was expected.");
            }
        }
    }

    /// <summary>Reads from the sender; whatever is wrong with what comes is the sender's.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw Bad($"the body can't be read: {CommandHost.Words(error)}");
        }
    }

    private static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);
}
