using System.Net;

namespace MusicGenre.Tool.Web;

/// <summary>Where the page is served, and what a request may take.</summary>
internal sealed record ServeOptions
{
    /// <summary>The address that is listened to; by default only this computer reaches it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Names under which the server may be asked for beside its addresses and <c>localhost</c>: any other could be one that a foreign page made point here (DNS rebinding).</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The largest request, bytes.</summary>
    public long MaximumUpload { get; init; } = 200L << 20;

    /// <summary>How much of a song is looked at, seconds from its start.</summary>
    public double LongestSong { get; init; } = 1800;

    /// <summary>How long an upload may take; a request that takes longer is answered with 408.</summary>
    public TimeSpan UploadTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a song may wait for its turn; after that it is answered with 503.</summary>
    public TimeSpan WaitTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a song may be worked on; after that it is answered with 503.</summary>
    public TimeSpan WorkTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many songs are decoded at once.</summary>
    public int MaximumAtOnce { get; init; } = Environment.ProcessorCount;

    /// <summary>How many connections are open at once; together with <see cref="MaximumUpload"/> it bounds the temporary files.</summary>
    public int MaximumConnections { get; init; } = 32;
}
