using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Tests.Responding;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.SuperOffice.Tests.Calls;

/// <summary>Agents say with a 200 what the rest of the API says with a status.</summary>
public sealed class AgentAnswerTests
{
    private static readonly ApiCall Agent = new(HttpMethod.Post, "v1/Agents/Sale/GetSale", "v1/Agents/Sale/GetSale") { OnlyReads = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task Body_that_an_agent_cannot_use_is_refused(int status)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, status, """{"Message":"The request is invalid.","MessageDetail":"Anna's phone\tis no number"}""");

        var failure = await host.FailureAsync((_, token) => Api(host).SendAsync(Agent, mayBeMissing: true, token));

        Assert.Equal((FailureKind.Refused, FailureScope.Entity, status), (failure.Kind, failure.Scope, (int)failure.Status!));
        Assert.Equal("The request is invalid. Anna's phone is no number", failure.ErrorMessage);
        Assert.DoesNotContain("Anna", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Null_of_an_agent_is_not_found()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, " null\n");

        Assert.True((await Api(host).SendAsync(Agent, mayBeMissing: true, Token)).IsNotFound);
        var failure = await host.FailureAsync((_, token) => Api(host).SendAsync(Agent, mayBeMissing: false, token));

        Assert.Equal((FailureKind.Conflict, FailureScope.Entity), (failure.Kind, failure.Scope));
    }

    [Fact]
    public async Task Entity_with_members_of_those_names_is_an_answer()
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, """{"Success":true,"Message":"","MessageDetail":null}""");

        Assert.True((await Api(host).SendAsync(Agent, mayBeMissing: false, Token)).IsSuccess);
    }

    [Theory]
    [InlineData("<html>Welcome, Anna</html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"ContactId\":")]
    public async Task Answer_that_is_no_record_is_never_an_empty_one(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 200, body);

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));

        Assert.Equal((FailureKind.Unreadable, body), (failure.Kind, failure.RawAnswer));
        Assert.DoesNotContain("Anna", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Error":true,"ErrorType":"Anna lives here","ErrorMessage":"x"}""")]
    [InlineData("""{"Error":true,"ErrorType":7,"ErrorMessage":"x"}""")]
    [InlineData("[]")]
    [InlineData("<html>Anna</html>")]
    public async Task Type_of_an_error_that_is_no_name_is_left_out(string body)
    {
        await using var responder = await Responder.StartAsync();
        await using var host = ClientHost.For(responder);
        responder.Api = context => Responder.Json(context, 400, body);

        var failure = await host.FailureAsync((client, token) => client.GetContactAsync(4711, token));

        Assert.Null(failure.ErrorType);
        Assert.Equal("GET v1/Contact/{id} answered 400.", failure.Message);
    }

    private static ApiCaller Api(ClientHost host) => host.Services.GetRequiredService<ApiCaller>();
}
