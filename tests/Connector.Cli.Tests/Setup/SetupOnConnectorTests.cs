using Connector.Cli.Tests.Tenants;
using Connector.Dashboard.Tests.Hosting;
using Connector.Sandbox.Tests;
using Connector.Testing;

namespace Connector.Cli.Tests.Setup;

/// <summary>The walk's last steps, on a dashboard whose worker has not done what it should.</summary>
public sealed class SetupOnConnectorTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task A_connector_that_has_not_reported_or_has_another_mapping_is_started_again_before_any_company_is_asked_about()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        using var sandbox = new SandboxServer();
        await using var ingress = new Receiver();
        await ingress.StartAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(
                file,
                [
                    "SO_CONTEXT_IDENTIFIER=Cust10001", "SO_ENVIRONMENT=sod", "SO_CLIENT_ID=sandbox-client", "SO_CLIENT_SECRET=sandbox-client-secret",
                    "SO_REFRESH_TOKEN=sandbox-refresh-token", "SO_REDIRECT_URI=http://127.0.0.1:8009/callback", "WEBHOOK_TOKEN=a-webhook-token-of-tests",
                    "WEBHOOK_SECRET=a-webhook-secret-of-tests", "OPERATOR_KEY=another-key-than-the-files-0123456",
                    $"COMPANY_EXPLORER_URL={new Uri(sandbox.Url, "explorer")}", "COMPANY_EXPLORER_USER=sandbox",
                    "COMPANY_EXPLORER_PASSWORD=sandbox-explorer-password", "Tenant__Contact__OpenerSecondary__ProgId=SuperOffice:86",
                    "Tenant__Persons__Enrich=false",
                ],
                Cancel);
            string[] common = ["--env", file, "--sandbox-url", sandbox.Url.AbsoluteUri];
            Assert.Equal(0, (await Cli.RunAsync(Cancel, ["webhooks", "register", ingress.Url.AbsoluteUri, .. common])).ExitCode);

            var silent = await RunAsync(["setup", .. common]);
            await Story.SaveMappingAsync();
            var outdated = await RunAsync(["setup", .. common]);

            Assert.Equal((1, 1), (silent.ExitCode, outdated.ExitCode));
            Assert.Contains("Step 8 of 9, ten companies as proposals: ", silent.Error, StringComparison.Ordinal);
            Assert.Contains("is started by: dotnet run --project Connector.AppHost", silent.Error, StringComparison.Ordinal);
            Assert.Contains($"SuperOffice:86 are named in {file}. End it, and start it again: dotnet run", outdated.Error, StringComparison.Ordinal);
            Assert.Empty((await GetAsync("/api/operations")).GetProperty("items").EnumerateArray());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
