using System.Text;
using System.Text.Json;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Undo;

/// <summary>What a request of kind <see cref="RequestKind.Undo"/> carries.</summary>
/// <param name="Batch">What is undone together.</param>
/// <param name="Fields">What is to be given back.</param>
public sealed record UndoDetail(string Batch, IReadOnlyList<UndoField> Fields)
{
    /// <summary>Reads a request's detail.</summary>
    /// <exception cref="JsonException">It is none of this kind.</exception>
    public static UndoDetail Parse(string? detail) =>
        JsonSerializer.Deserialize(detail ?? "", JobsJson.Default.UndoDetail) ?? throw new JsonException("An undo has no detail.");

    /// <summary>An entity's fields as the details of one request, or of more where their values are long.</summary>
    public static IEnumerable<string> Of(string batch, IReadOnlyList<UndoField> fields)
    {
        var detail = JsonSerializer.Serialize(new UndoDetail(batch, fields), JobsJson.Default.UndoDetail);
        return fields.Count == 1 || Fits(detail)
            ? [detail]
            : Of(batch, [.. fields.Take(fields.Count / 2)]).Concat(Of(batch, [.. fields.Skip(fields.Count / 2)]));
    }

    /// <summary>False for a single field whose values are too long for a request.</summary>
    public static bool Fits(string detail) => Encoding.UTF8.GetByteCount(detail) <= JobRequest.MostDetail;
}
