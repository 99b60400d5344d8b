using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Microsoft.AspNetCore.Http.Extensions;

namespace Connector.Sandbox.Tenant.Search;

/// <summary>
/// Searches in the manner of OData: a subset of what SuperOffice knows, and what is not of the subset is refused rather than
/// ignored. Source: SuperOffice docs, api/search/odata.
/// </summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this IEndpointRouteBuilder api)
    {
        foreach (var (resource, provider) in new[] { ("Contact", "SimpleContact"), ("Person", "Person"), ("Sale", "FindSale") })
        {
            api.MapGet("/" + resource, (HttpRequest request, Archives archives, Faults faults) => Find(provider, request, archives, faults));
        }

        api.MapGet("/Archive/dynamic", (HttpRequest request, DynamicArchives archives, Faults faults) =>
            Answer(query => archives.Of(query) ?? throw TenantException.BadRequest("$select names no table that is known"), request, faults));
        api.MapGet("/Archive/{provider}", Find);
    }

    private static IResult Find(string provider, HttpRequest request, Archives archives, Faults faults)
    {
        var archive = archives.Find(provider) ?? throw TenantException.NotFound("There is no such archive");
        return Answer(_ => archive, request, faults);
    }

    private static IResult Answer(Func<SearchQuery, IArchive> archive, HttpRequest request, Faults faults)
    {
        var settings = faults.Settings;
        var query = SearchQuery.Read(request.Query, settings.PageSize);
        var (rows, more) = archive(query).Find(query, new(settings.OrEqualOperators, settings.NumericPrimaryKeys));
        return TenantJson.Ok(new JsonObject
        {
            ["odata.metadata"] = new Uri(request.GetEncodedUrl()).GetLeftPart(UriPartial.Path) + "/$metadata",
            ["odata.nextLink"] = more ? Next(request, query) : null,
            ["value"] = rows,
        });
    }

    private static string Next(HttpRequest request, SearchQuery query)
    {
        var next = new QueryBuilder(request.Query.Where(option => option.Key.ToLowerInvariant() is not ("$top" or "$skip")))
        {
            { "$top", $"{query.Top}" },
            { "$skip", $"{query.Skip + query.Top}" },
        };
        return new Uri(request.GetEncodedUrl()).GetLeftPart(UriPartial.Path) + next;
    }
}
