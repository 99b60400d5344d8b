using Connector.Jobs.Tenants;

namespace Connector.Jobs.Tests;

/// <summary>Which tenants there are, and which one a mistyped name may have meant.</summary>
public sealed class KnownTenantTests(RedisFixture redis)
{
    [Fact]
    public async Task A_tenant_is_known_once_a_worker_names_it_or_an_event_of_it_was_accepted_and_then_stays()
    {
        await using var machine = await Machine.StartAsync(redis);
        var known = new KnownTenants(machine.Shard);
        Assert.Equal($"There is no tenant {Machine.Tenant}: no worker has it, and no event of it was accepted.", await known.ProblemAsync(Machine.Tenant, Machine.Cancellation));

        await known.SeenAsync(["Acme-1", "Acme-2"], Machine.Cancellation);
        await known.SeenAsync(["Acme-2"], Machine.Cancellation);
        await machine.Intake.AcceptAsync([Machine.Event()], Machine.Cancellation);

        foreach (var tenant in new[] { "Acme-1", "Acme-2", Machine.Tenant })
        {
            Assert.Null(await known.ProblemAsync(tenant, Machine.Cancellation));
        }

        Assert.Equal("There is no tenant Acme-3. Did you mean Acme-1?", await known.ProblemAsync("Acme-3", Machine.Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => known.ProblemAsync("a b", Machine.Cancellation));
    }

    [Theory]
    [InlineData("Cust1001", "Cust10001")]
    [InlineData("cust10001", "Cust10001")]
    [InlineData("Cust10010", "Cust10001")]
    [InlineData("Cust20002", "Cust20001")]
    [InlineData("Kunde", null)]
    [InlineData("", null)]
    [InlineData("C", null)]
    public void Only_what_a_slip_makes_of_a_name_is_taken_for_it(string typed, string? meant) =>
        Assert.Equal(meant, Nearest.Of(typed, ["Cust20001", "Cust10001", "Cust10001"]));
}
