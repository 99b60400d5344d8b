using System.Text.Json;
using Connector.Jobs.Operators;

namespace Connector.Jobs.Queue;

/// <summary>No new work is begun, for a deployment.</summary>
/// <param name="Who">Who began it, as they said.</param>
/// <param name="Since">Since when.</param>
public sealed record Drain(string Who, DateTimeOffset Since);

/// <summary>
/// Drains this shard for a deployment: what is under way ends, nothing new is taken or read, events are still accepted and wait.
/// See drain.lua.
/// </summary>
public sealed class Drains(Shard shard)
{
    private static readonly Script DrainScript = new("drain");

    /// <summary>Begins to drain.</summary>
    /// <param name="by">Who, see <see cref="OperatorName"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if it was drained already.</returns>
    public Task<bool> StartAsync(string by, CancellationToken cancellationToken) => SetAsync("on", by, cancellationToken);

    /// <summary>Lets work begin again.</summary>
    /// <param name="by">Who, see <see cref="OperatorName"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if it was not drained.</returns>
    public Task<bool> EndAsync(string by, CancellationToken cancellationToken) => SetAsync("off", by, cancellationToken);

    /// <summary>The drain that is on; null if work goes on.</summary>
    public async Task<Drain?> FindAsync(CancellationToken cancellationToken)
    {
        var text = await shard.Database.StringGetAsync(Keys.Drain).WaitAsync(cancellationToken);
        if (text.IsNull)
        {
            return null;
        }

        using var json = JsonDocument.Parse(text.ToString());
        return new Drain(
            json.RootElement.GetProperty("who").GetString()!,
            DateTimeOffset.FromUnixTimeMilliseconds(json.RootElement.GetProperty("since").GetInt64()));
    }

    private async Task<bool> SetAsync(string word, string by, CancellationToken cancellationToken) =>
        (int)await shard.RunAsync(DrainScript, cancellationToken, word, OperatorName.Check(by)) == 1;
}
