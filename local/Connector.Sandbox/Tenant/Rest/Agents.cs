using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// Agents are the older half of the API: one POST per method, the arguments as an object. What is not found is 200 with
/// <c>null</c>, what is malformed 400; a GET only describes the method. Source: SuperOffice docs, web-services/endpoints/agents-webapi.
/// </summary>
internal static class Agents
{
    public static AgentRoutes MapAgent(this IEndpointRouteBuilder api, string name)
    {
        var group = api.MapGroup("/Agents/" + name);
        group.MapGet("/{method}", (string method) => TenantJson.Ok(new JsonObject { ["Agent"] = name, ["Method"] = method, ["HttpMethod"] = "POST" }));
        return new(group);
    }

    /// <exception cref="TenantException">400: the body is not of the wanted kind.</exception>
    public static async Task<TNode> ReadAsync<TNode>(HttpRequest request) where TNode : JsonNode =>
        await JsonNode.ParseAsync(request.Body, TenantJson.AnyCase, TenantJson.Bodies, request.HttpContext.RequestAborted) as TNode
        ?? throw TenantException.BadRequest("The body does not hold the method's arguments");
}

/// <summary>The methods of one agent.</summary>
internal sealed class AgentRoutes(RouteGroupBuilder group)
{
    /// <summary>A method that takes an object; a result of null is answered as such.</summary>
    public void MapPost(string path, Func<JsonObject, JsonNode?> method) =>
        group.MapPost(path, async (HttpRequest request) => TenantJson.Ok(method(await Agents.ReadAsync<JsonObject>(request))));

    /// <summary>A method with arguments of its own.</summary>
    public void MapPost(string path, Delegate method) => group.MapPost(path, method);
}
