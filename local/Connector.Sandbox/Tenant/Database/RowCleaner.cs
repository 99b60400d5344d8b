using Connector.Sandbox.Control;

namespace Connector.Sandbox.Tenant.Database;

/// <summary>Removes permanently what was deleted in the user interface, as the system does after two weeks; here as soon as is switched.</summary>
internal sealed class RowCleaner(TenantDatabase database, Faults faults, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Nobody does it: the system is no user.</summary>
    private const int System = 0;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (faults.Settings.HardDeleteAfterSeconds is { } seconds)
            {
                var before = time.GetUtcNow() - TimeSpan.FromSeconds(seconds);
                Clean(database.Persons, before);
                Clean(database.Contacts, before);
            }
        }
    }

    private static void Clean<TRow>(EntityTable<TRow> table, DateTimeOffset before) where TRow : EntityRow
    {
        foreach (var row in table.All.Where(row => row.DeletedAt <= before))
        {
            table.Remove(row.Id, System);
        }
    }
}
