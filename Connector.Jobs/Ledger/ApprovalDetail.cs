using System.Text.Json;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Ledger;

/// <summary>What a request of kind <see cref="RequestKind.Approve"/> carries.</summary>
/// <param name="Batch">What was approved together.</param>
/// <param name="ProposedAt">The proposal that was approved, by when it was made, in ms; a later one is not what the person saw.</param>
public sealed record ApprovalDetail(string Batch, long ProposedAt)
{
    /// <summary>Reads a request's detail.</summary>
    /// <exception cref="JsonException">It is none of this kind.</exception>
    public static ApprovalDetail Parse(string? detail) =>
        JsonSerializer.Deserialize(detail ?? "", JobsJson.Default.ApprovalDetail) ?? throw new JsonException("An approval has no detail.");
}
