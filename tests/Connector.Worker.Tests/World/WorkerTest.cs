namespace Connector.Worker.Tests.World;

/// <summary>
/// A test against an outside world, which it shares with the others of its collection: it finds an enricher that knows nothing, and leaves
/// nobody who takes events.
/// </summary>
public abstract class WorkerTest : IAsyncLifetime
{
    private string? _folder;

    protected WorkerTest(OutsideWorld world)
    {
        World = world;
        world.Enricher.Reset();
    }

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected OutsideWorld World { get; }

    private protected SandboxHost Crm => World.Sandbox;

    /// <summary>A directory of this test's own.</summary>
    protected string Folder => _folder ??= Directory.CreateTempSubdirectory("connector-test-").FullName;

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        (World.Intake, World.IntakeStatus) = (null, null);
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        await CleanUpAsync();
    }

    /// <summary>Takes back what the tests of a class change in the world besides.</summary>
    protected virtual ValueTask CleanUpAsync() => ValueTask.CompletedTask;
}
