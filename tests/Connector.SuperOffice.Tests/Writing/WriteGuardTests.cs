using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.SuperOffice.Tests.Responding;
using Connector.SuperOffice.Writing;
using Connector.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Connector.SuperOffice.Tests.Writing;

public sealed class WriteGuardTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("MERGE")]
    public async Task Method_that_may_write_is_sent_only_if_the_gate_agrees(string method)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, "{}");
        var api = host.Services.GetRequiredService<ApiCaller>();
        var call = new ApiCall(new HttpMethod(method), "v1/Sale", "v1/Sale") { Body = "{}"u8.ToArray() };

        await api.SendAsync(call, mayBeMissing: false, Token);
        host.Gate.Refusal = _ => "it is late.";
        var failure = await host.FailureAsync((_, token) => api.SendAsync(call, mayBeMissing: false, token));

        Assert.Equal((FailureKind.WriteRefused, FailureScope.Tenant), (failure.Kind, failure.Scope));
        Assert.Contains("it is late.", failure.Message, StringComparison.Ordinal);
        Assert.Single(responder.Calls);
        Assert.Equal([(Responder.Tenant, WriteKind.Records), (Responder.Tenant, WriteKind.Records)], host.Gate.Asked);
    }

    [Fact]
    public async Task Patch_of_fields_is_stopped_by_the_gate()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        host.Gate.Refusal = _ => "no.";

        var failure = await host.FailureAsync(PatchAsync);

        Assert.Equal(FailureKind.WriteRefused, failure.Kind);
        Assert.Empty(responder.Calls);
    }

    [Fact]
    public async Task What_only_reads_does_not_ask()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        host.Gate.Refusal = _ => "no.";
        responder.Api = context => Responder.Json(context, 200, "{}");
        var api = host.Services.GetRequiredService<ApiCaller>();

        await api.SendAsync(ApiCall.Get("v1/List", "v1/List"), mayBeMissing: false, Token);
        await api.SendAsync(new ApiCall(HttpMethod.Post, "v1/Agents/MDO/GetList", "v1/Agents/MDO/GetList") { OnlyReads = true }, mayBeMissing: false, Token);

        Assert.Empty(host.Gate.Asked);
        Assert.Equal(2, responder.Calls.Count);
    }

    [Fact]
    public async Task Set_up_says_that_it_is_one()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, "{}");
        var call = new ApiCall(HttpMethod.Post, "v1/Webhook", "v1/Webhook") { Kind = WriteKind.Setup };

        await host.Services.GetRequiredService<ApiCaller>().SendAsync(call, mayBeMissing: false, Token);

        Assert.Equal([(Responder.Tenant, WriteKind.Setup)], host.Gate.Asked);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(421)]
    public async Task Repetition_asks_again(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, status, "{}");
        host.Gate.Refusal = times => times == 1 ? null : "stopped meanwhile.";

        var failure = await host.FailureAsync(PatchAsync);

        Assert.Equal(FailureKind.WriteRefused, failure.Kind);
        Assert.Single(responder.Calls);
    }

    [Fact]
    public async Task Stop_that_comes_while_a_write_waits_for_its_turn_holds()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder, ("MaxConcurrentCalls", "1"));
        var answer = new TaskCompletionSource();
        responder.Api = async context =>
        {
            await answer.Task;
            await Responder.Json(context, 200, Records.Contact());
        };
        var reading = host.Client.GetContactAsync(4711, Token);
        await Eventually.TrueAsync(() => responder.Calls.Count > 0, cancellationToken: Token);

        var writing = host.FailureAsync(PatchAsync);
        await Task.Delay(50, Token);
        Assert.Empty(host.Gate.Asked);
        host.Gate.Refusal = _ => "stopped meanwhile.";
        answer.SetResult();

        Assert.Equal(FailureKind.WriteRefused, (await writing).Kind);
        await reading;
        Assert.DoesNotContain(responder.Calls, call => call.Method == "PATCH");
    }

    [Fact]
    public async Task Host_without_a_gate_only_reads()
    {
        await using var responder = await Responder.StartAsync();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SuperOffice:ContextIdentifier"] = Responder.Tenant,
            ["SuperOffice:LoginUrl"] = responder.Url.AbsoluteUri,
            ["SuperOffice:ClientId"] = "client",
            ["SuperOffice:ClientSecret"] = "secret",
            ["SuperOffice:RefreshToken"] = "token",
        });
        builder.AddSuperOffice();
        using var host = builder.Build();
        var client = host.Services.GetRequiredService<SuperOfficeClient>();
        responder.Api = context => Responder.Json(context, 200, Records.Contact());

        Assert.NotNull(await client.GetContactAsync(4711, Token));
        var failure = await Assert.ThrowsAsync<SuperOfficeException>(() => PatchAsync(client, Token));

        Assert.Equal(FailureKind.WriteRefused, failure.Kind);
        Assert.Contains("no write gate is registered", failure.Message, StringComparison.Ordinal);
        Assert.Single(responder.Calls);
    }

    private static Task PatchAsync(SuperOfficeClient client, CancellationToken token) =>
        client.PatchFieldsAsync(CrmEntity.Contact, 1, Patches.Vertical(14), token);
}
