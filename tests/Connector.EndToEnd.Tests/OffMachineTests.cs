using System.Diagnostics;
using System.Net;
using Connector.EndToEnd.Tests.Running;

namespace Connector.EndToEnd.Tests;

/// <summary>What we talk to is chosen, never inferred: the default profile does not know a real tenant even if its settings lie at hand.</summary>
public sealed class OffMachineTests(ConnectorApp app)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_a_complete_env_file_on_disk_every_call_stays_on_this_machine()
    {
        var (contact, person) = await app.Sandbox.CreateAsync("Molkerei Alpenblick eG", Cancelled);
        await app.Sandbox.EnrichedAsync(contact, person, Cancelled);
        await app.Telemetry.WaitForSpanAsync(
            span => span.Kind == ActivityKind.Client && span.Service == "enricher", "calls have been reported", ConnectorApp.Patience, Cancelled);

        var hosts = app.Telemetry.Spans
            .Where(span => span.Kind == ActivityKind.Client)
            .Select(span => span.Attributes.GetValueOrDefault("server.address"))
            .OfType<string>()
            .Distinct();
        Assert.All(hosts, host => Assert.True(IsThisMachine(host), $"{host} was called."));
    }

    [Fact]
    public async Task No_process_has_anything_of_the_env_file_in_its_environment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Instances.NeedsLinux);
        var instances = await app.Instances.RunningAsync(Cancelled);
        Assert.NotEmpty(instances);
        foreach (var variable in instances.SelectMany(instance => Proc.EnvironmentOf(instance.ProcessId)))
        {
            Assert.DoesNotContain(RunSecrets.OfTenant, variable, StringComparison.Ordinal);
            Assert.DoesNotContain("Cust99999", variable, StringComparison.Ordinal);
        }

        app.AssertNoSecretWasTold();
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
