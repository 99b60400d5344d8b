using System.Diagnostics;
using Connector.ServiceDefaults.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace Connector.ServiceDefaults.Tests.Faults;

/// <summary>Whoever names a fault in production, on a tenant's data, or by mistake, has a service that does not start and says why.</summary>
public sealed class FaultGuardTests
{
    private const string Step = Steps.BeforePatch;

    [Theory]
    [InlineData("Production", "sandbox", FaultOptions.Understood, "Production")]
    [InlineData("Development", "tenant", FaultOptions.Understood, "Jobs:Profile")]
    [InlineData("Development", "Tenant", FaultOptions.Understood, "Jobs:Profile")]
    [InlineData("Development", null, FaultOptions.Understood, "Jobs:Profile")]
    [InlineData("Development", "sandbox", "yes", "Faults:IUnderstand")]
    [InlineData("Development", "sandbox", null, "Faults:IUnderstand")]
    public async Task A_service_with_a_fault_refuses_to_start(string environment, string? profile, string? understood, string says)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(environment, profile, understood, $"{Step} throw"));
        var failure = Assert.Single(refusal.Failures);
        Assert.Contains(says, failure, StringComparison.Ordinal);
        Steps.Announce(Step);
    }

    [Fact]
    public async Task A_fault_that_cannot_be_read_refuses_to_start()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync("Development", "sandbox", FaultOptions.Understood, "pass.nowhere crash"));
        Assert.Contains("'pass.nowhere crash' is no fault", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_given_as_one_value_refuse_to_start()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => TestApp.StartAsync(builder =>
        {
            Set(builder, "Jobs:Profile", "sandbox");
            Set(builder, "Faults:IUnderstand", FaultOptions.Understood);
            Set(builder, "Faults:Points", $"{Step} throw");
        }, environment: "Development"));
        Assert.StartsWith($"Faults:Points is '{Step} throw', and has to be a list", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_fault_nothing_is_refused_and_nobody_listens()
    {
        await using var app = await StartAsync("Production", "tenant", null);
        using var another = new DiagnosticListener(Steps.Source);
        Assert.False(another.IsEnabled());
    }

    [Fact]
    public async Task A_fault_happens_on_the_hit_it_is_meant_for_and_no_longer_than_the_service_lives()
    {
        await using (var app = await StartAsync("Development", "sandbox", FaultOptions.Understood, $"{Step} throw on hit 2"))
        {
            Steps.Announce(Step);
            Steps.Announce(Steps.AfterPatch);
            Assert.Contains(Step, Assert.Throws<InjectedFaultException>(() => Steps.Announce(Step)).Message, StringComparison.Ordinal);
            Steps.Announce(Step);
        }

        Steps.Announce(Step);
        Steps.Announce(Step);
    }

    [Fact]
    public async Task The_same_seed_brings_the_same_faults()
    {
        var first = await HitsAsync();
        Assert.Equal(first, await HitsAsync());
        Assert.InRange(first.Count, 1, 99);

        static async Task<List<int>> HitsAsync()
        {
            await using var app = await StartAsync("Development", "sandbox", FaultOptions.Understood, $"{Step} throw with chance 0.3");
            return [.. Enumerable.Range(0, 100).Where(_ => Record.Exception(() => Steps.Announce(Step)) is InjectedFaultException)];
        }
    }

    [Fact]
    public async Task A_delay_holds_up_the_step()
    {
        await using var app = await StartAsync("Development", "sandbox", FaultOptions.Understood, $"{Step} delay for 00:00:00.100");
        var watch = Stopwatch.StartNew();
        Steps.Announce(Step);
        Assert.True(watch.Elapsed >= TimeSpan.FromMilliseconds(100));
    }

    private static Task<WebApplication> StartAsync(string environment, string? profile, string? understood, params string[] points) => TestApp.StartAsync(builder =>
    {
        Set(builder, "Jobs:Profile", profile);
        Set(builder, "Faults:IUnderstand", understood);
        foreach (var (i, point) in points.Index())
        {
            Set(builder, $"Faults:Points:{i}", point);
        }
    }, environment: environment);

    private static void Set(WebApplicationBuilder builder, string key, string? value)
    {
        if (value is not null)
        {
            builder.Set(key, value);
        }
    }
}
