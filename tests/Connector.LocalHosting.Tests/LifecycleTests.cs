using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Connector.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Connector.LocalHosting.Tests;

/// <summary>Starts in order, health, commands, ends.</summary>
public sealed class LifecycleTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resource_starts_only_when_what_it_waits_for_is_healthy()
    {
        await using var running = await RunningApp.StartAsync(builder =>
        {
            var first = RunningApp.AddService(builder, "first").WithEnvironment("UNHEALTHY", "yes");
            RunningApp.AddService(builder, "second").WaitFor(first);
        });
        await running.StateAsync("first", ResourceState.Running);
        using var first = running.App.CreateHttpClient("first");
        await Eventually.TrueAsync(
            async () => (int)(await first.GetAsync(new Uri("/health", UriKind.Relative), Cancelled)).StatusCode == 503, cancellationToken: Cancelled);
        Assert.Equal(HealthStatus.Unhealthy, running.Current("first").HealthStatus);
        Assert.Equal(ResourceState.Waiting, running.Current("second").State);
        Assert.Empty(running.Current("second").Properties);

        await first.PostAsync(new Uri("/heal", UriKind.Relative), null, Cancelled);

        await running.HealthyAsync("second");
    }

    [Fact]
    public async Task Stop_start_and_restart_commands_change_the_process()
    {
        await using var running = await RunningApp.StartAsync(builder => RunningApp.AddService(builder, "service"));
        await running.HealthyAsync("service");
        var firstId = running.ProcessId("service");
        var address = running.Address("service");

        Assert.Null((await Command(KnownResourceCommands.StopCommand)).Message);
        Assert.False(AppHostProcess.IsAlive(firstId));
        await running.StateAsync("service", ResourceState.Exited);

        Assert.Null((await Command(KnownResourceCommands.StartCommand)).Message);
        await running.HealthyAsync("service");
        var secondId = running.ProcessId("service");
        Assert.NotEqual(firstId, secondId);

        Assert.Null((await Command(KnownResourceCommands.RestartCommand)).Message);
        await running.HealthyAsync("service");
        Assert.NotEqual(secondId, running.ProcessId("service"));
        Assert.False(AppHostProcess.IsAlive(secondId));
        Assert.Equal(address, running.Address("service"));

        Task<ExecuteCommandResult> Command(string name) => running.App.ResourceCommands.ExecuteCommandAsync("service", name, Cancelled);
    }

    [Fact]
    public async Task Killed_service_is_reported_and_not_restarted()
    {
        await using var running = await RunningApp.StartAsync(builder => RunningApp.AddService(builder, "service"));
        await running.HealthyAsync("service");

        using (var process = System.Diagnostics.Process.GetProcessById(running.ProcessId("service")))
        {
            await Signals.KillAsync(process);
        }

        var ended = await running.StateAsync("service", ResourceState.Exited);
        Assert.Equal(137, ended.Snapshot.ExitCode);
        Assert.Contains(running.Log.All, line => line.Contains("LocalHosting Error: service ended by itself with exit code 137", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Service_that_ends_with_0_is_finished()
    {
        await using var running = await RunningApp.StartAsync(builder => RunningApp.AddService(builder, "service").WithEnvironment("CRASH", "0"));

        var ended = await running.StateAsync("service", ResourceState.Finished);

        Assert.Equal(0, ended.Snapshot.ExitCode);
        Assert.Contains(running.Log.All, line => line.EndsWith("Resources.service Error: out of cheese", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failing_health_check_is_reported_once_with_what_is_wrong_and_recovery_too()
    {
        await using var running = await RunningApp.StartAsync(builder =>
        {
            builder.HealthPatience = TimeSpan.FromSeconds(1);
            RunningApp.AddService(builder, "service").WithEnvironment("UNHEALTHY", "yes");
        });
        var address = $"{running.Address("service")}health";

        await running.LineAsync("has not been healthy");
        using var client = running.App.CreateHttpClient("service");
        await client.PostAsync(new Uri("/heal", UriKind.Relative), null, Cancelled);
        await running.HealthyAsync("service");

        var report = Assert.Single(running.Log.All, line => line.Contains("has not been healthy", StringComparison.Ordinal));
        Assert.Matches($@"LocalHosting Error: service has not been healthy for \d+ s: GET {address} (answers 503, not 200|fails: .+)$", report);
        Assert.Contains(running.Log.All, line => line.Contains("service is healthy after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redis_says_little_unless_the_model_asks_for_more()
    {
        await using var running = await RunningApp.StartAsync(builder =>
        {
            builder.AddRedis("quiet");
            builder.AddRedis("talkative").WithArgs(context => new[] { "--loglevel", "notice" }.ToList().ForEach(context.Args.Add));
        });
        await running.HealthyAsync("quiet");
        await running.HealthyAsync("talkative");

        await running.LineAsync("Resources.talkative Information: ", "Ready to accept connections");
        Assert.DoesNotContain(running.Log.All, line =>
            line.Contains("Resources.quiet", StringComparison.Ordinal) && line.Contains("Ready to accept connections", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replicas_have_each_their_own_process_port_and_health()
    {
        await using var running = await RunningApp.StartAsync(builder => RunningApp.AddService(builder, "worker").WithReplicas(2));

        var one = await running.HealthyAsync("worker");
        var other = await running.App.ResourceNotifications.WaitForResourceAsync(
            "worker", e => e.ResourceId != one.ResourceId && e.Snapshot.HealthStatus == HealthStatus.Healthy, Cancelled);

        Assert.Matches("^worker-[a-z]{8}$", one.ResourceId);
        Assert.Equal("worker", one.Resource.Name);
        Assert.NotEqual(RunningApp.ProcessId(one), RunningApp.ProcessId(other));
        var ambiguous = await running.App.ResourceCommands.ExecuteCommandAsync("worker", KnownResourceCommands.StopCommand, Cancelled);
        Assert.Equal("There is no single process named 'worker'.", ambiguous.Message);
        Assert.Null((await running.App.ResourceCommands.ExecuteCommandAsync(one.ResourceId, KnownResourceCommands.StopCommand, Cancelled)).Message);
        Assert.True(AppHostProcess.IsAlive(RunningApp.ProcessId(other)));
    }

    [Fact]
    public async Task Reference_to_replicas_cannot_be_followed_and_says_so()
    {
        await using var running = await RunningApp.StartAsync(builder =>
        {
            var worker = RunningApp.AddService(builder, "worker").WithReplicas(2);
            RunningApp.AddService(builder, "caller").WithReference(worker);
        });

        await running.StateAsync("caller", ResourceState.FailedToStart);

        Assert.Contains(running.Log.All, line => line.Contains("no proxy to share calls among its 2 replicas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Before_the_start_there_is_no_address_and_after_the_stop_no_process()
    {
        var builder = RunningApp.CreateBuilder();
        RunningApp.AddService(builder, "service");
        await using var app = await builder.BuildAsync(Cancelled);
        Assert.Contains("must be started before", Assert.Throws<InvalidOperationException>(() => app.CreateHttpClient("service")).Message, StringComparison.Ordinal);

        await app.StartAsync(Cancelled);
        var healthy = await app.ResourceNotifications.WaitForResourceHealthyAsync("service", Cancelled);
        await app.DisposeAsync();

        Assert.False(AppHostProcess.IsAlive(RunningApp.ProcessId(healthy)));
    }
}
