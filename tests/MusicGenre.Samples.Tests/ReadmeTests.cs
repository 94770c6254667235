using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MusicGenre.Audio;
#if !MLNET
using MusicGenre.ML;
#endif

namespace MusicGenre.Samples.Tests;

/// <summary>The README's C# examples are compiled and run as they are there: those with Microsoft.ML by the bridge's tests, all others by those of MusicGenre.ML.</summary>
public sealed partial class ReadmeTests
{
#if MLNET
    private const bool WithMLNet = true;
    private const int Fewest = 3;
#else
    private const bool WithMLNet = false;
    private const int Fewest = 5;
#endif

    private const string ImplicitUsings = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic;";

    private static IEnumerable<TestCaseData> Examples()
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md"));
        int number = 0;
        foreach (Match block in CSharpBlock().Matches(readme))
        {
            string code = block.Groups["code"].Value;

            if (code.Contains("mlContext", StringComparison.Ordinal) == WithMLNet)
            {
                number++;
                yield return new TestCaseData(code).SetArgDisplayNames($"example {number}");
            }
        }
    }

    [TestCaseSource(nameof(Examples))]
    public void Examples_compile_and_run(string code)
    {
        string printed = Run(Compile(code));

        // What a comment promises in figures is what comes out.
        Assert.That(printed, Is.Not.Empty);
        foreach (Match comment in Comment().Matches(code))
        {
            foreach (Match figure in Figure().Matches(comment.Value))
            {
                Assert.That(printed, Does.Contain(figure.Value), comment.Value);
            }
        }
    }

#if !MLNET
    // The fast ones; the table is made in one run (.ci/update-readme), so a change to what all share shows here.
    [Test]
    public void The_table_has_the_figures_of_today([Values("majority", "lda", "knn", "logistic", "svm")] string alias)
    {
        FeatureTable gtzan = Gtzan.LoadFeatures();
        CrossValidationResult result = CrossValidation.Run(gtzan, TrainerCatalog.Create(alias, 1), Folds.Stratified(gtzan, 10, seed: 1));
        string[] shown = [.. Spread().Matches(TableRow(result.TrainerName)).Select(static m => m.Value)];
        Assert.That(shown, Is.EqualTo(new[] { $"{result.Accuracy}", $"{result.MacroF1}", $"{result.LogLoss}", $"{result.Top3Accuracy}" }), "run .ci/update-readme");
    }

    [Test]
    public void The_table_has_the_form_that_the_sample_prints()
    {
        // A small table through the sample: the lines that hold no figures, and the trainers, are those of the README.
        string csv = Path.Combine(TestContext.CurrentContext.WorkDirectory, "small.csv");
        FeatureTable gtzan = Gtzan.LoadFeatures();
        FeatureCsv.Write(csv, gtzan.SelectRows([.. Enumerable.Range(0, gtzan.RowCount).Where(static row => row % 9 == 0)]));
        string[] printed = [.. TableLines(Run(Assembly.Load("MusicGenre.Console"), csv))];
        string[] shown = [.. TableLines(File.ReadAllText(Path.Combine(RepositoryRoot(), "README.md")))];
        Assert.That(shown[0], Is.EqualTo(printed[0]), "run .ci/update-readme");
        Assert.That(shown[^1].Split(" (from ")[0], Is.EqualTo(printed[^1].Split(" (from ")[0]), "run .ci/update-readme");
        Assert.That(shown[1..^1].Select(static line => line.Split(' ')[0]), Is.EquivalentTo(printed[1..^1].Select(static line => line.Split(' ')[0])), "run .ci/update-readme");
    }

    private static IEnumerable<string> TableLines(string text) =>
        text.Split('\n').SkipWhile(static line => !line.StartsWith("trainer ", StringComparison.Ordinal)).TakeWhile(static line => line.Length > 0 && !line.StartsWith("report:", StringComparison.Ordinal) && !line.StartsWith("```", StringComparison.Ordinal));
#endif

    private static string TableRow(string trainer) =>
        File.ReadLines(Path.Combine(RepositoryRoot(), "README.md")).Single(line => line.StartsWith(trainer + " ", StringComparison.Ordinal) && line.Contains('±'));

    [Test]
    public void There_are_examples() => Assert.That(Examples().Count(), Is.GreaterThanOrEqualTo(Fewest));

    /// <summary>What a program prints, run in its own folder that holds <c>song.wav</c>.</summary>
    private static string Run(Assembly program, params string[] args)
    {
        string folder = Directory.CreateDirectory(Path.Combine(TestContext.CurrentContext.WorkDirectory, "readme" + Guid.NewGuid().ToString("N"))).FullName;
        WriteSong(Path.Combine(folder, "song.wav"));
        string previous = Directory.GetCurrentDirectory();
        TextWriter output = Console.Out;
        using StringWriter captured = new();
        try
        {
            Directory.SetCurrentDirectory(folder);
            Console.SetOut(captured);
            program.EntryPoint!.Invoke(null, [args]);
        }
        finally
        {
            Console.SetOut(output);
            Directory.SetCurrentDirectory(previous);
        }

        return captured.ToString();
    }

    private static Assembly Compile(string code)
    {
        // Everything that this test project could reference, as an application that references the package could.
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "ReadmeExample" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(code)],
            trusted.Where(File.Exists).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        string[] errors = [.. compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
        Assert.That(errors, Is.Empty);
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    private static void WriteSong(string path)
    {
        float[] samples = new float[22_050 * 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = 0.5f * MathF.Sin(2 * MathF.PI * 440 * i / 22_050);
        }

        WavWriter.Write(path, new AudioClip(samples, 22_050));
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MusicGenre.ML.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new UnreachableException("The tests run below the repository.");
    }

    [GeneratedRegex(@"//(?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<!\w)\d[\d,.]*(?<![,.])")]
    private static partial Regex Figure();

    [GeneratedRegex(@"\d+\.\d+ ± \d+\.\d+")]
    private static partial Regex Spread();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
