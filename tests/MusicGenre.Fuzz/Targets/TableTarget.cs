using System.Text;
using MusicGenre.ML;
using MusicGenre.Numerics;

namespace MusicGenre.Fuzz.Targets;

/// <summary>CSV tables, and the files of names next to them: groups, folds, lists of a split. Now and then a model is learnt from what was read.</summary>
internal sealed class TableTarget : FuzzTarget
{
    private readonly string _folder;
    private readonly FeatureTable _table = Samples.Table(genres: 2, rows: 6);
    private readonly string[] _valid;
    private long _reads;

    public TableTarget(string folder)
    {
        _folder = folder;
        using StringWriter written = new();
        FeatureCsv.Write(written, _table);
        string names = string.Concat(_table.FileNames.Select(static (n, i) => $"{n},artist {i / 2},{i % 3}\n"));
        string splits = string.Concat(_table.FileNames.Select(static (n, i) => $"{n},{(i % 3 == 0 ? "test" : "train")}\n"));

        // The first character says what the text is.
        _valid =
        [
            "t" + written,
            "t" + "filename,length,a,b,label\nx.1.wav,661794,0.5,1e-3,rock\ny.2.wav,661504,-1,2,jazz\n",
            "tlabel,x\nrock,1\npop,2\nrock,3\npop,4\n",
            "g" + "filename,artist,fold\n" + names,
            "v" + "filename\tartist\tfold\n" + names.Replace(',', '\t'),
            "s" + "filename,split\n" + splits,
            "s" + "filename,fold\n" + string.Concat(_table.FileNames.Select(static (n, i) => $"\"{n}\",{i % 3}\n")),
        ];
        foreach (string input in _valid)
        {
            Check(Read(Encoding.Unicode.GetBytes(input)), "the inputs that the cases are made of are valid");
        }
    }

    public override string Name => "tables";

    public override int Share => 100;

    public override byte[] Make(SeededRandom random)
    {
        string text = _valid[random.Next(_valid.Length)];
        return Encoding.Unicode.GetBytes(text[0] + Mutation.OfText(text[1..], random));
    }

    public override bool Read(byte[] input)
    {
        string text = Encoding.Unicode.GetString(input);
        string path = Path.Combine(_folder, text[0] == 'v' ? "case.tsv" : "case.csv");
        File.WriteAllText(path, text[1..]);
        try
        {
            switch (text[0])
            {
                case 'g' or 'v':
                    FeatureTable grouped = GroupFile.Apply(_table, path, column: null, out int unknown);
                    Check(unknown >= 0 && unknown < _table.RowCount && grouped.Groups.All(static g => g.Length > 0), "every row has a group");
                    break;
                case 's':
                    Folds folds = Folds.FromFile(_table, path);
                    Check(folds.All(static f => f.Train.Count > 0 && f.Test.Count > 0 && !f.Train.Intersect(f.Test).Any()), "a fold has rows on both sides, and none on two");
                    break;
                default:
                    FeatureTable table = FeatureCsv.Read(path);
                    foreach (float value in table.Values)
                    {
                        Check(float.IsFinite(value), "values are finite");
                    }

                    if (_reads++ % 16 == 0)
                    {
                        Learn(table);
                    }

                    break;
            }

            return true;
        }
        catch (TableFormatException)
        {
            return false;
        }
    }

    private static void Learn(FeatureTable table)
    {
        if (table.GenreIndices.Any(static g => g < 0) || table.RowCount == 0)
        {
            return;
        }

        foreach (ITrainer trainer in (ITrainer[])[new NearestNeighborsTrainer(), new LinearDiscriminantTrainer(), new LogisticRegressionTrainer(), new NeuralNetworkTrainer { HiddenUnits = [4], Epochs = 2 }])
        {
            GenreModel model = trainer.Fit(table, new FitOptions { MaxDegreeOfParallelism = 1 });
            foreach (GenrePrediction prediction in model.Predict(table))
            {
                CheckProbabilities(prediction.RawProbabilities);
            }
        }
    }
}
