using Connector.Testing;
using Connector.Testing.AppHosts;

namespace Connector.AppHost.Tests.Runs;

/// <summary>A run that tests only look at, after its first company was enriched; none below tier <c>ci</c>.</summary>
public sealed class SharedRun : IAsyncLifetime
{
    /// <summary>The collection of all tests that start runs, one beside this one at a time: each takes much of a machine.</summary>
    public const string OneByOne = "runs";

    [CollectionDefinition(OneByOne)]
    public sealed class Runs : ICollectionFixture<SharedRun>;

    private AppHostProcess? _run;

    public AppHostProcess Run => _run ?? throw new InvalidOperationException("There is none: its tests skip themselves.");

    public async ValueTask InitializeAsync()
    {
        if (Tiers.Current >= Tier.Ci && OperatingSystem.IsLinux())
        {
            _run = AppHostProcess.Start();
            await _run.ReadyAsync(TestContext.Current.CancellationToken);
            await _run.LineAsync("person ", TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_run is not null)
        {
            await _run.DisposeAsync();
        }
    }
}
