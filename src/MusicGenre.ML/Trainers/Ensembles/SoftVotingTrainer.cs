namespace MusicGenre.ML;

/// <summary>The mean of the probabilities of several trainers' models: their errors differ, so the mean is often better than the best of them.</summary>
/// <remarks>Each member has preprocessing of its own; <see cref="Trainer.Preprocessing"/> of the vote, by default empty, comes before all of them.</remarks>
public sealed record SoftVotingTrainer : Trainer
{
    /// <summary>Creates a vote without preprocessing but that of its members.</summary>
    public SoftVotingTrainer() => Preprocessing = [];

    /// <summary>The trainers that vote, at least one: of any kind, tuned ones, networks and votes among them. This trainer's <see cref="Trainer.ClassWeights"/> are passed on to those that can have some and have none of their own.</summary>
    public IReadOnlyList<ITrainer> Members { get; init => field = [.. value]; } = [];

    /// <summary>The weight of each member's vote, one a member, above 0; null for equal weights.</summary>
    public IReadOnlyList<double>? Weights { get; init => field = value is null ? null : [.. value]; }

    /// <summary>The vote of the trainers that do best alone: support vector machine, extremely randomised trees, gradient boosting, dense net.</summary>
    /// <param name="seed">The seed that every member gets.</param>
    public static SoftVotingTrainer Default(long seed = 0) => new()
    {
        Seed = seed,
        Members =
        [
            new SupportVectorMachineTrainer { C = 10, Seed = seed },
            new ExtraTreesTrainer { Seed = seed },
            new GradientBoostingTrainer { Seed = seed },
            new NeuralNetworkTrainer { Seed = seed },
        ],
    };

    /// <inheritdoc/>
    protected internal override bool SupportsWeights => true;

    /// <inheritdoc/>
    protected override void Validate()
    {
        Require(Members.Count > 0, nameof(Members), Members.Count, "at least one trainer");
        Require(Weights is null || (Weights.Count == Members.Count && Weights.All(static w => double.IsFinite(w) && w > 0)), nameof(Weights), Weights?.Count ?? 0, "null, or one finite weight above 0 for each member");
    }

    /// <inheritdoc/>
    protected override Classifier Train(TrainingSet training, FitContext context)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(context);
        return new Vote(training.ColumnCount, training.GenreCount, [.. WeightedMembers.Select(m => Member.Of(Fit(m, training.Table, context), training.Table))], Shares);
    }

    /// <summary>Whether there are members, and weights that fit them.</summary>
    internal bool HasMembers => Members.Count > 0 && (Weights is null || (Weights.Count == Members.Count && Weights.All(static w => double.IsFinite(w) && w > 0)));

    /// <summary>The members, with this trainer's class weights where they have none of their own.</summary>
    internal IEnumerable<ITrainer> WeightedMembers => Members.Select(Weighted);

    /// <summary>The weight of each member's vote; they sum to 1.</summary>
    internal double[] Shares
    {
        get
        {
            double[] weights = [.. Weights ?? [.. Enumerable.Repeat(1.0, Members.Count)]];
            double sum = weights.Sum();
            return [.. weights.Select(w => w / sum)];
        }
    }

    internal override int ManyRows => Members.OfType<Trainer>().Min(static m => (int?)m.ManyRows) ?? int.MaxValue;

    private static GenreModel Fit(ITrainer member, FeatureTable table, FitContext context)
    {
        GenreModel model = context.Fit(member, table);
        foreach (string warning in model.Warnings)
        {
            context.Warn($"{model.TrainerName}: {warning}");
        }

        return model;
    }

    /// <summary>The member with this trainer's class weights, if it has none of its own and can have some.</summary>
    private ITrainer Weighted(ITrainer member) =>
        member is Trainer own && own.ClassWeights == ClassWeights.None ? own.WithClassWeights(ClassWeights) : member;

    internal readonly record struct Member(FittedPreprocessing Preprocessing, Classifier Classifier)
    {
        public static Member Of(GenreModel model, FeatureTable table) => model.FeatureNames.SequenceEqual(table.FeatureNames) && model.Genres.SequenceEqual(table.Genres)
            ? new(model.Preprocessing, model.Classifier)
            : throw new InvalidOperationException($"The model of the member {model.TrainerName} has other features or genres than the table it was given; a vote needs the same.");
    }

    internal sealed class Vote(int featureCount, int genreCount, Member[] members, double[] shares) : Classifier(featureCount, genreCount)
    {
        public const string KindName = "soft-voting";
        private const int MaximumMembers = 1000;

        public override string Kind => KindName;

        public IReadOnlyList<Member> Members => members;

        public IReadOnlyList<double> Shares => shares;

        protected override void PredictCore(ReadOnlySpan<float> row, Span<double> weights)
        {
            weights.Clear();
            double[] one = new double[GenreCount];
            for (int m = 0; m < members.Length; m++)
            {
                float[] transformed = new float[members[m].Preprocessing.OutputCount];
                members[m].Preprocessing.Transform(row, transformed);
                members[m].Classifier.Predict(transformed, one);
                for (int g = 0; g < one.Length; g++)
                {
                    weights[g] += shares[m] * one[g];
                }
            }
        }

        public override void Write(ModelWriter writer)
        {
            writer.Write(shares);
            foreach (Member member in members)
            {
                member.Preprocessing.Write(writer);
                ClassifierKinds.Write(writer, member.Classifier);
            }
        }

        public static Classifier Read(ModelReader reader, int featureCount, int genreCount)
        {
            double[] weights = reader.ReadDistribution(-1, "the members' weights");
            if (weights.Length > MaximumMembers)
            {
                throw reader.Error($"there are {weights.Length} members; at most {MaximumMembers} were expected.");
            }

            Member[] members = new Member[weights.Length];
            for (int m = 0; m < members.Length; m++)
            {
                FittedPreprocessing preprocessing = FittedPreprocessing.Read(reader, featureCount);
                members[m] = new Member(preprocessing, ClassifierKinds.ReadInner(reader, preprocessing.OutputCount, genreCount));
            }

            return new Vote(featureCount, genreCount, members, weights);
        }
    }
}
