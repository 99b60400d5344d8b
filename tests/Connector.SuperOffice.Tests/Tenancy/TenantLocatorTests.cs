using System.Net;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Tenancy;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Connector.SuperOffice.Tests.Tenancy;

public sealed class TenantLocatorTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sod", "https://sod.superoffice.com/")]
    [InlineData("sod2", "https://sod.superoffice.com/")]
    [InlineData("online3", "https://online.superoffice.com/")]
    [InlineData("online", "https://online.superoffice.com/")]
    [InlineData("qaonline", "https://qaonline.superoffice.com/")]
    public void Environment_names_the_login_host(string environment, string address) =>
        Assert.Equal(address, TenantAddress.Login(new SuperOfficeOptions { Environment = environment }).AbsoluteUri);

    [Theory]
    [InlineData("https://any.example/api/", false, true)]
    [InlineData("http://localhost:8005/", false, true)]
    [InlineData("http://sandbox:8080/", false, false)]
    [InlineData("http://sandbox:8080/", true, true)]
    [InlineData("http://sandbox:9090/Cust10001/api/", true, true)]
    [InlineData("http://elsewhere:8080/", true, false)]
    [InlineData("http://user@sandbox:8080/", true, false)]
    public void Credentials_go_readable_only_to_this_machine_or_to_the_one_host_that_is_allowed(string address, bool allowHttp, bool acceptable) => Assert.Equal(
        acceptable,
        TenantAddress.IsAcceptable(new Uri(address), new SuperOfficeOptions { LoginUrl = new Uri("http://sandbox:8080"), AllowHttp = allowHttp }));

    [Fact]
    public void Without_a_login_address_nothing_is_allowed_to_be_readable() =>
        Assert.False(TenantAddress.IsAcceptable(new Uri("http://sandbox:8080"), new SuperOfficeOptions { AllowHttp = true }));

    [Fact]
    public async Task State_is_kept_until_it_says()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(Start);
        await using var host = ClientHost.For(responder, time);
        responder.State = context => Responder.Json(context, 200, responder.StateJson(validUntil: "2026-03-02T09:10:00Z"));

        await host.Client.GetContactAsync(1, Token);
        time.Advance(TimeSpan.FromMinutes(9));
        await host.Client.GetContactAsync(1, Token);
        Assert.Single(responder.States);

        time.Advance(TimeSpan.FromMinutes(2));
        await host.Client.GetContactAsync(1, Token);
        await host.Client.GetContactAsync(1, Token);
        Assert.Equal(2, responder.States.Count);
        Assert.DoesNotContain("Authorization", responder.States[0].Headers.Keys);
    }

    [Theory]
    [InlineData("Running", true)]
    [InlineData("OnlineMaintenance", true)]
    [InlineData("onlinemaintenance", true)]
    [InlineData("2", true)]
    [InlineData("Unknown", false)]
    [InlineData("Provisioning", false)]
    [InlineData("Deleted", false)]
    [InlineData("Suspended", false)]
    [InlineData("OfflineMaintenance", false)]
    [InlineData("ProvisioningFailed", false)]
    [InlineData("Deleting", false)]
    [InlineData("DeleteFailed", false)]
    [InlineData("MigrationPending", false)]
    [InlineData("SomethingNew", false)]
    public async Task Tenant_is_called_only_in_states_in_which_its_api_runs(string state, bool runs)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.State = context => Responder.Json(context, 200, responder.StateJson(state));

        if (runs)
        {
            Assert.Null(await host.Client.GetContactAsync(1, Token));
            return;
        }

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));
        Assert.Equal((FailureKind.TenantUnavailable, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.True(failure.RetryAfter > TimeSpan.Zero);
        Assert.Empty(responder.Calls);
        Assert.Empty(responder.Tokens);
    }

    [Fact]
    public async Task Unknown_tenant_is_told_with_what_to_check()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.State = context => Responder.Json(context, 404, "");

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal(FailureKind.TenantUnavailable, failure.Kind);
        Assert.Contains("SO_CONTEXT_IDENTIFIER", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://api.example.com/Cust10001/api")]
    [InlineData("ftp://127.0.0.1/api")]
    [InlineData("https://user:pw@api.example.com/api")]
    public async Task Unsafe_api_address_is_not_called(string address)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.State = context => Responder.Json(context, 200, responder.StateJson(api: new Uri(address)));

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((FailureKind.Unreadable, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.Empty(responder.Tokens);
    }

    [Fact]
    public async Task State_of_another_tenant_is_not_taken_for_ours()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.State = context => Responder.Json(context, 200, responder.StateJson().Replace("\"Cust10001\"", "\"Cust2\"", StringComparison.Ordinal));

        Assert.Equal(FailureKind.Unreadable, (await host.FailureAsync((client, token) => client.GetContactAsync(1, token))).Kind);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    public async Task Misdirected_call_is_repeated_where_the_tenant_moved(string method)
    {
        await using var responder = await Responder.StartAsync();
        await using var newHome = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        await host.Client.GetContactAsync(1, Token);
        responder.Api = context => Responder.Json(context, 421, """{"Error":true,"ErrorMessage":"Wrong subdomain"}""");
        responder.State = context => Responder.Json(context, 200, newHome.StateJson());
        newHome.Api = context => Responder.Json(context, 200, Records.Contact());

        if (method == "GET")
        {
            Assert.Equal(4711, (await host.Client.GetContactAsync(4711, Token))!.ContactId);
        }
        else
        {
            await host.Client.PatchFieldsAsync(CrmEntity.Contact, 4711, Patches.Vertical(14), Token);
        }

        Assert.Equal(2, responder.States.Count);
        Assert.Equal(method, Assert.Single(newHome.Calls).Method);
        Assert.Single(responder.Tokens);
    }

    [Fact]
    public async Task Misdirected_twice_concerns_the_tenant()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 421, "");

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((FailureKind.TenantUnavailable, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.Equal(2, responder.Calls.Count);
        Assert.Equal(2, responder.States.Count);
    }

    [Fact]
    public async Task Call_that_finds_no_connection_is_repeated_where_the_tenant_moved()
    {
        await using var responder = await Responder.StartAsync();
        var oldHome = await Responder.StartAsync();
        var time = new FakeTimeProvider(Start);
        await using var host = ClientHost.For(responder, time);
        responder.State = context => Responder.Json(context, 200, oldHome.StateJson());
        Assert.Null(await host.Client.GetContactAsync(1, Token));
        await oldHome.DisposeAsync();
        responder.State = context => Responder.Json(context, 200, responder.StateJson());
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Null(await host.Client.GetContactAsync(1, Token));
        Assert.Single(responder.Calls);
    }

    [Fact]
    public async Task State_host_that_is_down_leaves_the_last_location_in_use()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(Start);
        await using var host = ClientHost.For(responder, time);
        await host.Client.GetContactAsync(1, Token);
        responder.State = context => Responder.Json(context, 500, "<html>");

        time.Advance(TimeSpan.FromHours(2));
        Assert.Null(await host.Client.GetContactAsync(1, Token));
    }

    [Fact]
    public async Task Server_error_during_maintenance_concerns_the_tenant()
    {
        await using var responder = await Responder.StartAsync();
        var time = new FakeTimeProvider(Start);
        await using var host = ClientHost.For(responder, time);
        await host.Client.GetContactAsync(1, Token);
        responder.Api = context => Responder.Json(context, 503, "");
        responder.State = context => Responder.Json(context, 200, responder.StateJson("OfflineMaintenance"));
        time.Advance(TimeSpan.FromSeconds(6));

        var failure = await host.FailureAsync((client, token) => client.PatchFieldsAsync(CrmEntity.Contact, 1, Patches.Vertical(14), token));

        Assert.Equal((FailureKind.TenantUnavailable, FailureScope.Tenant), (failure.Kind, failure.Scope));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_is_not_followed(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var elsewhere = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = new Uri(elsewhere.Url, "/steal").AbsoluteUri;
            return Task.CompletedTask;
        };

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Equal((FailureScope.Tenant, (HttpStatusCode)status), (failure.Scope, failure.Status));
        Assert.Empty(elsewhere.Arrivals);
    }

    [Fact]
    public async Task Login_redirect_is_not_followed()
    {
        await using var responder = await Responder.StartAsync();
        await using var elsewhere = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Token = context =>
        {
            context.Response.Redirect(new Uri(elsewhere.Url, "/steal").AbsoluteUri, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        };

        await host.FailureAsync((client, token) => client.GetContactAsync(1, token));

        Assert.Empty(elsewhere.Arrivals);
    }
}
