namespace Connector.Sandbox.Tests;

/// <summary>A sandbox and its webhook's receiver for the tests of one class, brought back to the start before each of them.</summary>
public sealed class SharedSandbox : IAsyncLifetime
{
    public SandboxHost Host { get; private set; } = null!;

    public Receiver Receiver { get; } = new();

    public async ValueTask InitializeAsync() => Host = new(await Receiver.StartAsync());

    /// <summary>Waits until nothing is on its way any more, then resets both.</summary>
    public async Task<SandboxHost> FreshAsync()
    {
        Receiver.Answer = _ => 200;
        await Testing.Eventually.TrueAsync(IsQuietAsync, cancellationToken: TestContext.Current.CancellationToken);
        (await Host.SendAsync(HttpMethod.Post, "/sandbox/reset")).EnsureSuccessStatusCode();
        Receiver.Clear();
        return Host;
    }

    public async ValueTask DisposeAsync()
    {
        Host?.Dispose();
        await Receiver.DisposeAsync();
    }

    private async Task<bool> IsQuietAsync()
    {
        var counters = await Host.GetAsync("/sandbox/counters");
        int Count(string kind) => counters["deliveries"]![kind]?.GetValue<int>() ?? 0;
        var raised = counters["events"]!.AsObject().Where(count => !count.Key.StartsWith("canary", StringComparison.Ordinal)).Sum(count => count.Value!.GetValue<int>());
        return Count("succeeded") + Count("lost") >= raised;
    }
}
