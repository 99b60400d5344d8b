using Connector.Dashboard.Tests.Hosting;

namespace Connector.Cli.Tests.Tenants;

/// <summary>What the doctor finds of the connector itself, by its dashboard.</summary>
public sealed class DoctorOfConnectorTests(RedisFixture redis) : CliTest(redis)
{
    [Fact]
    public async Task A_tenant_that_is_held_is_found_with_the_cure_and_one_that_works_is_in_order()
    {
        using var sandbox = new SandboxServer();
        string[] doctor = ["doctor", "--context", "sandbox", "--sandbox-url", sandbox.Url.AbsoluteUri];

        var before = await RunAsync(doctor);
        await RunAsync("hold", Story.Tenant, "--reason", "migration");
        var held = await RunAsync(doctor);

        var unfolded = string.Join(' ', before.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("✓ connector: Redis keeps what it takes: maxmemory-policy noeviction, append-only file, appendfsync ", unfolded, StringComparison.Ordinal);
        Assert.Contains("Its memory ", unfolded, StringComparison.Ordinal);
        Assert.Contains("✓ connector: every accepted job is in exactly one place", before.Output, StringComparison.Ordinal);
        Assert.Contains("! connector: No worker has reported on Cust10001 yet", before.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("is held", before.Output, StringComparison.Ordinal);
        Assert.Contains("✗ connector: Cust10001 is held: migration", held.Output, StringComparison.Ordinal);
        Assert.Contains("connector resume Cust10001", held.Output, StringComparison.Ordinal);
    }
}
