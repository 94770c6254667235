using MusicGenre.Numerics.LinearAlgebra;
using MusicGenre.Numerics.Memory;

namespace MusicGenre.Neural.Optimizers;

/// <summary>One training's memory of an optimiser.</summary>
internal abstract unsafe class OptimizerState
{
    /// <summary>Numbers per piece of work; a weight's update does not depend on its neighbours, so the pieces may be shared.</summary>
    private const int PieceLength = 1 << 18;

    private readonly WorkTeam _team;
    private readonly Action<int, int> _body;
    private int _index;

    protected OptimizerState(IReadOnlyList<Parameter> parameters, WorkTeam team)
    {
        Parameters = parameters;
        _team = team;
        _body = Piece;
    }

    protected IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The gradients, in the parameters' order.</summary>
    protected IReadOnlyList<AlignedBuffer> Gradients { get; private set; } = [];

    /// <summary>The factor of each gradient (clipping).</summary>
    protected float Scale { get; private set; }

    /// <summary>The bound of each number of a gradient.</summary>
    protected float Bound { get; private set; }

    /// <summary>Changes all weights once.</summary>
    public void Step(IReadOnlyList<AlignedBuffer> gradients, double learningRate, float scale, float bound)
    {
        Gradients = gradients;
        Scale = scale;
        Bound = bound;
        Begin(learningRate);
        for (int i = 0; i < Parameters.Count; i++)
        {
            _index = i;
            _team.Run(_body, (Parameters[i].Buffer.Length + PieceLength - 1) / PieceLength);
        }
    }

    protected abstract void Begin(double learningRate);

    /// <summary>Changes one segment of one parameter.</summary>
    protected abstract void Update(int index, int from, int length);

    private void Piece(int piece, int worker)
    {
        int from = piece * PieceLength;
        Update(_index, from, Math.Min(PieceLength, Parameters[_index].Buffer.Length - from));
    }
}
