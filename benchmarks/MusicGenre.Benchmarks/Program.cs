using BenchmarkDotNet.Running;
using MusicGenre.Benchmarks;

if (args is ["rival", ..])
{
    RivalTrainers.Run(args[1..]);
    return;
}

if (args is ["rival-cell", ..])
{
    RivalTrainers.RunCell(args[1..]);
    return;
}

if (args is ["rival-steps", ..])
{
    NeuralRival.Run(args.Length > 1 ? args[1] : "python3");
    return;
}

if (args is ["audit", ..])
{
    AuditFigures.Run(args[1], args[2], args[3], args.Length > 4 ? args[4] : null);
    return;
}

if (args is ["compare", ..])
{
    SpeedComparison.Run(args.Length > 1 ? args[1] : "python3");
    return;
}

if (args is ["serve", ..])
{
    await ServeLoad.RunAsync();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(ServeLoad).Assembly).Run(args);
