using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using MusicGenre.ML;

namespace MusicGenre.Tests;

/// <summary>
/// onnxruntime in node, the reference for ONNX files: the npm package onnxruntime-node, found through NODE_PATH or among the global packages (<c>npm root -g</c>). A test that needs it calls
/// <see cref="Require"/> first and is skipped, with one line, where it is missing.
/// </summary>
internal static class OnnxRuntimeNode
{
    private const string Variable = "NODE_PATH";
    private static readonly Lazy<string?> Modules = new(Find);

    /// <summary>Skips the running test where node or the package is missing.</summary>
    public static void Require()
    {
        if (Modules.Value is null)
        {
            Assert.Ignore("skipped: this machine has no node with onnxruntime-node (npm install -g onnxruntime-node, or its node_modules in NODE_PATH).");
        }
    }

    /// <summary>What onnxruntime predicts.</summary>
    /// <param name="folder">Takes the files that node reads and writes.</param>
    /// <param name="jobs">Files of models, and the rows for each.</param>
    public static IReadOnlyList<Answer> Predict(string folder, IReadOnlyList<(string Model, FeatureTable Rows)> jobs)
    {
        using (FileStream list = File.Create(Path.Combine(folder, "jobs.json")))
        {
            JsonSerializer.Serialize(list, jobs.Select((job, i) =>
            {
                string features = Path.Combine(folder, $"features{i}.bin");
                File.WriteAllBytes(features, MemoryMarshal.AsBytes(job.Rows.Values).ToArray());
                return new { model = job.Model, features, columns = job.Rows.ColumnCount };
            }));
        }

        string answers = Path.Combine(folder, "answers.json");
        (int code, string output) = Run("node", Modules.Value, Path.Combine(AppContext.BaseDirectory, "predict.js"), Path.Combine(folder, "jobs.json"), answers);
        Assert.That(code, Is.Zero, output);
        using FileStream file = File.OpenRead(answers);
        return JsonSerializer.Deserialize<Answer[]>(file, JsonSerializerOptions.Web)!;
    }

    private static string? Find()
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        return IsThere(given) ? given : Run("npm", null, "root", "-g") is (0, var global) && IsThere(global.Trim()) ? global.Trim() : null;

        static bool IsThere(string? modules) => Run("node", modules, "-e", "require.resolve('onnxruntime-node')").Code == 0;
    }

    private static (int Code, string Output) Run(string program, string? modules, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = modules;
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output : output + error.Result);
        }
        catch (Win32Exception missing)
        {
            return (-1, missing.Message);
        }
    }

    /// <summary>The outputs of one model.</summary>
    internal sealed record Answer(string[] Label, int[] LabelShape, float[] Probabilities, int[] ProbabilitiesShape, string? Error, double Milliseconds);
}
