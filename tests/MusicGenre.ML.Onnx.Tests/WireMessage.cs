using Google.Protobuf;

namespace MusicGenre.ML.Onnx.Tests;

/// <summary>A message of Protocol Buffers by the numbers of its fields, as ONNX's documentation lists them: independent of the schema that the package writes with.</summary>
internal sealed class WireMessage
{
    private readonly Dictionary<uint, List<object>> _fields = [];

    public WireMessage(byte[] bytes)
    {
        CodedInputStream input = new(bytes);
        while (input.ReadTag() is > 0 and uint tag)
        {
            uint field = (uint)WireFormat.GetTagFieldNumber(tag);
            List<object> values = _fields.TryGetValue(field, out List<object>? known) ? known : _fields[field] = [];
            values.Add(WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadInt64(),
                WireFormat.WireType.Fixed32 => input.ReadFloat(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var other => throw new FormatException($"There is a field of wire type {other}."),
            });
        }
    }

    public bool Has(uint field) => _fields.ContainsKey(field);

    public long Number(uint field) => (long)Values(field).Single();

    public string Text(uint field) => Texts(field).SingleOrDefault("");

    public string[] Texts(uint field) => [.. Values(field).Select(static v => System.Text.Encoding.UTF8.GetString((byte[])v))];

    public WireMessage Message(uint field) => Messages(field).Single();

    public WireMessage[] Messages(uint field) => [.. Values(field).Select(static v => new WireMessage((byte[])v))];

    private List<object> Values(uint field) => _fields.GetValueOrDefault(field, []);
}
