using Connector.Dashboard.Paging;
using Connector.Jobs.Audit;
using Connector.Jobs.Epochs;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Memory;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Jobs.Spend;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Pages;

/// <summary>The pages. Each is rendered once, on the server, from data read before; none changes anything.</summary>
internal static class PageEndpoints
{
    private const int NewestProposals = 3;

    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ListRunsAsync);
        routes.MapGet("/runs/{id:guid}", ShowRunAsync);
        return routes;
    }

    private static async Task<RazorComponentResult<RunsPage>> ListRunsAsync(
        int? skip, int? take, SyncRuns runs, JobAudit audit, Holds holds, Drains drains, SpoolCounts spools, SpendBook book, TenantModes modes, Losses losses,
        Proposals proposals, MemoryWatch memory, CancellationToken cancellationToken)
    {
        var page = Page.Of(skip, take);
        // One more than shown tells whether there is an older page.
        var found = await runs.ListAsync(page.Skip, page.Take + 1, cancellationToken);
        return new RazorComponentResult<RunsPage>(new
        {
            Runs = found.Take(page.Take).ToList(),
            HasOlder = found.Count > page.Take,
            Page = page,
            Audit = await audit.CountAsync(cancellationToken),
            Holds = await holds.ListAsync(cancellationToken),
            Loss = await losses.FindAsync(cancellationToken),
            Leashes = await modes.ListAsync(cancellationToken),
            StopOfAll = await modes.FindStopOfAllAsync(cancellationToken),
            Proposed = await proposals.WaitingAsync(NewestProposals, cancellationToken),
            Spend = await book.TodayAsync(cancellationToken),
            Drain = await drains.FindAsync(cancellationToken),
            Memory = memory.Use,
            Spooled = await spools.ListAsync(cancellationToken),
        });
    }

    private static async Task<Results<RazorComponentResult<RunPage>, NotFound>> ShowRunAsync(
        string id, SyncRuns runs, CancellationToken cancellationToken) =>
        await runs.FindAsync(id, cancellationToken) is { } details
            ? new RazorComponentResult<RunPage>(new { Details = details })
            : TypedResults.NotFound();
}
