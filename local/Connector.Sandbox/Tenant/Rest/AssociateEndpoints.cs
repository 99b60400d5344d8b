using System.Globalization;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>Names users by id. There is no REST resource of them, only the agent.</summary>
internal static class AssociateEndpoints
{
    private const int MaxIds = 500;

    public static void MapAssociates(this IEndpointRouteBuilder api)
    {
        var agent = api.MapAgent("Associate");
        agent.MapPost("/GetAssociate", (string? associateId) => TenantJson.Ok(CarrierParts.Associate(Id(associateId))));
        agent.MapPost("/GetAssociateList", async (HttpRequest request) => TenantJson.Ok(List(await Agents.ReadAsync<JsonArray>(request))));
    }

    private static JsonArray List(JsonArray ids) => ids.Count <= MaxIds
        ? new([.. ids.Select(id => CarrierParts.Associate(Id($"{id}"))).OfType<JsonObject>()])
        : throw TenantException.BadRequest($"No more than {MaxIds} ids");

    private static int Id(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id : throw TenantException.BadRequest("associateId must be a number");
}
