using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>Worker and enricher know each other by a shared key: both as they are deployed, the enricher in a process of its own.</summary>
[Collection(SecondWorld.Name)]
public sealed class EnricherKeyTests(OutsideWorld world) : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => world.Intake = null;

    [Fact]
    public async Task WrongKey_HoldsTheTenantAndSaysSo_AndTheRightOneEnriches()
    {
        await using var explorer = await ListeningExplorer.StartAsync();
        await using var enricher = await EnricherProcess.StartAsync(explorer.Address, ("Enricher__Key", Key));
        var redis = world.NextRedis();
        string job;
        await using (var stranger = await StartAsync(redis, enricher, Key + "0"))
        {
            world.Intake = null;
            job = await stranger.PostAsync("contact.created", (await world.Sandbox.CreateAsync("Schlüssel AG")).Contact, []);
            var holds = await Eventually.ValueAsync(
                () => stranger.Services.GetRequiredService<Holds>().ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);
            Assert.Contains("Worker:EnricherKey", holds[0].Reason, StringComparison.Ordinal);
            Assert.Empty(explorer.Asked);
        }

        await using var worker = await StartAsync(redis, enricher, Key);
        Assert.Equal("completed", (await worker.EndOfAsync(job)).Outcome);
        Assert.Single(explorer.Asked);
    }

    private Task<WorkerHost> StartAsync(string redis, EnricherProcess enricher, string key) => WorkerHost.StartAsync(
        world, redis, settings: [("Worker:Enricher", enricher.Address.AbsoluteUri), ("Worker:EnricherKey", key)]);
}
