using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;

namespace Connector.Jobs.Operations;

/// <summary>Why nothing is run.</summary>
public enum RunVerdict
{
    /// <summary>It is run, now or before.</summary>
    Run,

    /// <summary>There is no such preview of that kind, or not any more.</summary>
    Unknown,

    /// <summary>The preview has not ended yet.</summary>
    Open,
}

/// <summary>
/// What people do to many records or jobs: a selection is previewed, which changes nothing; the preview is run, once, however often that is asked; the run is a batch.
/// </summary>
/// <remarks>
/// Where only a worker can find out what is meant, since only it may ask the CRM, or has the journal, the operation is a job of the account
/// <see cref="WholeTenant.AccountOf"/>: it has its place, a lease, a sync run, and one at a time per tenant. All else is walked here, by whoever asks, also
/// while the tenant is held and no worker runs. If that ends in the middle, whoever asks for the same run again goes on.
/// </remarks>
public sealed class Operations(
    OperationStore store, OperationWalk walk, JobRequests requests, IEnumerable<IOperationSource> sources, SyncRuns runs, TenantModes modes, Holds holds)
{
    /// <summary>Asks for a preview.</summary>
    /// <exception cref="ArgumentException">A name is malformed, or the selection is none of that kind.</exception>
    public async Task<Operation> PreviewAsync(string tenant, OperationKind kind, Selection selection, string by, CancellationToken cancellationToken)
    {
        if (selection.Problem(kind) is { } problem)
        {
            throw new ArgumentException(problem, nameof(selection));
        }

        var id = await store.PreviewAsync(tenant, kind, selection, by, cancellationToken);
        return await GoOnAsync((await store.FindAsync(tenant, id, cancellationToken))!, cancellationToken);
    }

    /// <summary>Runs what a preview has shown; asked again, it is the same run, and goes on where it is.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="kind">The preview's kind.</param>
    /// <param name="previewId">The preview.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="why">Why; may be empty.</param>
    /// <param name="cancellationToken">Ends it; what was done stays.</param>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    public async Task<(RunVerdict Verdict, Operation? Run)> RunAsync(
        string tenant, OperationKind kind, string previewId, string by, string why, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant, previewId, cancellationToken) is not { IsPreview: true } preview || preview.Kind != kind)
        {
            return (RunVerdict.Unknown, null);
        }

        if (preview.State != OperationState.Done)
        {
            return (RunVerdict.Open, null);
        }

        var id = preview.RunAs ?? await store.RunAsync(preview, by, why, Detail(preview, why), cancellationToken);
        return await store.FindAsync(tenant, id, cancellationToken) is { } run
            ? (RunVerdict.Run, await GoOnAsync(run, cancellationToken))
            : (RunVerdict.Unknown, null);
    }

    /// <summary>The operation, or null if there is none, or not any more.</summary>
    public async Task<Operation?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(tenant, id, cancellationToken) is not { } operation)
        {
            return null;
        }

        var job = operation.Kind.Rule().IsWalkedByWorker && operation.State != OperationState.Done ? await runs.FindJobAsync(id, cancellationToken) : null;
        return job is { State: "dead" or "finished" }
            ? operation with { State = OperationState.Failed, Error = job.Error ?? job.Reason }
            : operation;
    }

    /// <summary>What stands against the operation as a whole at present, for people: what is asked for waits until it is gone.</summary>
    public async Task<IReadOnlyList<string>> ConflictsAsync(Operation operation, CancellationToken cancellationToken)
    {
        var (found, rules) = (new List<string>(), operation.Kind.Rule());
        if (rules.Writes)
        {
            var limits = await modes.ReadAsync(operation.Tenant, cancellationToken);
            if (limits.WriteStop is not null || limits.WriteStopOfAll is not null)
            {
                found.Add($"Writes to {(limits.WriteStop is null ? "all tenants" : operation.Tenant)} are stopped: what is to be written waits until they are allowed.");
            }

            if (operation.Kind == OperationKind.Approve && limits.Mode == TenantMode.Observe)
            {
                found.Add("The mode is observe: what is approved is not written.");
            }
        }

        if (rules.MakesJobs && (await holds.ListAsync(cancellationToken)).FirstOrDefault(one => one.Tenant == operation.Tenant) is { } hold)
        {
            found.Add($"{operation.Tenant} is held ({hold.Reason}): its jobs wait until the hold is lifted.");
        }

        return found;
    }

    private async Task<Operation> GoOnAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.State == OperationState.Done)
        {
            return operation;
        }

        if (!operation.Kind.Rule().IsWalkedByWorker)
        {
            return await walk.RunAsync(operation, sources.First(source => source.Kind == operation.Kind), pass: null, () => false, cancellationToken);
        }

        await requests.SubmitAsync(
            new JobRequest
            {
                JobId = operation.Id,
                Tenant = operation.Tenant,
                Account = WholeTenant.AccountOf(operation.Tenant).Account,
                Entity = WholeTenant.Entity,
                Kind = operation.Kind == OperationKind.Adopt ? RequestKind.Adopt : RequestKind.Undo,
                By = operation.By,
            },
            cancellationToken);
        return (await FindAsync(operation.Tenant, operation.Id, cancellationToken))!;
    }

    private static string Detail(Operation preview, string why)
    {
        var (count, of) = (preview.Counts.GetValueOrDefault("toDo"), preview.Kind.Rule());
        var what = of.IsWalkedByWorker ? (One: "record", Many: "records") : of.Of;
        return string.Create(CultureInfo.InvariantCulture, $"{preview.Selection}: {count} {(count == 1 ? what.One : what.Many)}{(why.Length == 0 ? "" : $"; {why}")}");
    }
}
