using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Connector.Testing;

namespace Connector.Repository.Tests.Parents;

/// <summary>
/// A service that was started by <c>dotnet run</c> went on for ever when that was killed: a worker wrote to the CRM with nobody watching.
/// </summary>
public sealed class OrphanTests
{
    private static readonly (string, string) Watch = ("Parent:Watch", "true");

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_whose_parent_is_killed_ends_only_where_it_is_told_to()
    {
        await using var untold = await WrappedService.StartAsync(WrappedService.Waiting, _ct);
        await using var told = await WrappedService.StartAsync(WrappedService.Waiting, _ct, Watch);
        var address = await untold.ListensAsync(_ct);
        await told.ListensAsync(_ct);
        Assert.DoesNotContain("is gone", told.Output, StringComparison.Ordinal);

        await Signals.KillAsync(untold.Shell);
        await Signals.KillAsync(told.Shell);

        await told.EndedAsync(_ct);
        Assert.Contains($"The process that started this service (pid {told.Shell.Id}) is gone; ending", told.Output, StringComparison.Ordinal);
        Assert.Contains("has ended", told.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("Healthy", HealthAnswer.StatusOf(await http.GetStringAsync(new Uri(address, "/alive"), _ct)));
    }

    [Fact]
    public async Task A_service_whose_parent_was_gone_before_it_looked_ends()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var service = await WrappedService.StartAsync(WrappedService.Leaving, _ct, Watch);
        await service.Shell.WaitForExitAsync(_ct);
        Assert.SkipUnless(service.Service.HasExited || Stat.Of(service.Service.Id, Stat.Parent) == "1", "Another process than 1 collects orphans here.");

        await service.EndedAsync(_ct);
        Assert.Contains("The process that started this service is gone; ending", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_whose_apphost_is_killed_ends()
    {
        await using var appHost = new IdleProcess();
        await using var service = await WrappedService.StartAsync(WrappedService.Waiting, _ct, [Watch, .. Named(appHost, late: 0)]);
        await service.ListensAsync(_ct);
        Assert.DoesNotContain("is gone", service.Output, StringComparison.Ordinal);

        await appHost.KillAsync();

        await service.EndedAsync(_ct);
        Assert.Contains($"The AppHost of this service (pid {appHost.Id}) is gone; ending", service.Output, StringComparison.Ordinal);
        Assert.Contains("has ended", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_process_with_the_apphosts_id_is_not_the_apphost()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var other = new IdleProcess();
        await using var service = await WrappedService.StartAsync(WrappedService.Waiting, _ct, [Watch, .. Named(other, late: 1)]);
        await service.EndedAsync(_ct);
        Assert.Contains($"The AppHost of this service (pid {other.Id}) is gone; ending", service.Output, StringComparison.Ordinal);
        Assert.False(other.HasExited);
    }

    [Fact]
    public async Task A_service_that_does_not_end_in_time_is_killed()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var service = await WrappedService.StartAsync(WrappedService.Waiting, _ct, Watch, ("Parent:EndWithin", "00:00:01"));
        var address = await service.ListensAsync(_ct);
        // At a shutdown the server waits half a minute for a body that it was promised.
        using var client = new TcpClient(address.Host, address.Port);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("POST /sandbox/faults HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"), _ct);

        await Signals.KillAsync(service.Shell);

        await service.EndedAsync(_ct);
        Assert.Contains("is gone; ending", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("has ended", service.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_output_that_nobody_reads_keeps_no_service_alive(bool isOpen)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        await using var service = await WrappedService.StartAsync(WrappedService.Talking, _ct, Watch, ("ASPNETCORE_URLS", address));
        using var http = new HttpClient();
        await Eventually.TrueAsync(
            async () => HealthAnswer.StatusOf(await http.GetStringAsync(new Uri($"{address}/alive"), _ct)) == "Healthy",
            TimeSpan.FromSeconds(30), cancellationToken: _ct);
        if (!isOpen)
        {
            service.Shell.StandardOutput.Close();
        }

        await Signals.KillAsync(service.Shell);

        await service.EndedAsync(_ct);
    }

    private static (string, string)[] Named(IdleProcess appHost, long late) =>
    [
        ("Parent:AppHostProcess", appHost.Id.ToString(CultureInfo.InvariantCulture)),
        ("Parent:AppHostStart", (long.Parse(Stat.Of(appHost.Id, Stat.StartTime), CultureInfo.InvariantCulture) + late).ToString(CultureInfo.InvariantCulture)),
    ];
}
