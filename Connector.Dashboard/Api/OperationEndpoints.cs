using System.ComponentModel.DataAnnotations;
using Connector.Dashboard.Paging;
using Connector.Dashboard.Security;
using Connector.Jobs.Operations;
using Connector.Jobs.Operators;
using Connector.Jobs.Runs;
using Connector.Jobs.Tenants;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What people do to many records or jobs, each kind in the same way: a preview, then a run of it. And what people changed.</summary>
internal static class OperationEndpoints
{
    private const string Kinds = "approve, reject, undo, adopt, replay, release, ignore, erase or enrich";

    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/operations", ListAsync).WithTags("operations")
            .WithSummary("What people changed, newest first; 'before' is the id after which to go on. About the last 10,000 are kept. A run's 'batch' names the operation that tells what came of it.");
        api.MapGet("/operations/{kind}/{id}", FindAsync).WithTags("operations").WithSummary("How far a preview or a run is, and what it has found.");
        var changes = api.MapChanges("/operations/{kind}").WithTags("operations");
        changes.MapPost("/preview", PreviewAsync)
            .WithSummary($"What an operation would do, which changes nothing. Kinds: {Kinds}. Of undo and adopt a worker counts: look at its state until it is done.");
        changes.MapPost("/run", RunAsync)
            .WithSummary("Does what a preview has shown, once, however often it is asked; what was interrupted goes on. The run's id is the batch.");
    }

    private static async Task<Results<Ok<ItemList<OperationEntry>>, ProblemHttpResult>> ListAsync(
        [Range(1, PageQuery.MostTake)] int? take, string? before, OperationLog log, CancellationToken cancellationToken) =>
        before is not null && !OperationLog.IsId(before)
            ? Refusals.BadRequest("'before' must be the id of an operation.")
            : TypedResults.Ok(new ItemList<OperationEntry>(await log.ListAsync(take ?? Page.DefaultTake, before, cancellationToken)));

    private static async Task<Results<Ok<OperationView>, ProblemHttpResult>> FindAsync(
        string kind, string id, string? tenant, Operations operations, CancellationToken cancellationToken) =>
        OfKind(kind) is { } refusal ? refusal
        : tenant is null ? Refusals.BadRequest("Say whose it is: 'tenant'.")
        : Refusals.IdOf(id) is { } known && await operations.FindAsync(tenant, known, cancellationToken) is { } found && found.Kind.Word() == kind
            ? TypedResults.Ok(await OperationView.OfAsync(found, operations, cancellationToken))
            : Unknown(kind, id);

    private static async Task<Results<Ok<OperationView>, ProblemHttpResult>> PreviewAsync(
        string kind, PreviewRequest request, Operations operations, SyncRuns runs, KnownTenants tenants, CancellationToken cancellationToken)
    {
        var refusal = OfKind(kind) ?? await AddressRules.OfTenantAsync(request.Tenant, tenants, cancellationToken) ?? Refusals.OfName(request.By);
        if (refusal is not null)
        {
            return refusal;
        }

        var (selection, known) = (request.Selection ?? new Selection(), OperationKinds.Parse(kind)!.Value);
        refusal = selection.Problem(known) is { } problem ? Refusals.BadRequest(problem) : await OfUnknownAsync(request.Tenant!, known, selection, runs, cancellationToken);
        return refusal is not null
            ? refusal
            : TypedResults.Ok(await OperationView.OfAsync(
                await operations.PreviewAsync(request.Tenant!, known, selection, request.By!, cancellationToken), operations, cancellationToken));
    }

    private static async Task<Results<Ok<OperationView>, ProblemHttpResult>> RunAsync(
        string kind, RunRequest request, Operations operations, KnownTenants tenants, CancellationToken cancellationToken)
    {
        var refusal = OfKind(kind) ?? await AddressRules.OfTenantAsync(request.Tenant, tenants, cancellationToken) ?? Refusals.OfName(request.By)
            ?? (OperationKinds.Parse(kind)!.Value.Rule().NeedsWhy ? Refusals.OfReason(request.Why, "why") : Refusals.OfOptionalReason(request.Why, "why"));
        if (refusal is not null)
        {
            return refusal;
        }

        if (Refusals.IdOf(request.Preview ?? "") is not { } preview)
        {
            return Unknown(kind, request.Preview ?? "");
        }

        var (verdict, run) = await operations.RunAsync(
            request.Tenant!, OperationKinds.Parse(kind)!.Value, preview, request.By!, request.Why?.Trim() ?? "", cancellationToken);
        return verdict switch
        {
            RunVerdict.Run => TypedResults.Ok(await OperationView.OfAsync(run!, operations, cancellationToken)),
            RunVerdict.Open => TypedResults.Problem(
                "The preview has not ended yet: look at it until it is done, then ask again.", statusCode: StatusCodes.Status409Conflict),
            _ => Unknown(kind, preview),
        };
    }

    /// <summary>Jobs and runs that are named and that nobody knows: a slip, like an unknown tenant.</summary>
    private static async Task<ProblemHttpResult?> OfUnknownAsync(string tenant, OperationKind kind, Selection selection, SyncRuns runs, CancellationToken cancellationToken)
    {
        foreach (var id in selection.JobIds)
        {
            if (await runs.FindJobAsync(id, cancellationToken) is not { } job || job.Tenant != tenant)
            {
                return Refusals.NoJob(id);
            }
        }

        return selection.Run is { } run && kind is OperationKind.Approve or OperationKind.Reject && await runs.FindAsync(run, cancellationToken) is null
            ? Refusals.NotFound($"There is no sync run {run}, or it is kept no longer.")
            : null;
    }

    private static ProblemHttpResult? OfKind(string kind) =>
        OperationKinds.Parse(kind) is not null ? null
        : Nearest.Of(kind, OperationKinds.Words) is { } near ? Refusals.NotFound($"There is no operation '{Refusals.Shown(kind)}'. Did you mean '{near}'?")
        : Refusals.NotFound($"There is no operation '{Refusals.Shown(kind)}', only {Kinds}.");

    private static ProblemHttpResult Unknown(string kind, string id) =>
        Refusals.NotFound($"There is no preview or run {Refusals.Shown(id)} of {kind}, or it is kept no longer: ask for a new preview.");
}

/// <summary>A preview is wanted.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Selection">Which records, jobs or writes are meant.</param>
/// <param name="By">1 to 100 printable characters.</param>
internal sealed record PreviewRequest(string? Tenant, Selection? Selection, string? By);

/// <summary>What a preview has shown is to be done.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Preview">The preview's id.</param>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Why">At most 500 printable characters; must be given for reject, undo and erase.</param>
internal sealed record RunRequest(string? Tenant, string? Preview, string? By, string? Why);

/// <summary>A preview, or a run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Batch">Of a run: its id, by which the run can be undone, if its kind can. Null for a preview.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="State"><c>waiting</c>, <c>working</c>, <c>done</c> or <c>failed</c>. A run that is done has asked for all its jobs; the sync runs show what becomes of them.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="By">Who asked.</param>
/// <param name="Why">Why; null if nobody said.</param>
/// <param name="At">When.</param>
/// <param name="About">What is selected, for people.</param>
/// <param name="Counts">What was found so far; what is not there is 0. Always <c>toDo</c>, of a run <c>done</c>, and <c>conflicts</c>.</param>
/// <param name="Cost">What it may cost, for people; null if nothing.</param>
/// <param name="Items">The first 50 of what it is about; one with a <c>conflict</c> is left alone, or the fields named there are.</param>
/// <param name="Conflicts">What stands against it as a whole at present, such as a write stop.</param>
/// <param name="RunAs">Of a preview: its run, if there is one.</param>
/// <param name="CanBeUndone">True if what was done can be undone by its batch.</param>
internal sealed record OperationView(
    string Id, string? Batch, string Kind, string Tenant, OperationState State, string? Error, string By, string? Why, DateTimeOffset At, string About,
    IReadOnlyDictionary<string, long> Counts, string? Cost, IReadOnlyList<OperationItem> Items, IReadOnlyList<string> Conflicts, string? RunAs, bool CanBeUndone)
{
    public static async Task<OperationView> OfAsync(Operation operation, Operations operations, CancellationToken cancellationToken)
    {
        var analyses = operation.Counts.GetValueOrDefault("analyses");
        return new OperationView(
            operation.Id, operation.IsPreview ? null : operation.Id, operation.Kind.Word(), operation.Tenant, operation.State, operation.Error,
            operation.By, operation.Why.Length == 0 ? null : operation.Why, operation.At, operation.Selection.ToString(), operation.Counts,
            analyses == 0 ? null : $"at most {analyses} {(analyses == 1 ? "analysis" : "analyses")} by the Company Explorer",
            operation.Items, await operations.ConflictsAsync(operation, cancellationToken), operation.RunAs, operation.Kind.Rule().CanBeUndone);
    }
}
