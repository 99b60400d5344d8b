using System.Globalization;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// Lists in their two views: <c>MDOList</c>, and the agent of that name, know names such as <c>udlist108</c> and
/// <c>associate</c>; <c>List</c> knows ids and a list's own name, so <c>List/udlist108</c> is 404. A switch hides one list
/// from all of them.
/// </summary>
internal sealed class ListEndpoints(TenantDatabase database, Faults faults)
{
    private const int MaxName = 254;

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/MDOList/{name}", (string name, string? additional) => TenantJson.Ok(MdoItems(name, additional) ?? throw Missing()));
        api.MapAgent("MDO").MapPost("/GetList", request => MdoItems(request.Text("Name", ""), request.Text("AdditionalInfo", "")));

        api.MapGet("/List", () => TenantJson.Ok(new JsonArray([.. database.Lists.All.Where(IsShown).Select(list => (JsonNode)ListCarrier.List(list))])));
        api.MapGet("/List/{id:int}", (int id) => TenantJson.Ok(ListCarrier.List(Known(database.Lists.Find(id)))));
        api.MapGet("/List/{name}", (string name) => TenantJson.Ok(ListCarrier.List(Known(database.Lists.Find(name)))));
        api.MapGet("/List/{id:int}/Items", (int id, bool? includeDeleted) => Items(database.Lists.Find(id), includeDeleted));
        api.MapGet("/List/{name}/Items", (string name, bool? includeDeleted) => BuiltIn(name) ?? Items(database.Lists.Find(name), includeDeleted));
        api.MapPost("/List/{id:int}/Items", (int id, HttpRequest request) => AddAsync(database.Lists.Find(id), request));
        api.MapPost("/List/{name}/Items", (string name, HttpRequest request) => AddAsync(database.Lists.Find(name), request));
    }

    /// <summary>Deleted items are answered unless they are refused: fields may still hold them.</summary>
    private IResult Items(UserList? list, bool? includeDeleted) => TenantJson.Ok(new JsonArray(
        [.. Known(list).Items.Where(item => includeDeleted != false || !item.Deleted).Select((item, rank) => (JsonNode)ListCarrier.Item(list!, item, rank))]));

    private static IResult? BuiltIn(string name) => BuiltInLists.All.Where(list => list.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(list => TenantJson.Ok(new JsonArray([.. list.Value.Select((item, rank) => (JsonNode)ListCarrier.BuiltIn(list.Key, item, rank))]))).FirstOrDefault();

    private async Task<IResult> AddAsync(UserList? list, HttpRequest request)
    {
        var known = Known(list);
        var body = await JsonNode.ParseAsync(
            request.Body, TenantJson.AnyCase, TenantJson.Bodies, request.HttpContext.RequestAborted) as JsonObject
            ?? throw TenantException.BadRequest("The body must be a list item");
        if (body.Text("Name", "") is not { Length: > 0 and <= MaxName } name)
        {
            throw TenantException.BadRequest($"Name must have 1 to {MaxName} characters");
        }

        var item = database.Lists.Add(known.Id, name, body.Text("Tooltip", ""));
        return TenantJson.Ok(ListCarrier.Item(known, item, known.Items.Count));
    }

    /// <summary>The items by an MDO name; null for an unknown one.</summary>
    private JsonArray? MdoItems(string name, string? additional)
    {
        if (name.Equals("associate", StringComparison.OrdinalIgnoreCase))
        {
            return new([.. Associates.All.Select((one, rank) => (JsonNode)ListCarrier.MdoItem(one.Id, one.FullName, one.Name, deleted: false, rank))]);
        }

        if (BuiltInLists.All.TryGetValue(name, out var builtIn))
        {
            return new([.. builtIn.Select((item, rank) => (JsonNode)ListCarrier.MdoItem(item.Id, item.Name, "", deleted: false, rank))]);
        }

        var digits = !name.StartsWith("udlist", StringComparison.OrdinalIgnoreCase) ? ""
            : name.Length > "udlist".Length ? name["udlist".Length..]
            : additional ?? "";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && database.Lists.Find(id) is { } list && IsShown(list)
            ? new([.. list.Items.Select((item, rank) => (JsonNode)ListCarrier.MdoItem(item.Id, item.Name, item.Tooltip, item.Deleted, rank))])
            : null;
    }

    private UserList Known(UserList? list) => list is not null && IsShown(list) ? list : throw Missing();

    private bool IsShown(UserList list) => list.Id != faults.Settings.MissingListId;

    private static TenantException Missing() => TenantException.NotFound("There is no such list");
}
