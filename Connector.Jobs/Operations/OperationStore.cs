using System.Text.Json;
using Connector.Jobs.Operators;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using StackExchange.Redis;

namespace Connector.Jobs.Operations;

/// <summary>Keeps operations, and how far they are; see ask-operation.lua and save-operation.lua.</summary>
public sealed class OperationStore(Shard shard)
{
    /// <summary>How long a preview is kept that nobody runs: it holds values of the CRM.</summary>
    public static readonly TimeSpan PreviewKept = TimeSpan.FromDays(1);

    private const string Item = "item:";

    private static readonly Script Ask = new("ask-operation");
    private static readonly Script Save = new("save-operation");

    /// <summary>The operation, or null if there is none, or not any more.</summary>
    public async Task<Operation?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!JobRequest.IsId(id))
        {
            return null;
        }

        var hash = await shard.Database.HashGetAllAsync(Keys.Operation(TenantName.Check(tenant), id)).WaitAsync(cancellationToken);
        var record = new Record(hash);
        if (OperationKinds.Parse(record.TextOrNull("kind")) is not { } kind)
        {
            return null;
        }

        return new Operation(
            id, tenant, kind, JsonSerializer.Deserialize(record.Text("selection"), JobsJson.Default.Selection)!, record.Text("by"), record.Text("why"),
            record.Time("at"), record.Time("seenAt"))
        {
            PreviewOf = record.TextOrNull("previewOf"),
            RunAs = record.TextOrNull("runAs"),
            State = record.Text("state") switch { "done" => OperationState.Done, "working" => OperationState.Working, _ => OperationState.Waiting },
            Cursor = record.Text("cursor"),
            Counts = record.TextOrNull("counts") is { } counts ? JsonSerializer.Deserialize(counts, JobsJson.Default.DictionaryStringInt64)! : new(),
            Items =
            [
                .. hash.Where(field => field.Name.StartsWith(Item)).Select(field => JsonSerializer.Deserialize(field.Value.ToString(), JobsJson.Default.OperationItem)!)
                    .OrderBy(item => item.Subject, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>Keeps a preview that is asked for.</summary>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    internal Task<string> PreviewAsync(string tenant, OperationKind kind, Selection selection, string by, CancellationToken cancellationToken) =>
        AskAsync(tenant, kind, selection, by, why: "", previewOf: "", detail: "", PreviewKept, cancellationToken);

    /// <summary>Keeps a run of a preview, and writes down who asked for what, why; asked again, there is one.</summary>
    /// <returns>Its id, the batch.</returns>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    internal Task<string> RunAsync(Operation preview, string by, string why, string detail, CancellationToken cancellationToken) =>
        AskAsync(preview.Tenant, preview.Kind, preview.Selection, by, why, preview.Id, detail, shard.Options.Retention, cancellationToken);

    /// <summary>Keeps how far it is.</summary>
    /// <returns>False if somebody else was faster, or it is kept no longer.</returns>
    /// <exception cref="LeaseLostException">Another pass has the tenant's account.</exception>
    internal async Task<bool> SaveAsync(OperationProgress progress, bool done, Pass? pass, CancellationToken cancellationToken)
    {
        var operation = progress.Operation;
        List<RedisValue> arguments =
        [
            operation.Tenant, operation.Id, pass?.Account.Account ?? "", pass?.Fence ?? 0, progress.Kept, done ? "done" : "working", progress.Cursor,
            JsonSerializer.Serialize(progress.Counts, JobsJson.Default.DictionaryStringInt64),
        ];
        foreach (var item in progress.Items)
        {
            arguments.AddRange([Item + item.Subject, item.Fields.Count > 0 ? item.Entity : "", JsonSerializer.Serialize(item, JobsJson.Default.OperationItem)]);
        }

        var saved = (await shard.RunAsync(Save, cancellationToken, [.. arguments])).ToString();
        if (saved == "lost")
        {
            throw new LeaseLostException(pass!.Account, pass.Fence);
        }

        progress.Saved();
        return saved == "ok";
    }

    private async Task<string> AskAsync(
        string tenant, OperationKind kind, Selection selection, string by, string why, string previewOf, string detail, TimeSpan kept, CancellationToken cancellationToken) =>
        (await shard.RunAsync(
            Ask, cancellationToken, TenantName.Check(tenant), JobIds.New(), kind.Word(), JsonSerializer.Serialize(selection, JobsJson.Default.Selection), OperatorName.Check(by),
            why, previewOf, detail, Shard.Milliseconds(kept))).ToString();
}
