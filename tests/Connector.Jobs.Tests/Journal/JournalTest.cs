namespace Connector.Jobs.Tests.Journal;

/// <summary>A test with a directory of journals.</summary>
public abstract class JournalTest : IDisposable
{
    private protected JournalFolder Folder { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
