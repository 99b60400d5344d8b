using System.Reflection;
using Connector.Reliability.Tests.Checking;
using Connector.Reliability.Tests.Running;
using Connector.Reliability.Tests.Sending;
using Connector.Testing;
using Microsoft.Extensions.Hosting;

namespace Connector.Reliability.Tests;

/// <summary>
/// Redis is away for so long that every back-off has reached its longest pause, while little happens. Afterwards each loop of each service is asked,
/// one by one, to do what it is there for.
/// </summary>
public sealed class LongOutageTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Length = Tiers.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(10));
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Services whose loops these are.</summary>
    private static readonly string[] Assemblies = ["Connector.Ingress", "Connector.Worker", "Connector.Enricher", "Connector.Dashboard", "Connector.Jobs", "Connector.Tenants"];

    /// <summary>Loops that know nothing of Redis.</summary>
    private static readonly string[] Untouched = ["JournalCleaning", "LimitsWatch", "TenantDirectory"];

    /// <summary>What is over once a service has started, and Redis been found safe for the first time.</summary>
    private static readonly string[] OfTheStart = ["StartupCheck", "FirstLook", "JournalTakeOver"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("killed", Tier.Deep)]
    [InlineData("frozen", Tier.Deep)]
    public async Task After_a_long_outage_of_redis_every_loop_of_every_service_works_again_without_a_restart(string how, Tier from)
    {
        Assert.SkipUnless(Tiers.Current >= from, Tiers.RunsFrom(from));
        // One of each: what another one does proves nothing.
        var often = new Dictionary<string, string> { ["Tenant:LayoutReadEvery"] = "00:00:01", ["Jobs:WatchEvery"] = "00:00:01", ["Jobs:EndedJobs"] = "1000" };
        await using var system = await ConnectorSystem.StartAsync(
            new SystemOptions { Dashboard = true, Ingresses = 1, Workers = 1, Echoes = false, Ingress = often, Worker = often }, cancellationToken: Cancelled);
        using var sender = new Sender(system.IngressAddresses);
        var companies = new ManyCompanies(system, sender);
        await using var machine = await JobMachine.ConnectAsync(system.Redis);
        await companies.CreateAsync(3, Cancelled);
        await Quiet.ReachedAsync(system, machine, Loops.Patience, Cancelled, sender);
        using var loops = new Loops(system, machine, sender, companies);
        await loops.RememberAsync(Cancelled);

        using (var back = new CancellationTokenSource())
        {
            await system.Redis.BreakAsync(how);
            var work = companies.ChangeAsync(seed: 1, Pace, back.Token, Cancelled);
            await Task.Delay(Length, Cancelled);
            await system.Redis.MendAsync(how, Cancelled);
            await back.CancelAsync();
            await work;
        }

        await Quiet.ReachedAsync(system, machine, Loops.Patience, Cancelled, sender);
        foreach (var loop in Loops.All.Where(loop => Tiers.Current >= loop.From))
        {
            await loop.WorksAsync(loops, Cancelled);
            output.WriteLine($"{loop.Name}: {loop.What}");
        }

        var counts = await Quiet.ReachedAsync(system, machine, Loops.Patience, Cancelled, sender);
        output.WriteLine($"Redis {how} for {Length.TotalSeconds:0} s; {companies.Changes} changes; {counts}.");
        Assert.All(system.Services, service => Assert.False(service.HasEnded, service.Name));
        var invariants = await Invariants.ReadAsync(system, machine, Cancelled);
        invariants.NothingIsWrittenTwiceDifferently();
        await companies.EqualTheirLastStateAsync(new HashSet<string>(), Cancelled);
    }

    [Fact]
    public void Every_loop_there_is_has_a_row()
    {
        var found = Assemblies
            .SelectMany(name => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")).GetTypes())
            .Where(type => !type.IsAbstract && typeof(BackgroundService).IsAssignableFrom(type))
            .Select(type => type.Name)
            .ToList();

        Assert.Contains("PassLoop", found);
        Assert.Equal(found.Except(Untouched).Except(OfTheStart).Order(StringComparer.Ordinal), Loops.All.SelectMany(loop => loop.Types).Distinct().Order(StringComparer.Ordinal));
    }
}
