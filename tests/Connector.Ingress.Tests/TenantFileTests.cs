using System.Diagnostics;
using System.Net;
using Connector.Ingress.Tests.Hosting;
using Connector.Testing;
using Connector.Testing.Tenants;
using Microsoft.Extensions.Logging;

namespace Connector.Ingress.Tests;

[Collection(SharedRedis.Name)]
public sealed class TenantFileTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Path = "/connector/webhook/Cust20002";
    private const string Token = "a-token-of-Cust20002-of-37-characters";
    private const string Other = "another-token-of-Cust20002-longer-than-32";

    private readonly TenantFolder _folder = new();

    public async ValueTask InitializeAsync() => await redis.FlushAsync();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_tenant_with_a_file_posts_to_its_path_with_its_own_token_only()
    {
        _folder.Write("Cust20002.json", Json(Token));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token, "/connector/webhook/CUST20002"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, IngressHost.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, Token, IngressHost.DefaultPath));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, Token, "/connector/webhook/Cust10001"));
        Assert.All(await host.WaitingAsync(), job => Assert.Equal("Cust20002", job.Tenant));
    }

    [Fact]
    public async Task Tenants_come_change_and_go_with_their_files_while_the_ingress_runs()
    {
        await using var host = IngressHost.Start(redis, _folder.Settings);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, Token));

        _folder.Write("Cust20002.json", Json(Token));
        await BecomesAsync(host, Token, HttpStatusCode.OK);

        _folder.Write("Cust20002.json", Json(Other));
        await BecomesAsync(host, Other, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, Token));

        _folder.Write("Cust20002.json", Json(Other, enabled: false));
        await BecomesAsync(host, Other, HttpStatusCode.NotFound);

        _folder.Write("Cust20002.json", Json(Other));
        await BecomesAsync(host, Other, HttpStatusCode.OK);

        _folder.Delete("Cust20002.json");
        await BecomesAsync(host, Other, HttpStatusCode.NotFound);
        Assert.Equal(["TenantRead", "TenantRead", "TenantGone", "TenantRead", "TenantGone"], TenantLines(host));
    }

    [Fact]
    public async Task A_file_that_becomes_wrong_changes_nothing_but_the_log()
    {
        _folder.Write("Cust20002.json", Json(Token));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        _folder.Write("Cust20002.json", Json(Other) + "}");
        await Eventually.TrueAsync(() => Wrong(host).Any(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));

        _folder.Write("Cust20002.json", Json("short"));
        await Eventually.TrueAsync(() => Wrong(host).Count() == 2, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));

        _folder.Write("Cust20002.json", Json(Other));
        await BecomesAsync(host, Other, HttpStatusCode.OK);
        Assert.Equal(
            [
                "Cust20002.json is wrong. Line 1 is no JSON, or repeats a name. What it said before stays in force until it is right",
                "Cust20002.json is wrong. Webhook:Token has fewer than 16 characters and can be guessed: set 32 random characters or more, and put the same into the webhook. What it said before stays in force until it is right",
            ],
            Wrong(host).Select(line => line.Message));
        Assert.All(Wrong(host), line => Assert.Equal(LogLevel.Error, line.Level));
    }

    [Fact]
    public async Task A_file_that_is_wrong_from_the_start_keeps_nobody_else_from_posting()
    {
        _folder.Write("Cust20002.json", "{}");
        _folder.Write("Cust30003.json", Json(Token));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, Token));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token, "/connector/webhook/Cust30003"));
        Assert.EndsWith("Its tenant is not served until it is right", Assert.Single(Wrong(host)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cust10001.json", "Its tenant is the default one")]
    [InlineData("customer.json", "not named after a context identifier")]
    [InlineData("Cust20002-old.json", "not named after a context identifier")]
    [InlineData("Cust\n20002.json", "(other) is wrong")]
    [InlineData("cust30003.json", "Another file is about the same tenant")]
    public async Task A_file_with_a_name_that_cannot_be_is_no_tenants(string name, string problem)
    {
        _folder.Write("Cust30003.json", Json(Other));
        _folder.Write(name, Json(Token));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        Assert.Contains(problem, Assert.Single(Wrong(host)).Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Other, "/connector/webhook/Cust30003"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, IngressHost.Token, IngressHost.DefaultPath));
    }

    [Fact]
    public async Task A_secret_mounted_as_Kubernetes_does_it_is_read_again_when_its_link_is_exchanged()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "..first"));
        Directory.CreateDirectory(System.IO.Path.Combine(_folder.Path, "..second"));
        _folder.Write("..first/token", Token + "\n");
        _folder.Write("..second/token", $"  {Other}\r\n");
        Directory.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "..data"), "..first");
        File.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "token"), "..data/token");
        _folder.Write("Cust20002.json", """{ "webhook": { "tokenFile": "token" } }""");
        await using var host = IngressHost.Start(redis, _folder.Settings);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));

        Directory.CreateSymbolicLink(System.IO.Path.Combine(_folder.Path, "..new"), "..second");
        // In one step, which .NET cannot do with a link to a directory.
        using var move = Process.Start("mv", ["-T", System.IO.Path.Combine(_folder.Path, "..new"), System.IO.Path.Combine(_folder.Path, "..data")]);
        await move.WaitForExitAsync(TestContext.Current.CancellationToken);

        await BecomesAsync(host, Other, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(host, Token));
    }

    [Fact]
    public async Task A_volume_that_is_away_takes_no_tenant_away()
    {
        _folder.Write("Cust20002.json", Json(Token));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        Directory.Move(_folder.Path, _folder.Path + ".away");
        await Eventually.TrueAsync(
            () => host.Logs.GetSnapshot().Any(line => line.Id.Name == "TenantsUnreadable"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));

        Directory.Move(_folder.Path + ".away", _folder.Path);
        _folder.Write("Cust20002.json", Json(Other));
        await BecomesAsync(host, Other, HttpStatusCode.OK);
        Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "TenantsUnreadable");
    }

    [Fact]
    public async Task Short_credentials_of_a_file_are_warned_about()
    {
        _folder.Write("Cust20002.json", Json("sixteen-chars-xy"));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        var line = Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "WeakCredential");
        Assert.StartsWith("Cust20002.json, Webhook:Token has fewer than 32 characters", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_replaced_without_a_restart_and_the_use_of_the_one_before_is_told_with_its_file()
    {
        _folder.Write("Cust20002.json", Json(Token));
        await using var host = IngressHost.Start(redis, _folder.Settings);

        _folder.Write("Cust20002.json", $$"""{ "Webhook": { "Token": "{{Other}}", "TokenPrevious": "{{Token}}" } }""");
        await BecomesAsync(host, Other, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));
        Assert.StartsWith(
            "Cust20002.json, Webhook:TokenPrevious was used",
            Assert.Single(host.Logs.GetSnapshot(), line => line.Id.Name == "PreviousKeyUsed").Message, StringComparison.Ordinal);

        _folder.Write("Cust20002.json", Json(Other));
        await BecomesAsync(host, Token, HttpStatusCode.Unauthorized);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Other));
    }

    [Theory]
    [InlineData("{ }", "Webhook:Token and Webhook:Secret are both missing")]
    [InlineData("""{ "Webhook": { "Token": "top-secret-short", "Secret": "too-short" } }""", "Webhook:Secret has fewer")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "Secret": "{{Token}}" } }""", "Webhook:Secret is also a token")]
    [InlineData($$"""{ "Webhook": { "Token": "{{Token}}", "Proof": "Both" } }""", "Webhook:Secret is missing")]
    [InlineData("""{ "Webhook": { "TokenFile": "two-lines" } }""", "Webhook:TokenFile holds a line break")]
    public async Task Credentials_that_prove_nothing_open_no_path(string content, string problem)
    {
        _folder.Write("two-lines", $"{Token}\n{Other}");
        _folder.Write("Cust20002.json", content);
        await using var host = IngressHost.Start(redis, _folder.Settings);

        var line = Assert.Single(Wrong(host)).Message;
        Assert.Contains(problem, line, StringComparison.Ordinal);
        Assert.DoesNotContain("top-secret", line, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(host, Token));
    }

    [Fact]
    public async Task What_other_services_must_know_of_a_tenant_is_passed_over_here()
    {
        _folder.Write("Cust20002.json", $$"""
            { "Webhook": { "Token": "{{Token}}" }, "SuperOffice": { "ClientSecretFile": "only-for-the-worker" }, "Tenant": {}, "Explorer": {} }
            """);
        await using var host = IngressHost.Start(redis, _folder.Settings);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(host, Token));
        Assert.Empty(Wrong(host));
    }

    private static string Json(string token, bool enabled = true) =>
        $$"""{ "Enabled": {{(enabled ? "true" : "false")}}, "Webhook": { "Token": "{{token}}" } }""";

    private static IEnumerable<string?> TenantLines(IngressHost host) =>
        host.Logs.GetSnapshot().Select(line => line.Id.Name).Where(name => name?.StartsWith("Tenant", StringComparison.Ordinal) == true);

    private static IEnumerable<Microsoft.Extensions.Logging.Testing.FakeLogRecord> Wrong(IngressHost host) =>
        host.Logs.GetSnapshot().Where(line => line.Id.Name == "TenantFileWrong");

    private static Task BecomesAsync(IngressHost host, string token, HttpStatusCode expected) => Eventually.TrueAsync(
        async () => await PostAsync(host, token) == expected, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<HttpStatusCode> PostAsync(IngressHost host, string token, string path = Path)
    {
        using var response = await host.PostAsync(Bodies.Change(context: ""), path, token, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
