namespace Connector.Worker.Tests.World;

/// <summary>A Company Explorer that each test gives its word, and a real enricher process before it, which is long in starting.</summary>
public sealed class RealEnricher : IAsyncLifetime
{
    internal ListeningExplorer Explorer { get; private set; } = null!;

    internal EnricherProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Explorer = await ListeningExplorer.StartAsync();
        // The breaker has tests of its own; here one enricher hears what is wrong from many tests.
        Process = await EnricherProcess.StartAsync(Explorer.Address, ("Explorer__BreakerMinimumCalls", "10000"));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Explorer.DisposeAsync();
    }

    /// <summary>Nothing was asked yet, and it answers as usual.</summary>
    internal void Reset()
    {
        Explorer.Asked.Clear();
        (Explorer.Says, Explorer.Knows, Explorer.ContentType) = (_ => null, null, "application/json");
    }
}
