using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Connector.Sandbox.Tests.Tenant;

/// <summary>Webhooks by the agent, bodies with a comma too many, and lists that come with the product.</summary>
public sealed class WebhookAgentTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_agent_tells_tests_and_deletes()
    {
        await using var receiver = new Receiver();
        using var host = new SandboxHost(await receiver.StartAsync());
        using var client = await host.LoginAsync();

        var all = await PostAsync(client, "GetAllWebhooks", """{"NameFilter":"connector",}""");
        var one = await PostAsync(client, "GetWebhook?webhookId=1", "{}");
        var none = await PostAsync(client, "GetWebhook?webhookId=99", "{}");
        var tested = await PostAsync(client, "TestWebhook", $$"""{"TargetUrl":"{{receiver.Url}}",}""");
        await PostAsync(client, "DeleteWebhook", """{"WebhookId":1}""", HttpStatusCode.NoContent);

        Assert.Equal(("connector", "1"), ($"{all![0]!["Name"]}", $"{one!["WebhookId"]}"));
        Assert.Null(none);
        Assert.True(tested!["Success"]!.GetValue<bool>());
        Assert.Empty((await PostAsync(client, "GetAllWebhooks", "{}"))!.AsArray());
    }

    [Fact]
    public async Task An_application_without_the_agent_is_refused_there_too()
    {
        using var host = new SandboxHost();
        await host.TurnAsync(new { webhookAgent = "Forbidden" });
        using var client = await host.LoginAsync();

        await PostAsync(client, "CreateDefaultWebhook", "{}", HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("List/ConsentPurpose/Items", "EMARKETING")]
    [InlineData("List/LegalBase/Items", "WITHDRAWN")]
    [InlineData("List/Category/Items", "Prospect")]
    [InlineData("List/Country/Items", "\"TwoLetterISOCountry\":\"NO\"")]
    [InlineData("MDOList/category", "Supplier")]
    public async Task Lists_that_come_with_the_product_have_items(string path, string says)
    {
        using var host = new SandboxHost();
        using var client = await host.LoginAsync();

        Assert.Contains(says, await client.GetStringAsync($"{SandboxHost.Api}/{path}", Cancel), StringComparison.Ordinal);
    }

    private static async Task<JsonNode?> PostAsync(HttpClient client, string method, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"{SandboxHost.Api}/Agents/Webhook/{method}", content, Cancel);
        Assert.Equal(expected, answer.StatusCode);
        return expected == HttpStatusCode.OK ? await answer.Content.ReadFromJsonAsync<JsonNode?>(Cancel) : null;
    }
}
