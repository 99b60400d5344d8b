using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>The flat carrier of a contact, the only one that says which company owns the CRM.</summary>
internal static class SimpleEndpoints
{
    public static void MapSimple(this IEndpointRouteBuilder api) =>
        api.MapGet("/Contact/{id:int}/Simple", (int id, TenantDatabase database) => database.Contacts.Find(id) is { } contact
            ? TenantJson.Ok(PersonCarrier.Contact(contact))
            : throw TenantException.NotFound($"Contact id {id} not found"));
}
