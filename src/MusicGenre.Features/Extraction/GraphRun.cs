using MusicGenre.Features.Frames;

namespace MusicGenre.Features.Extraction;

/// <summary>
/// Runs a graph over clips: as few passes as its figures need, in each every node once a block. What a later pass reads is kept where a node is worth it and the clip is not too
/// long; otherwise it is computed again.
/// </summary>
internal sealed class GraphRun
{
    private const int KeptBytes = 48 << 20;

    private readonly Graph _graph;
    private readonly FrameOptions _options;
    private readonly Leaf[] _leaves;
    private readonly object _spectral;
    private readonly long _longestKept;
    private readonly Pass[] _kept;
    private readonly Pass[] _again;
    private readonly Dictionary<Node, List<float[]>> _blocks = [];
    private WorkShare _work = new(null, 1);
    private long? _expected;
    private bool _keeping;

    // Whether the source has told which spectra of the clip are narrow; the first pass has it do so, so that no node's bits depend on what else is computed.
    private bool _seen;

    /// <summary>Prepares the passes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="options">The frames.</param>
    /// <param name="leaves">What the values go to.</param>
    /// <param name="what">What is computed, for errors, where there is no leaf.</param>
    /// <param name="longestKept">The number of frames up to which values are kept; null for what fits into 48 MB.</param>
    public GraphRun(Graph graph, FrameOptions options, IEnumerable<Leaf> leaves, object what, int? longestKept = null)
    {
        _graph = graph;
        _options = options;
        _leaves = [.. leaves];
        _spectral = _leaves.FirstOrDefault(l => Closure([l.Node], []).Any(IsSpectrum))?.What ?? what;
        Node[] kept = [.. graph.Nodes.Where(n => n.WorthKeeping && graph.Nodes.Any(user => user.Stage > n.Stage && user.Inputs.Contains(n)))];
        _longestKept = longestKept ?? KeptBytes / (sizeof(float) * Math.Max(1, kept.Sum(n => n.Rows)));
        foreach (Node node in kept)
        {
            _blocks.Add(node, []);
        }

        int stages = 1 + _leaves.Select(l => l.Node.Stage).Concat(graph.Figures.Select(f => f.Input.Stage)).DefaultIfEmpty(-1).Max();
        _kept = [.. Enumerable.Range(0, stages).Select(s => Plan(s, kept))];
        _again = [.. Enumerable.Range(0, stages).Select(s => Plan(s, []))];
        graph.Source.KeepPowers = _kept.Skip(1).Any(p => p is { ReadsFrames: true, NeedsOnlyPowers: true });
    }

    /// <summary>The number of passes over a clip; more if it is very long.</summary>
    public int Passes => _again.Length;

    /// <summary>The number of frames of the clip.</summary>
    public long Frames { get; private set; }

    /// <summary>Computes all leaves' values of a clip.</summary>
    /// <param name="open">Gives the clip's signal from its beginning.</param>
    /// <param name="frames">The number of its frames, if that is known.</param>
    /// <param name="work">Is told of each pass (<see cref="Passes"/>).</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public void Run(Func<PaddedSignal> open, long? frames, WorkShare work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (ClipFigure figure in _graph.Figures)
        {
            figure.Clear();
        }

        foreach (Leaf leaf in _leaves)
        {
            leaf.Sink.Clear();
        }

        _keeping = true;
        _seen = false;
        Frames = 0;
        _work = work;
        _expected = frames;
        for (int stage = 0; stage < _again.Length; stage++)
        {
            Run(_keeping ? _kept[stage] : _again[stage], open, isFirst: stage == 0, cancellationToken);
            for (ClipFigure[] unknown = Unfinished(stage); unknown.Length > 0; unknown = [.. unknown.Where(f => !f.EndPass())])
            {
                Run(new Pass(Closure(unknown.Select(f => f.Input), []), [], [], unknown, []), open, isFirst: false, cancellationToken);
            }

            _work.EndPart();
            _expected = Frames;
        }

        foreach (Leaf leaf in _leaves)
        {
            leaf.Sink.End();
        }
    }

    private static bool IsSpectrum(Node node) => node is SourceNode { Part: not (FramePart.MeanSquare or FramePart.Crossings) };

    private ClipFigure[] Unfinished(int stage) => [.. _graph.Figures.Where(f => f.Input.Stage == stage && !f.EndPass())];

    private Pass Plan(int stage, Node[] kept)
    {
        Leaf[] leaves = [.. _leaves.Where(l => l.Node.Stage == stage)];
        ClipFigure[] figures = [.. _graph.Figures.Where(f => f.Input.Stage == stage)];
        Node[] keep = [.. kept.Where(n => n.Stage == stage)];
        Node[] there = [.. kept.Where(n => n.Stage < stage)];
        Node[] nodes = Closure(leaves.Select(l => l.Node).Concat(figures.Select(f => f.Input)).Concat(keep), there);
        return new Pass([.. nodes.Except(there)], [.. nodes.Intersect(there)], keep, figures, leaves);
    }

    /// <summary>Some nodes and all that they are made of, each after its inputs; those that are there already are not looked into.</summary>
    private Node[] Closure(IEnumerable<Node> of, Node[] there)
    {
        HashSet<Node> found = [];
        void Find(Node node)
        {
            if (found.Add(node) && !there.Contains(node))
            {
                foreach (Node input in node.Inputs)
                {
                    Find(input);
                }
            }
        }

        foreach (Node node in of)
        {
            Find(node);
        }

        return [.. _graph.Nodes.Where(found.Contains)];
    }

    private void Run(Pass pass, Func<PaddedSignal> open, bool isFirst, CancellationToken cancellationToken)
    {
        foreach (Node node in pass.Nodes)
        {
            node.Use(null);
            node.Begin();
        }

        FrameSource source = _graph.Source;
        if (!pass.ReadsFrames)
        {
            for (long first = 0; first < Frames; first += source.Width)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Compute(pass, first, (int)Math.Min(source.Width, Frames - first));
            }

            return;
        }

        bool spectral = pass.Nodes.Any(IsSpectrum);

        // Powers that come a second time were checked the first time.
        bool repeats = !isFirst && pass.NeedsOnlyPowers && source.TryRepeat();
        bool magnitudes = spectral && !repeats && (!_seen || pass.NeedsMagnitudes);
        if (!repeats)
        {
            source.Start(open(), pass.SpectraOnly, magnitudes, _seen);
        }

        _seen |= magnitudes;
        long total = 0;
        for (int frames = source.Next(); frames > 0; frames = source.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (magnitudes && source.FirstTooLoud(frames) is int lane and >= 0)
            {
                throw TooLarge(_spectral, total + lane);
            }

            Compute(pass, total, frames);
            total += frames;
        }

        Frames = total;
    }

    private void Compute(Pass pass, long first, int frames)
    {
        int block = (int)(first / _graph.Source.Width);
        foreach (Node node in pass.There)
        {
            node.Use(_blocks[node][block]);
        }

        if (pass.Keep.Length > 0 && _keeping)
        {
            Keep(pass.Keep, block, first + frames);
        }

        _work.Report(first, _expected);
        foreach (Node node in pass.Nodes)
        {
            node.Compute();
        }

        foreach (ClipFigure figure in pass.Figures)
        {
            figure.Observe(frames);
        }

        foreach (Leaf leaf in pass.Leaves)
        {
            ReadOnlySpan<float> values = leaf.Node.Values;
            if (FrameCheck.FirstNotFinite(values, leaf.Node.Width, frames) is int lane and >= 0)
            {
                throw TooLarge(leaf.What, first + lane);
            }

            leaf.Sink.Add(values, leaf.Node.Width, frames);
        }
    }

    // Has the nodes write into memory that stays; a clip that is too long gives it all back.
    private void Keep(Node[] nodes, int block, long frames)
    {
        _keeping = frames <= _longestKept;
        foreach (Node node in nodes)
        {
            List<float[]> kept = _blocks[node];
            if (!_keeping)
            {
                kept.Clear();
                node.Use(null);
                continue;
            }

            if (kept.Count == block)
            {
                kept.Add(new float[node.Rows * node.Width]);
            }

            node.Use(kept[block]);
        }
    }

    private ArgumentException TooLarge(object what, long frame) => FrameCheck.TooLarge(what, frame, _options, _graph.Context.SampleRate);

    /// <summary>A pass over a clip.</summary>
    /// <param name="Nodes">What is computed, each after its inputs.</param>
    /// <param name="There">What an earlier pass kept.</param>
    /// <param name="Keep">What this one keeps.</param>
    /// <param name="Figures">The figures that observe.</param>
    /// <param name="Leaves">The leaves that take values.</param>
    private sealed record Pass(Node[] Nodes, Node[] There, Node[] Keep, ClipFigure[] Figures, Leaf[] Leaves)
    {
        public bool ReadsFrames { get; } = Nodes.Any(n => n is SourceNode);

        public bool NeedsMagnitudes { get; } = Nodes.Any(n => IsSpectrum(n) && n is not SourceNode { Part: FramePart.Power });

        public bool NeedsOnlyPowers { get; } = Nodes.All(n => n is not SourceNode || n is SourceNode { Part: FramePart.Power });

        public bool SpectraOnly { get; } = !Nodes.Any(n => n is SourceNode { Part: FramePart.MeanSquare or FramePart.Crossings });
    }
}
