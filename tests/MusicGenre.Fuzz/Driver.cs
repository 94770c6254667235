using System.Diagnostics;
using System.Globalization;
using MusicGenre.Fuzz.Targets;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz;

/// <summary>Makes the cases, watches over time and memory, and reports.</summary>
internal sealed class Driver : IDisposable
{
    private const int PrintedBytes = 3000;
    private static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(20);

    private readonly long _seed;
    private readonly int _maximumFailures;
    private readonly string _home = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("fuzz").FullName;
    private readonly HashSet<string> _failures = [];
    private readonly Timer _watch;
    private FuzzTarget? _target;
    private byte[] _input = [];
    private long _case;
    private long _started;

    public Driver(long seed, int maximumFailures)
    {
        _seed = seed;
        _maximumFailures = maximumFailures;

        // What is no WAV, AU or AIFF would be ffmpeg's, a process for each case.
        Environment.SetEnvironmentVariable("PATH", "");
        _watch = new Timer(_ => Watch(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public static IReadOnlyList<string> Targets { get; } = ["audio", "tables", "models", "feature-sets", "command-line"];

    public int Run(string name, long count, long? only)
    {
        foreach (string one in name == "all" ? Targets : [name])
        {
            FuzzTarget target = Create(one);
            RunTarget(target, name == "all" ? Math.Max(1, count * target.Share / 1000) : count, only);
            if (_failures.Count >= _maximumFailures)
            {
                break;
            }
        }

        return _failures.Count == 0 ? 0 : 1;
    }

    public void Dispose()
    {
        _watch.Dispose();
        Environment.CurrentDirectory = _home;
        Directory.Delete(_folder, recursive: true);
    }

    private FuzzTarget Create(string name) => name switch
    {
        "audio" => new AudioTarget(_folder),
        "tables" => new TableTarget(_folder),
        "models" => new ModelTarget(),
        "feature-sets" => new FeatureSetTarget(),
        _ => new CommandLineTarget(_folder),
    };

    private void RunTarget(FuzzTarget target, long count, long? only)
    {
        _target = target;
        long accepted = 0;
        long done = 0;
        long mostBytes = 0;
        TimeSpan slowest = default;
        long begin = Stopwatch.GetTimestamp();
        for (_case = only ?? 0; _case < (only + 1 ?? count) && _failures.Count < _maximumFailures; _case++)
        {
            _input = target.Make(new SeededRandom(_seed, _case));
            long bytes = GC.GetTotalAllocatedBytes();
            long start = Stopwatch.GetTimestamp();
            Volatile.Write(ref _started, start);
            try
            {
                accepted += target.Read(_input) ? 1 : 0;
            }
            catch (Exception error)
            {
                Fail(error.ToString(), error.GetType().Name + error.Message.Split('\n')[0] + error.StackTrace?.Split('\n').FirstOrDefault(static l => l.Contains("MusicGenre", StringComparison.Ordinal)));
            }

            Volatile.Write(ref _started, 0);
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            bytes = GC.GetTotalAllocatedBytes() - bytes;
            slowest = time > slowest ? time : slowest;
            mostBytes = Math.Max(mostBytes, bytes);
            if (bytes > target.MaximumBytes(_input.Length))
            {
                Fail($"{bytes:N0} bytes were allocated for {_input.Length:N0} of input", "memory");
            }

            if (time > MaximumTime)
            {
                Fail($"{time.TotalSeconds:0.0} s", "time");
            }

            done++;
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {done:N0} cases, {accepted:N0} accepted, {_failures.Count} failures; slowest {slowest.TotalMilliseconds:0.0} ms, most memory {mostBytes / 1048576.0:0.0} MB; {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s"));
    }

    /// <summary>Reported once for each kind of failure: what, which case, and the input, here and in a file.</summary>
    private void Fail(string what, string kind)
    {
        if (!_failures.Add($"{_target!.Name} {kind}"))
        {
            return;
        }

        string file = Path.Combine(_home, string.Create(CultureInfo.InvariantCulture, $"fuzz-{_target.Name}-{_seed}-{_case}.bin"));
        File.WriteAllBytes(file, _input);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"FAILED {_target.Name} --seed {_seed} --case {_case}: {what}"));
        Console.WriteLine($"input ({_input.Length:N0} bytes, also in {file}), base64: {Convert.ToBase64String(_input.AsSpan(0, Math.Min(_input.Length, PrintedBytes)))}{(_input.Length > PrintedBytes ? "..." : "")}");
    }

    /// <summary>A case that never ends can't be stopped from within: it ends the program.</summary>
    private void Watch()
    {
        long started = Volatile.Read(ref _started);
        if (started != 0 && Stopwatch.GetElapsedTime(started) > 2 * MaximumTime)
        {
            Fail("it does not end", "endless");
            Environment.Exit(1);
        }
    }
}
