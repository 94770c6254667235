using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MusicGenre.ML.MLNet.Persistence;

/// <summary>
/// What a custom mapping needs to know, as a constant column of the pipeline. <c>mlContext.Model.Save</c> stores of a custom mapping only the name of its contract;
/// a constant in an <c>Expression</c> is stored whole, and so comes back in another process.
/// </summary>
internal static class StateColumn
{
    private const string Source = "MusicGenre.One";

    /// <summary>Appends a text column that holds the same bytes in every row.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="mlContext">The context.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="state">The bytes.</param>
    public static EstimatorChain<ITransformer> AppendState(this EstimatorChain<ITransformer> pipeline, MLContext mlContext, string column, ReadOnlySpan<byte> state) =>

        // An expression needs an input, and no column of the user's is certain to be there and to be a scalar. Base64 has nothing to escape.
        pipeline
            .Append<ITransformer>(mlContext.Transforms.CustomMapping(new OneFactory().GetMapping(), OneFactory.Contract))
            .Append<ITransformer>(mlContext.Transforms.Expression(column, $"(one) : \"{Convert.ToBase64String(state)}\"", Source))
            .Append<ITransformer>(mlContext.Transforms.DropColumns(Source));

    /// <summary>Nothing is read.</summary>
    public sealed class Nothing
    {
    }

    /// <summary>A number that every row has.</summary>
    public sealed class One
    {
        /// <summary>Always 1.</summary>
        [ColumnName(Source)]
        public float Value { get; set; }
    }

    /// <summary>Adds the column that the expression uses.</summary>
    [CustomMappingFactoryAttribute(Contract)]
    public sealed class OneFactory : CustomMappingFactory<Nothing, One>
    {
        public const string Contract = "MusicGenre.ML.MLNet.One";

        public override Action<Nothing, One> GetMapping() => static (_, one) => one.Value = 1;
    }
}
