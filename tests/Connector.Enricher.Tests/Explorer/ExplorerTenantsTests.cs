using System.Text;
using Connector.Testing;
using Connector.Testing.Tenants;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Connector.Enricher.Tests.Explorer;

/// <summary>Whose Company Explorer a question goes to, and with which credentials.</summary>
public sealed class ExplorerTenantsTests : IAsyncLifetime
{
    private readonly TenantFolder _folder = new();
    private FakeExplorer _default = null!;
    private FakeExplorer _other = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_default, _other) = (await FakeExplorer.StartAsync(), await FakeExplorer.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _default.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tenants_questions_go_to_its_own_Company_Explorer_with_its_own_credentials_and_nowhere_else()
    {
        _folder.Write("key", "the-other-key\n");
        Describe("\"ApiKeyFile\": \"key\"");
        await using var enricher = await StartAsync();

        await AskAsync(enricher, "Cust20002");
        await AskAsync(enricher, "Cust10001");

        Assert.Equal("Bearer the-other-key", Assert.Single(_other.Requests).Headers["Authorization"]);
        Assert.Equal(
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{EnricherHost.Password}")), Assert.Single(_default.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_tenant_whose_file_names_none_asks_the_default_one()
    {
        _folder.Write("Cust20002.json", """{ "Webhook": {} }""");
        await using var enricher = await StartAsync();

        await AskAsync(enricher, "Cust20002");

        Assert.Single(_default.Requests);
    }

    [Fact]
    public async Task A_tenant_that_nobody_described_is_refused_and_nothing_of_its_question_leaves()
    {
        _folder.Write("Cust30003.json", """{ "Enabled": false }""");
        await using var enricher = await StartAsync();

        Assert.Equal((StatusCode.FailedPrecondition, "TENANT_UNKNOWN"), await RefusalAsync(enricher, "Cust20002"));
        Assert.Equal((StatusCode.FailedPrecondition, "TENANT_UNKNOWN"), await RefusalAsync(enricher, "Cust30003"));
        Assert.Empty(_default.Requests);
    }

    [Fact]
    public async Task A_changed_file_counts_without_a_restart_and_a_wrong_one_changes_nothing()
    {
        Describe("\"ApiKey\": \"first-key\"");
        await using var enricher = await StartAsync();
        await AskAsync(enricher, "Cust20002");

        Describe("\"ApiKey\": \"never-to-be-shown key\"");
        await Eventually.TrueAsync(() => enricher.Log.Text.Contains("Cust20002.json is wrong. Explorer:ApiKey must hold", StringComparison.Ordinal), cancellationToken: Cancel);
        await AskAsync(enricher, "Cust20002");

        Describe("\"ApiKey\": \"second-key\"");
        await Eventually.TrueAsync(
            async () =>
            {
                await AskAsync(enricher, "Cust20002");
                return _other.Requests.Last().Headers["Authorization"] == "Bearer second-key";
            },
            cancellationToken: Cancel);

        Assert.All(_other.Requests.Take(2), request => Assert.Equal("Bearer first-key", request.Headers["Authorization"]));
        Assert.DoesNotContain("never-to-be-shown", enricher.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_the_enrichers_own_has_no_place_in_a_tenants_file()
    {
        Describe("\"ApiKey\": \"key\", \"Timeout\": \"00:10:00\"");
        await using var enricher = await StartAsync();

        Assert.Contains("A name in Explorer is not known", enricher.Log.Text, StringComparison.Ordinal);
        Assert.Equal((StatusCode.FailedPrecondition, "TENANT_UNKNOWN"), await RefusalAsync(enricher, "Cust20002"));
    }

    [Fact]
    public async Task With_a_directory_of_tenants_the_default_one_must_be_named()
    {
        var unnamed = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(tenant: ""));

        Assert.Contains("Explorer:Tenant is missing", unnamed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_one_there_is_one_Company_Explorer_for_all_unless_its_tenant_is_named()
    {
        await using var forAll = await EnricherHost.StartAsync(_default.Address);
        await using var forOne = await EnricherHost.StartAsync(_default.Address, new() { ["Explorer:Tenant"] = "Cust10001" });

        await AskAsync(forAll, "Cust20002");
        Assert.Equal((StatusCode.FailedPrecondition, "TENANT_UNKNOWN"), await RefusalAsync(forOne, "Cust20002"));
        Assert.Single(_default.Requests);
    }

    private void Describe(string credentials) =>
        _folder.Write("Cust20002.json", $$"""{ "Explorer": { "BaseUrl": "{{_other.Address}}", {{credentials}} } }""");

    private Task<EnricherHost> StartAsync(string tenant = "Cust10001") => EnricherHost.StartAsync(
        _default.Address, _folder.Settings.Append((Key: "Explorer:Tenant", Value: tenant)).ToDictionary(setting => setting.Key, setting => setting.Value));

    private static async Task AskAsync(EnricherHost enricher, string tenant)
    {
        var request = Requests.Contact();
        request.Context.Tenant = tenant;
        await enricher.Client.EnrichContactAsync(request, cancellationToken: Cancel);
    }

    private static async Task<(StatusCode Status, string? Reason)> RefusalAsync(EnricherHost enricher, string tenant)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(enricher, tenant));
        return (refused.StatusCode, refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
    }
}
