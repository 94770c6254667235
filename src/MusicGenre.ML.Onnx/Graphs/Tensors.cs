using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MusicGenre.ML.Onnx.Schema;
using static MusicGenre.ML.Onnx.Schema.TensorProto.Types;

namespace MusicGenre.ML.Onnx.Graphs;

/// <summary>Constant tensors, row-major; without a shape they are scalars.</summary>
internal static class Tensors
{
    public static TensorProto Of(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => Of(DataType.Float, values, shape);

    public static TensorProto Of(ReadOnlySpan<double> values, params ReadOnlySpan<int> shape) => Of(DataType.Double, values, shape);

    public static TensorProto Of(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => Of(DataType.Int64, values, shape);

    public static TensorProto Of(bool value) => Of(DataType.Bool, [value ? (byte)1 : (byte)0], []);

    public static TensorProto Of(IReadOnlyList<string> values) =>
        new() { DataType = (int)DataType.String, Dims = { values.Count }, StringData = { values.Select(ByteString.CopyFromUtf8) } };

    private static TensorProto Of<T>(DataType type, ReadOnlySpan<T> values, ReadOnlySpan<int> shape)
        where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        FileSize.Check((long)values.Length * size);
        byte[] bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
        {
            for (int start = 0; start < bytes.Length; start += size)
            {
                bytes.AsSpan(start, size).Reverse();
            }
        }

        TensorProto tensor = new() { DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        foreach (int length in shape)
        {
            tensor.Dims.Add(length);
        }

        return tensor;
    }
}
