namespace Connector.Enricher.Tests;

/// <summary>One enricher in front of one Company Explorer for the tests of a class, which run one after the other.</summary>
public sealed class SharedEnricher : IAsyncLifetime
{
    internal FakeExplorer Explorer { get; private set; } = null!;

    internal EnricherHost Enricher { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Explorer = await FakeExplorer.StartAsync();
        Enricher = await EnricherHost.StartAsync(Explorer.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await Enricher.DisposeAsync();
        await Explorer.DisposeAsync();
    }
}
