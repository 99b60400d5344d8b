using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>Merges of two companies or two persons: 204, and the source is no longer there.</summary>
internal static class MergeEndpoints
{
    public static void MapMerges(this IEndpointRouteBuilder api)
    {
        api.MapPost("/Contact/{source:int}/MergeTo/{destination:int}", (
            int source, int destination, bool? mergeIdenticalPersons, bool? replaceEmptyFieldsOnDestination, HttpContext context, TenantDatabase database) => Done(
                source != destination && database.MergeContacts(
                    source, destination, mergeIdenticalPersons ?? false, replaceEmptyFieldsOnDestination ?? false, TenantGate.Associate(context))));

        // Activities, which moveAfterDate is about, are not simulated; the parameter is mandatory all the same.
        api.MapPost("/Person/{source:int}/MergeTo/{destination:int}", (
            int source, int destination, string? moveAfterDate, bool? deleteSource, bool? replaceEmptyFieldsOnDestination, HttpContext context, TenantDatabase database) =>
            string.IsNullOrEmpty(moveAfterDate)
                ? throw TenantException.BadRequest("moveAfterDate is missing")
                : Done(source != destination && database.MergePersons(
                    source, destination, deleteSource ?? false, replaceEmptyFieldsOnDestination ?? false, TenantGate.Associate(context))));
    }

    private static IResult Done(bool merged) => merged ? Results.NoContent() : throw TenantException.NotFound("There are no two such entities");
}
