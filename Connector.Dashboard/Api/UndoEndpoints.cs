using System.Globalization;
using Connector.Dashboard.Paging;
using Connector.Dashboard.Security;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.Jobs.Undo;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Api;

/// <summary>What undoing our writes would do.</summary>
internal static class UndoEndpoints
{
    public static void MapUndo(this IEndpointRouteBuilder api)
    {
        api.MapGet("/tenants/{tenant}/undo", PreviewAsync).WithTags("undo")
            .WithSummary("What undoing the writes of a pass, sync run, batch, span of time or entity would do, by what Redis remembers: the last 20,000 writes. Times without an offset are UTC.");
        api.MapChanges("/tenants/{tenant}/undo").WithTags("undo").MapPost("", UndoAsync)
            .WithSummary("Does it: each entity is a job that gives the fields back what they held, unless somebody changed them since. Interrupted, it can be asked for again.");
    }

    private static async Task<Results<Ok<UndoPreview>, ProblemHttpResult>> PreviewAsync(
        string tenant, [AsParameters] UndoQuery query, [AsParameters] PageQuery part, WriteHistory history, CancellationToken cancellationToken)
    {
        if (query.Read(out var selection) is { } odd)
        {
            return odd;
        }

        var plan = await UndoPlan.MakeAsync(tenant, history.ReadAsync(tenant, cancellationToken), selection, certain: true, cancellationToken);
        return TypedResults.Ok(new UndoPreview(
            tenant, plan.Writes, plan.Entities.Count, plan.Fields, plan.WrittenSince, plan.UndoneAlready,
            [.. plan.Entities.Skip(part.Page.Skip).Take(part.Page.Take).Select(e => new UndoItem(e.Entity, e.Account.Account, e.Fields))]));
    }

    private static async Task<Results<Ok<Submitted>, ProblemHttpResult>> UndoAsync(
        string tenant, UndoRequest request, Undoing undoing, CancellationToken cancellationToken)
    {
        var query = new UndoQuery(request.Pass, request.Run, request.Batch, request.From, request.Until, request.Entity);
        if (query.Read(out var selection) is { } odd)
        {
            return odd;
        }

        return Refusals.OfName(request.By) is { } refusal
            ? refusal
            : TypedResults.Ok(await undoing.UndoAsync(tenant, selection, request.By!, cancellationToken));
    }
}

/// <summary>Writes are to be undone: those that a preview with the same members shows.</summary>
/// <param name="By">1 to 100 printable characters.</param>
/// <param name="Pass">A pass, by its number.</param>
/// <param name="Run">A sync run.</param>
/// <param name="Batch">A batch of approvals.</param>
/// <param name="From">From this time on.</param>
/// <param name="Until">Before this time.</param>
/// <param name="Entity">Such as <c>contact:4711</c>.</param>
internal sealed record UndoRequest(string? By, long? Pass, string? Run, string? Batch, string? From, string? Until, string? Entity);

/// <summary>Which writes are meant: all that match everything that is given, and something must be.</summary>
/// <param name="Pass">A pass, by its number.</param>
/// <param name="Run">A sync run.</param>
/// <param name="Batch">A batch of approvals.</param>
/// <param name="From">From this time on.</param>
/// <param name="Until">Before this time.</param>
/// <param name="Entity">Such as <c>contact:4711</c>.</param>
internal readonly record struct UndoQuery(long? Pass, string? Run, string? Batch, string? From, string? Until, string? Entity)
{
    /// <summary>The selection, or why there is none.</summary>
    public ProblemHttpResult? Read(out UndoSelection selection)
    {
        selection = new UndoSelection();
        if (this == default)
        {
            return Refusals.BadRequest("Say which writes are meant: 'pass', 'run', 'batch', 'from', 'until' or 'entity'.");
        }

        if (!TryTime(From, out var from) || !TryTime(Until, out var until))
        {
            return Refusals.BadRequest("'from' and 'until' must be times such as 2026-11-25T08:30:00Z.");
        }

        EntityKey entity = default;
        if (Entity is not null && !EntityKey.TryParse(Entity, out entity))
        {
            return Refusals.NoEntity();
        }

        selection = new UndoSelection
        {
            Pass = Pass,
            Run = Run,
            Batch = Batch,
            From = from,
            Until = until,
            Entity = Entity is null ? null : entity,
        };
        return null;
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at);
        time = read ? at : null;
        return read || text is null;
    }
}

/// <summary>What an undo would do, as far as our own records tell. A field that a human changed since is left alone: the CRM is asked when it is done.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Writes">PATCHes that are meant.</param>
/// <param name="Entities">Contacts and persons that would be given values back.</param>
/// <param name="Fields">Their fields.</param>
/// <param name="WrittenSince">Fields left alone: we wrote them again since, for another reason.</param>
/// <param name="UndoneAlready">Fields left alone: they were undone.</param>
/// <param name="Items">A part of the entities.</param>
internal sealed record UndoPreview(
    string Tenant, int Writes, int Entities, int Fields, int WrittenSince, int UndoneAlready, IReadOnlyList<UndoItem> Items);

/// <summary>What would be undone at one entity.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Account">The account it was written in, such as <c>c4711</c>.</param>
/// <param name="Fields">Its fields.</param>
internal sealed record UndoItem(EntityKey Entity, string Account, IReadOnlyList<UndoField> Fields);
