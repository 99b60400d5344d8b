using Connector.Jobs.Journal;

namespace Connector.Worker.Limits;

/// <summary>
/// Takes over at the start what workers of a version before have left in the directory. Whoever reads or erases does so first as well, so what fails here is
/// told here and stops nobody else.
/// </summary>
internal sealed class JournalTakeOver(WorkerJournal journal, ILogger<JournalTakeOver> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Files of any size: the start does not wait for them.
        await Task.Yield();
        try
        {
            await journal.ImportAsync(stoppingToken);
        }
        catch (JournalFailedException failed)
        {
            log.JournalNotImported(failed.Message);
        }
    }
}
