using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Fields;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>Describes user-defined fields: as resources of their entity, and through the agent of the same.</summary>
internal static class FieldEndpoints
{
    public static void MapFields(this IEndpointRouteBuilder api, Faults faults)
    {
        foreach (var layout in FieldLayout.All)
        {
            var group = api.MapGroup("/" + layout.Owner);
            group.MapGet("/UdefLayout", () => TenantJson.Ok(FieldInfo.List(layout, draft: true, Missing())));
            group.MapGet("/UdefLayout/Published", () => TenantJson.Ok(FieldInfo.List(layout, draft: false, Missing())));
            group.MapGet("/UdefLayout/{progIdOrLabel}", (string progIdOrLabel) => One(layout, draft: true, progIdOrLabel));
            group.MapGet("/UdefLayout/Published/{progIdOrLabel}", (string progIdOrLabel) => One(layout, draft: false, progIdOrLabel));
            group.MapGet("/CustomField", () => TenantJson.Ok(new JsonArray([.. layout.Fields.Select((field, rank) => (JsonNode)FieldInfo.Custom(field, rank))])));
            group.MapGet("/CustomField/{name}", (string name) =>
                layout.Fields.Index().FirstOrDefault(entry => entry.Item.ProgId == name) is { Item: { } field } found
                    ? TenantJson.Ok(FieldInfo.Custom(field, found.Index))
                    : throw Unknown());
        }

        var agent = api.MapAgent("UserDefinedFieldInfo");
        agent.MapPost("/GetPublishedUserDefinedFieldList", request => FieldInfo.List(Layout(request), draft: false, Missing()));
        agent.MapPost("/GetUserDefinedFieldList", request => FieldInfo.List(Layout(request), draft: true, Missing()));
        agent.MapPost("/GetPublishedUserDefinedFieldFromProgId", request => FieldInfo.Find(Layout(request), draft: false, request.Text("ProgId", "")));
        agent.MapPost("/GetUserDefinedFieldFromProgId", request => FieldInfo.Find(Layout(request), draft: true, request.Text("ProgId", "")));

        string? Missing() => faults.Settings.MissingField;
    }

    private static IResult One(FieldLayout layout, bool draft, string progIdOrLabel) =>
        TenantJson.Ok(FieldInfo.Find(layout, draft, progIdOrLabel) ?? throw Unknown());

    private static FieldLayout Layout(JsonObject request) =>
        FieldLayout.All.FirstOrDefault(layout => layout.Owner.Equals(request.Text("OwnerType", ""), StringComparison.OrdinalIgnoreCase))
        ?? throw TenantException.BadRequest("OwnerType is unknown");

    private static TenantException Unknown() => TenantException.NotFound("There is no such user-defined field");
}
