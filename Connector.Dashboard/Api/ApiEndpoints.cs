using Connector.Dashboard.Security;

namespace Connector.Dashboard.Api;

/// <summary>
/// What the pages show, and what an operator may change, for programs. Times are ISO 8601 in UTC, enumerations words in lower case,
/// lists objects with <c>items</c>, errors problem details. One file a concept; those that change something map it below
/// <see cref="OperatorGuard.MapChanges"/>.
/// </summary>
internal static class ApiEndpoints
{
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api");
        api.MapOpenApi("/openapi.json");
        api.MapRuns();
        api.MapAudit();
        api.MapHolds();
        api.MapDrain();
        api.MapLoss();
        api.MapDead();
        api.MapSpools();
        api.MapOperations();
        api.MapExplain();
        api.MapSpend();
        api.MapLimits();
        api.MapWriteStop();
        api.MapProposals();
        api.MapMapping();
        api.MapSubscriptions();
        api.MapNotices();
        api.MapJournals();
        api.MapSubjects();
        return routes;
    }
}
