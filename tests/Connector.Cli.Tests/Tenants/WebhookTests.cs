using System.Text.Json;
using Connector.Sandbox.Tests;

namespace Connector.Cli.Tests.Tenants;

/// <summary>The webhook's life, with a receiver in the place of ingress.</summary>
public sealed class WebhookTests : TenantTest, IAsyncLifetime
{
    private readonly Receiver _ingress = new();

    public async ValueTask InitializeAsync() => await _ingress.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _ingress.DisposeAsync();
        Dispose();
    }

    private string Target => _ingress.Url.AbsoluteUri;

    [Fact]
    public async Task Registered_twice_there_is_one_for_all_events_with_token_and_signature()
    {
        await SaysAsync(0, "Registered as webhook 2", "webhooks", "register", Target);
        await SaysAsync(0, "Webhook 2 was there already", "webhooks", "register", Target, "--name", "renamed");
        var listed = JsonElement.Parse((await RunAsync("webhooks", "list", "--json")).Output);

        var one = Assert.Single(listed.EnumerateArray());
        Assert.Equal((10, 0, "renamed", 9), (
            one.GetProperty("events").GetArrayLength(), one.GetProperty("missingEvents").GetArrayLength(), one.GetProperty("name").GetString(), one.GetProperty("failuresLeft").GetInt32()));
        Assert.All(_ingress.All, post =>
        {
            Assert.Equal("test", post.EventName);
            Assert.Equal("a-webhook-token-of-tests", post.Headers["X-Connector-Token"]);
            Assert.True(post.Headers.ContainsKey("X-SuperOffice-Signature"));
        });
        await SaysAsync(0, "answered with 200", "webhooks", "test");
    }

    [Fact]
    public async Task A_target_that_does_not_answer_with_200_is_refused_with_what_to_look_at()
    {
        _ingress.Answer = _ => 401;

        var registered = await RunAsync("webhooks", "register", Target);
        var tested = await RunAsync("webhooks", "test", Target);

        foreach (var ended in (Cli[])[registered, tested])
        {
            Assert.Equal(1, ended.ExitCode);
            Assert.Contains($"was not answered with 200 by {Target}", ended.Error, StringComparison.Ordinal);
            Assert.Contains("WEBHOOK_TOKEN", ended.Error, StringComparison.Ordinal);
            HasNoSecret(ended);
        }

        Assert.Contains("has registered none", (await RunAsync("webhooks", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_was_stopped_is_named_and_set_active_and_its_last_failure_is_told()
    {
        await RunAsync("webhooks", "register", Target);
        _ingress.Answer = _ => 410;
        using var made = await Sandbox.Http.PostAsync("/sandbox/contacts", new StringContent("""{"name":"New"}""", System.Text.Encoding.UTF8, "application/json"), Cancel);
        await Connector.Testing.Eventually.TrueAsync(async () => (await RunAsync("webhooks", "list")).ExitCode == 1, cancellationToken: Cancel);

        await SaysAsync(1, "connector webhooks activate 2", "webhooks", "list");
        await SaysAsync(0, "Webhook 2 is active again.", "webhooks", "activate");
        await SaysAsync(0, "Webhook 2 is active already.", "webhooks", "activate", "2");
    }

    [Fact]
    public async Task It_is_deleted_only_where_somebody_says_so()
    {
        await RunAsync("webhooks", "register", Target);
        Terminal.Type("no");
        var kept = await RunAsync("webhooks", "delete");
        Assert.Equal(1, kept.ExitCode);
        Assert.Contains("yes or no: Nothing was done. To do it: connector webhooks delete 2 --yes", kept.Output, StringComparison.Ordinal);
        await SaysAsync(0, "Webhook 2 is deleted.", "webhooks", "delete", "--yes");

        var gone = await RunAsync("webhooks", "delete", "2", "--yes");
        var none = await RunAsync("webhooks", "activate");

        Assert.Equal((1, 1), (gone.ExitCode, none.ExitCode));
        Assert.Contains("There is no webhook 2", gone.Error, StringComparison.Ordinal);
        Assert.Contains("connector webhooks register makes one", none.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Forbidden")]
    [InlineData("NotFound")]
    public async Task An_application_without_the_agent_is_told_whom_to_ask(string agent)
    {
        await Sandbox.TurnAsync(new { webhookAgent = agent });

        var ended = await RunAsync("webhooks", "list");

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("ask SuperOffice to grant it the Webhook agent", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://connector.example.com/connector/webhook", "cannot be a webhook's target")]
    [InlineData("connector.example.com", "cannot be a webhook's target")]
    public async Task What_cannot_be_a_target_is_refused(string target, string says)
    {
        var ended = await RunAsync("webhooks", "register", target);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(says, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_token_and_secret_none_is_registered()
    {
        Write(new() { ["WEBHOOK_TOKEN"] = null, ["WEBHOOK_SECRET"] = null });

        var ended = await RunAsync("webhooks", "register", Target);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("openssl rand -hex 32", ended.Error, StringComparison.Ordinal);
    }
}
