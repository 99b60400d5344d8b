using System.Buffers.Text;
using System.Text;
using Connector.SuperOffice.Identity;
using Connector.SuperOffice.Tests.Responding;

namespace Connector.SuperOffice.Tests.Identity;

public sealed class IdentityTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Current_principal_is_asked_first_and_once()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("AssociateId", "5"), ("DedicatedUser", "true"));
        responder.Api = context => Responder.Json(context, 200, """{"UserType":"InternalAssociate","AssociateId":77,"DatabaseContextIdentifier":"Cust10001"}""");

        Assert.Equal(new CrmIdentity(77, "currentPrincipal", Dedicated: true), await host.Client.GetIdentityAsync(Token));
        Assert.Equal(77, (await host.Client.GetIdentityAsync(Token)).AssociateId);
        Assert.Equal("/Cust10001/api/v1/User/currentPrincipal", Assert.Single(responder.Calls).Path);
    }

    [Theory]
    [InlineData("""{"UserType":"SystemAssociate","AssociateId":77}""", null, true)]
    [InlineData("""{"RoleType":"System","AssociateId":77}""", null, true)]
    [InlineData("""{"UserType":5,"RoleType":"Employee","AssociateId":77}""", null, false)]
    [InlineData("""{"UserType":"SystemAssociate","AssociateId":77}""", "false", false)]
    public async Task System_user_is_dedicated_unless_configured_otherwise(string principal, string? configured, bool dedicated)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, configured is null ? [] : [("DedicatedUser", configured)]);
        responder.Api = context => Responder.Json(context, 200, principal);

        Assert.Equal(new CrmIdentity(77, "currentPrincipal", dedicated), await host.Client.GetIdentityAsync(Token));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Blocked_call_leaves_the_claim_of_the_id_token(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("AssociateId", "5"));
        var claims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"http://schemes.superoffice.net/identity/associateid":"42"}"""));
        responder.Token = context => Responder.Json(
            context, 200, $$"""{"access_token":"8A:Cust10001.top-secret-x","expires_in":3600,"id_token":"eyJ.{{claims}}.c2ln"}""");
        responder.Api = context => Responder.Json(context, status, "");

        Assert.Equal(new CrmIdentity(42, "id_token", Dedicated: false), await host.Client.GetIdentityAsync(Token));
    }

    [Theory]
    [InlineData("{\"AssociateId\":0}")]
    [InlineData("<html>")]
    public async Task Answer_without_an_id_leaves_the_configured_one(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("AssociateId", "5"));
        responder.Token = context => Responder.Json(context, 200, """{"access_token":"top-secret-x","id_token":"no.jwt!.here"}""");
        responder.Api = context => Responder.Json(context, 200, body);

        Assert.Equal(new CrmIdentity(5, "configured", Dedicated: false), await host.Client.GetIdentityAsync(Token));
    }

    [Fact]
    public async Task Nobody_is_never_dedicated()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("DedicatedUser", "true"));

        Assert.Equal(new CrmIdentity(null, "unknown", Dedicated: false), await host.Client.GetIdentityAsync(Token));
    }

    [Theory]
    [InlineData(503, FailureKind.AskedToWait)]
    [InlineData(502, FailureKind.Transient)]
    public async Task Busy_server_says_nothing_about_who_we_are(int status, FailureKind kind)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("AssociateId", "5"));
        responder.Api = context =>
        {
            context.Response.Headers.RetryAfter = "60";
            return Responder.Json(context, status, "");
        };

        Assert.Equal(kind, (await host.FailureAsync((client, token) => client.GetIdentityAsync(token))).Kind);
    }
}
