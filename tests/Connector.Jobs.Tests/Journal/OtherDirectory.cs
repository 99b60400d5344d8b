using Connector.Jobs.Journal;

namespace Connector.Jobs.Tests.Journal;

/// <summary>The journals of another machine, and a worker there that answers.</summary>
internal sealed class OtherDirectory : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(Machine.Cancellation);
    private Task _answering = Task.CompletedTask;

    public JournalFolder Folder { get; } = new();

    public static async Task<OtherDirectory> StartAsync(Machine machine)
    {
        var other = new OtherDirectory();
        var id = await JournalIdentity.OfAsync(other.Folder.Path, Machine.Cancellation);
        var directories = new JournalDirectories(machine.Shard);
        await directories.SeenAsync(id, "there", Machine.Cancellation);
        other._answering = other.AnswerAsync(directories, new JournalQuestions(machine.Shard), id);
        return other;
    }

    private async Task AnswerAsync(JournalDirectories directories, JournalQuestions questions, string id)
    {
        for (var round = 1; !_end.IsCancellationRequested; round++)
        {
            // As a worker does: a test that fills journals for minutes finds it live.
            if (round % 1000 == 0)
            {
                await directories.SeenAsync(id, "there", CancellationToken.None);
            }

            await questions.AnswerAllAsync(id, _ => Task.FromResult(JournalReading.Open(Folder.Path)), CancellationToken.None);
            await Task.Delay(1, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _answering;
        _end.Dispose();
        Folder.Dispose();
    }
}
