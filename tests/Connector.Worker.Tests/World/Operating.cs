using Connector.Jobs.Operations;
using Connector.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.World;

/// <summary>Operations as people ask for them.</summary>
internal static class Operating
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The operations of the worker's Redis.</summary>
    public static Jobs.Operations.Operations Operations(this WorkerHost worker) => worker.Services.GetRequiredService<Jobs.Operations.Operations>();

    /// <summary>Asks for a preview, and waits until it has ended.</summary>
    public static async Task<Operation> PreviewAsync(this WorkerHost worker, OperationKind kind, Selection selection) =>
        await EndedAsync(worker, await worker.Operations().PreviewAsync(WorkerHost.Tenant, kind, selection, "ANNA", Cancellation));

    /// <summary>Previews and runs, and waits until all is asked for.</summary>
    public static async Task<Operation> RunAsync(this WorkerHost worker, OperationKind kind, Selection selection, string why = "") =>
        await worker.RunAsync(await worker.PreviewAsync(kind, selection), why);

    /// <summary>Runs what a preview has shown.</summary>
    public static async Task<Operation> RunAsync(this WorkerHost worker, Operation preview, string why = "")
    {
        var (verdict, run) = await worker.Operations().RunAsync(WorkerHost.Tenant, preview.Kind, preview.Id, "ANNA", why, Cancellation);
        Assert.Equal(RunVerdict.Run, verdict);
        return await EndedAsync(worker, run!);
    }

    /// <summary>Waits until it has ended.</summary>
    public static async Task<Operation> EndedAsync(this WorkerHost worker, Operation operation) => (await Eventually.ValueAsync(
        () => worker.Operations().FindAsync(WorkerHost.Tenant, operation.Id, Cancellation), o => o is { State: OperationState.Done }, cancellationToken: Cancellation))!;
}
