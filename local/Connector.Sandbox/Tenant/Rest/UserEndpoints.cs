using System.Net;
using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Rest;

/// <summary>
/// Who the caller is. <c>User/current</c> and <c>User/{id}</c> are blocked online, <c>Associate/…</c> is no resource at all:
/// the gate answers 404 for what is not mapped.
/// </summary>
internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        api.MapGet("/User/currentPrincipal", (HttpContext context, Faults faults) =>
            Answer(faults.Settings.CurrentPrincipalStatus, () => Principal(Caller(context))));
        api.MapGet("/User/currentAssociate", (HttpContext context, Faults faults) =>
            Answer(faults.Settings.CurrentAssociateStatus, () => CarrierParts.Associate(Caller(context).Id)));
        api.MapGet("/User/current", Blocked);
        api.MapGet("/User/{id:int}", Blocked);
    }

    private static AssociateRow Caller(HttpContext context) => Associates.Find(TenantGate.Associate(context))!;

    // Both calls are said to have ended so somewhere, without a reason.
    private static IResult Answer(int status, Func<JsonNode?> read) => status switch
    {
        404 => throw TenantException.NotFound("User not found"),
        500 => throw new TenantException(HttpStatusCode.InternalServerError, "NullReferenceException", "Object reference not set to an instance of an object."),
        _ => TenantJson.Ok(read()),
    };

    private static IResult Blocked() =>
        throw new TenantException(HttpStatusCode.Forbidden, "SoSecurityException", "The user agent is not available to applications");

    private static JsonObject Principal(AssociateRow caller) => new()
    {
        ["UserType"] = caller == Associates.SystemUser ? "SystemAssociate" : "InternalAssociate",
        ["Associate"] = caller.Name,
        ["AssociateId"] = caller.Id,
        ["IsPerson"] = caller != Associates.SystemUser,
        ["PersonId"] = 0,
        ["CountryId"] = 276,
        ["HomeCountryId"] = 276,
        ["ContactId"] = caller == Associates.SystemUser ? 0 : Seeds.OwnCompany,
        ["GroupId"] = 1,
        ["BusinessId"] = 0,
        ["CategoryId"] = 0,
        ["ContactOwner"] = 0,
        ["RoleId"] = 1,
        ["RoleName"] = "User level 0",
        ["RoleDescription"] = "",
        ["RoleType"] = caller == Associates.SystemUser ? "System" : "Employee",
        ["Licenses"] = new JsonArray(),
        ["FullName"] = caller.FullName,
        ["EMailAddress"] = caller.Email,
        ["FunctionRights"] = new JsonArray(),
        ["ProvidedCredentials"] = new JsonArray(),
        ["SecondaryGroups"] = new JsonArray(),
        ["DatabaseContextIdentifier"] = SandboxTenant.Id,
        ["UserName"] = caller.Name,
    };
}
