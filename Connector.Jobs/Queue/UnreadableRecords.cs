using Connector.Jobs.Accounts;

namespace Connector.Jobs.Queue;

/// <summary>Which of a tenant's records met, lately, an answer that nobody can read: all workers' together.</summary>
public sealed class UnreadableRecords(Shard shard)
{
    private static readonly Script Unreadable = new("unreadable");

    /// <summary>Notes that a record met one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="side">Whose answer it was, a word.</param>
    /// <param name="entity">The record.</param>
    /// <param name="window">For how long it counts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many records met one in that time and before, this one included.</returns>
    public async Task<int> NoteAsync(string tenant, string side, EntityKey entity, TimeSpan window, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(Unreadable, cancellationToken, TenantName.Check(tenant), side, entity.ToString(), Shard.Milliseconds(window));

    /// <summary>The side gave an answer that could be read: the count begins anew.</summary>
    public async Task ForgetAsync(string tenant, string side, CancellationToken cancellationToken) =>
        await shard.Database.KeyDeleteAsync(Keys.Unreadable(tenant, side)).WaitAsync(cancellationToken);
}
