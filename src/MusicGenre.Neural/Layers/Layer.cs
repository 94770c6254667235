using MusicGenre.Neural.Layers;
using MusicGenre.Numerics;
using MusicGenre.Numerics.LinearAlgebra;

namespace MusicGenre.Neural;

/// <summary>
/// One layer of a <see cref="Sequential"/> network: its settings and, once the network is built, its weights. A layer belongs to one network.
/// </summary>
public abstract class Layer
{
    private IReadOnlyList<Parameter> _parameters = [];

    private protected Layer()
    {
    }

    /// <summary>Keras' name of the layer's type, such as <c>Dense</c>.</summary>
    public abstract string TypeName { get; }

    /// <summary>The layer's name in its network, as Keras would number it (<c>dense</c>, <c>dense_1</c>); empty as long as it belongs to none.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The shape of one sample that enters.</summary>
    public Shape InputShape { get; private set; }

    /// <summary>The shape of one sample that leaves.</summary>
    public Shape OutputShape { get; private set; }

    /// <summary>The weights, in Keras' order; empty as long as the layer belongs to no network.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The parameter count.</summary>
    public long ParameterCount
    {
        get
        {
            long count = 0;
            foreach (Parameter parameter in _parameters)
            {
                count += parameter.Buffer.Length;
            }

            return count;
        }
    }

    /// <summary>Keras' prefix of the layer's name.</summary>
    internal abstract string Prefix { get; }

    /// <summary>The byte that stands for the layer's type in a file.</summary>
    internal abstract LayerKind Kind { get; }

    /// <summary>Takes the layer into a network.</summary>
    internal void Attach(string name, Shape input, SeededRandom? random)
    {
        if (Name.Length > 0)
        {
            throw new ArgumentException($"The layer {Name} belongs to a network already; a layer holds weights and cannot be shared.");
        }

        OutputShape = Infer(input);
        InputShape = input;
        _parameters = CreateParameters(input);
        Name = name;
        if (random is not null)
        {
            Initialize(random);
        }
    }

    /// <summary>The output shape when <paramref name="input"/> is the input; allocates nothing.</summary>
    /// <exception cref="ArgumentException">The layer does not accept such an input.</exception>
    internal abstract Shape Infer(Shape input);

    /// <summary>The layer's parameter count; allocates nothing.</summary>
    internal abstract long CountParameters(Shape input);

    /// <summary>Writes the settings.</summary>
    internal abstract void WriteSettings(NetworkWriter writer);

    /// <summary>What one worker needs to run the layer.</summary>
    internal abstract LayerState CreateState(int batch, bool training, WorkTeam team);

    private protected abstract IReadOnlyList<Parameter> CreateParameters(Shape input);

    private protected abstract void Initialize(SeededRandom random);

    private protected ArgumentException Refuse(Shape input, string expected) =>
        new($"The layer {TypeName} takes {expected}, not {input}.");
}
