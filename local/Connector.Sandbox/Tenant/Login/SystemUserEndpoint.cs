using System.Text.Json.Nodes;
using Connector.Sandbox.Control;
using Connector.Sandbox.Tenant.Database;

namespace Connector.Sandbox.Tenant.Login;

/// <summary>
/// The login of the system user: a signed system token is exchanged for a JSON Web Token that holds a ticket. A refusal is an answer
/// with <c>IsSuccessful</c> false. Source: SuperOffice docs, authentication/online/auth-application.
/// </summary>
internal static class SystemUserEndpoint
{
    public static void MapSystemUser(this IEndpointRouteBuilder routes) => routes.MapPost("/Login/api/PartnerSystemUser/Authenticate", Authenticate);

    private static IResult Authenticate(
        Request request, SystemUser user, Tickets tickets, IdTokenSigner signer, Faults faults, Counters counters, TimeProvider time)
    {
        counters.Add(CounterKind.ApiCalls, "POST PartnerSystemUser");
        var problem = request.ContextIdentifier != SandboxTenant.Id ? "The tenant is unknown"
            : request.ApplicationToken != SandboxTenant.ClientSecret ? "The application token is not valid"
            : request.ReturnTokenType != "JWT" ? "The sandbox gives JWT only"
            : faults.Settings.SystemUserRefused ? "The application is not approved by the tenant"
            : user.Problem(request.SignedSystemToken ?? "", time.GetUtcNow());
        return TenantJson.Ok(new JsonObject
        {
            ["IsSuccessful"] = problem is null,
            ["Token"] = problem is null ? signer.Sign(Claims(tickets.Issue(), time.GetUtcNow())) : null,
            ["ErrorMessage"] = problem,
        });
    }

    private static JsonObject Claims(string ticket, DateTimeOffset now) => new()
    {
        ["iss"] = "SuperOffice AS",
        ["aud"] = "spn:" + SandboxTenant.Serial,
        ["iat"] = now.ToUnixTimeSeconds(),
        ["nbf"] = now.ToUnixTimeSeconds() - 60,
        ["exp"] = now.ToUnixTimeSeconds() + 300,
        [TokenIssue.ClaimPrefix + "ticket"] = ticket,
        [TokenIssue.ClaimPrefix + "associateid"] = $"{Associates.SystemUser.Id}",
        [TokenIssue.ClaimPrefix + "ctx"] = SandboxTenant.Id,
        [TokenIssue.ClaimPrefix + "serial"] = SandboxTenant.Serial,
    };

    private sealed record Request(string? SignedSystemToken, string? ApplicationToken, string? ContextIdentifier, string? ReturnTokenType);
}
