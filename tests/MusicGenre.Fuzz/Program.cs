using System.CommandLine;
using MusicGenre.Fuzz;

Option<long> seed = new("--seed") { Description = "The seed of the cases: the same seed gives the same cases.", DefaultValueFactory = static _ => 1 };
Option<long> count = new("--count") { Description = "How many cases.", DefaultValueFactory = static _ => 10_000 };
Option<long?> only = new("--case") { Description = "Runs this one case again." };
Option<string> target = new("--target") { Description = "What is attacked.", DefaultValueFactory = static _ => "all" };
Option<int> failures = new("--failures") { Description = "After how many different failures to stop.", DefaultValueFactory = static _ => 1 };
target.AcceptOnlyFromAmong([.. Driver.Targets, "all"]);
RootCommand root = new("Feeds readers with damaged copies of valid inputs. Exit code 1 where anything but the documented exception comes out, or too much memory or time is taken.") { seed, count, only, target, failures };
root.SetAction(parsed =>
{
    using Driver driver = new(parsed.GetValue(seed), parsed.GetValue(failures));
    return driver.Run(parsed.GetRequiredValue(target), parsed.GetValue(count), parsed.GetValue(only));
});
return root.Parse(args).Invoke();
