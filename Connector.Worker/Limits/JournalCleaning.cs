using Connector.Jobs.Journal;

namespace Connector.Worker.Limits;

/// <summary>Deletes, every hour, entries of the journals that are older than <see cref="WorkerOptions.SnapshotRetention"/>, and files that hold none.</summary>
internal sealed class JournalCleaning(WorkerJournal journal, TimeProvider time, ILogger<JournalCleaning> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start does not wait for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                if (await journal.CleanAsync(time.GetUtcNow(), stoppingToken) is { } done && done != default)
                {
                    log.JournalCleaned(done.Entries, done.Files);
                }
            }
            catch (JournalFailedException failed)
            {
                log.JournalNotCleaned(failed.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
