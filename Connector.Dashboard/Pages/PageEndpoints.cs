using Connector.Dashboard.History;
using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Audit;
using Connector.Jobs.Epochs;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Memory;
using Connector.Jobs.Notices;
using Connector.Jobs.Queue;
using Connector.Jobs.Runs;
using Connector.Jobs.Spend;
using Connector.Jobs.Tenants;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Connector.Dashboard.Pages;

/// <summary>The pages. Each is rendered once, on the server, from data read before; none changes anything.</summary>
internal static class PageEndpoints
{
    private const int NewestProposals = 3;
    private const int MostApproved = 20;

    public static IEndpointRouteBuilder MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ListRunsAsync);
        routes.MapGet("/runs/{id:maxlength(200)}", ShowRunAsync);
        return routes;
    }

    private static async Task<RazorComponentResult<RunsPage>> ListRunsAsync(
        [AsParameters] RunAddress address, RunHistory history, CrmLinks links, TimeProvider time, JobAudit audit, Holds holds, Drains drains, SpoolCounts spools, SpendBook book, TenantModes modes, Losses losses,
        Proposals proposals, MemoryWatch memory, TenantStates states, KnownTenants known, Notices notices, CancellationToken cancellationToken)
    {
        var (query, problem) = address.Read(time.GetUtcNow());
        var found = query is null ? null : await history.ListAsync(query, cancellationToken);
        var limited = await modes.ListAsync(cancellationToken);
        var spend = await book.TodayAsync(cancellationToken);
        var (tenants, more) = await states.ReadAsync(limited, [.. (found?.Items ?? []).Select(run => run.Tenant), .. spend.Select(one => one.Tenant), .. await known.ListAsync(cancellationToken)], cancellationToken);
        return new RazorComponentResult<RunsPage>(new
        {
            Found = found,
            Address = address,
            Problem = problem,
            IsNarrow = query?.IsNarrow ?? true,
            history.IsBehind,
            Links = links,
            Audit = await audit.CountAsync(cancellationToken),
            Holds = await holds.ListAsync(cancellationToken),
            Notices = await notices.ListAsync(cancellationToken),
            Loss = await losses.FindAsync(cancellationToken),
            Limited = limited,
            Tenants = tenants,
            MoreTenants = more,
            StopOfAll = await modes.FindStopOfAllAsync(cancellationToken),
            Proposed = await proposals.WaitingAsync(NewestProposals, cancellationToken),
            Spend = spend,
            Drain = await drains.FindAsync(cancellationToken),
            Memory = memory.Use,
            Spooled = await spools.ListAsync(cancellationToken),
        })
        {
            StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }

    private static async Task<Results<RazorComponentResult<RunPage>, NotFound>> ShowRunAsync(
        string id, RunHistory history, Proposals proposals, MappingReports mappings, CancellationToken cancellationToken)
    {
        if (await history.FindAsync(Guid.TryParse(id, out var known) ? $"{known:N}" : id, cancellationToken) is not { } details)
        {
            return TypedResults.NotFound();
        }

        return new RazorComponentResult<RunPage>(new
        {
            Details = details,
            Approved = await ApprovedAsync(details, proposals, cancellationToken),
            Mapping = TenantName.IsValid(details.Run.Tenant) ? await mappings.FindAsync(details.Run.Tenant, cancellationToken) : null,
        });
    }

    // What was approved in this run and no pass has come to yet.
    private static async Task<IReadOnlyList<Proposal>> ApprovedAsync(SyncRunDetails details, Proposals proposals, CancellationToken cancellationToken)
    {
        var found = new List<Proposal>();
        foreach (var entity in details.Jobs.Where(job => job is { Event: "operator.approve", EndedAt: null }).Select(job => job.Entity).Distinct(StringComparer.Ordinal).Take(MostApproved))
        {
            if (EntityKey.TryParse(entity, out var key) && await proposals.FindAsync(details.Run.Tenant, key, cancellationToken) is { Rejected: null } proposal)
            {
                found.Add(proposal);
            }
        }

        return found;
    }
}
