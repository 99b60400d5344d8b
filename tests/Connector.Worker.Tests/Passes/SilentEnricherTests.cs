using Connector.Enrichment.V1;
using Connector.Testing;
using Connector.Testing.Wires;
using Connector.Worker.Tests.World;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>An enricher whose machine lost its power says nothing, and its connection stays open.</summary>
[Collection(Serial.Name)]
public sealed class SilentEnricherTests(OutsideWorld world) : WorkerTest(world)
{
    protected override ValueTask CleanUpAsync()
    {
        World.Enricher.Reset();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Enricher_that_falls_silent_is_found_out_by_the_workers_pings_long_before_the_deadline()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var wire = SilentWire.To(World.EnricherAddress);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        World.Enricher.OnContact = async (_, _, cancellation) =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return null;
        };
        await using var worker = await WorkerHost.StartAsync(
            World,
            services => services.AddHttpClient(nameof(EnrichmentService.EnrichmentServiceClient)).UseSocketsHttpHandler((handler, _) =>
            {
                Assert.Equal((10d, 10d), (handler.KeepAlivePingDelay.TotalSeconds, handler.KeepAlivePingTimeout.TotalSeconds));
                Assert.Equal(HttpKeepAlivePingPolicy.WithActiveRequests, handler.KeepAlivePingPolicy);
                (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
            }),
            settings: ("Worker:Enricher", wire.Address.AbsoluteUri));
        var client = worker.Services.GetRequiredService<EnrichmentService.EnrichmentServiceClient>();

        var call = client.EnrichContactAsync(
            new EnrichContactRequest { Context = new RequestContext { Tenant = WorkerHost.Tenant }, Company = new Company { ContactId = 7 } },
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10),
            cancellationToken: Cancellation).ResponseAsync;
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        wire.FallSilent();

        var thrown = await Assert.ThrowsAsync<RpcException>(() => call.WaitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(Worker.Passes.FailureEffect.Retry, Worker.Passes.Failure.Of(thrown)!.Effect);
    }
}
