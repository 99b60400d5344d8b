namespace Connector.Jobs.Epochs;

/// <summary>What a watcher remembers of a shard: enough to notice that the shard has forgotten something.</summary>
/// <param name="Watcher">Whose look it was; a watcher that starts again goes on under the name it finds here.</param>
/// <param name="Epoch">Which data it saw; empty for none yet.</param>
/// <param name="Accepted">Jobs ever accepted.</param>
/// <param name="Finished">Jobs ever finished.</param>
/// <param name="Fence">The last fence.</param>
/// <param name="Look">The number of the look.</param>
/// <param name="At">When it was, by Redis' clock, in milliseconds since 1970.</param>
internal sealed record EpochMark(string Watcher, string Epoch, long Accepted, long Finished, long Fence, long Look, long At)
{
    public static EpochMark Nothing() => new(Guid.NewGuid().ToString("N"), "", 0, 0, 0, 0, 0);
}
