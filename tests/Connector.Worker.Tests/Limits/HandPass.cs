using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using Connector.SuperOffice;
using Connector.Testing;
using Connector.Worker.Passes;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Tests.Limits;

/// <summary>A pass that a test runs by hand, in a worker whose own loop takes none.</summary>
internal sealed class HandPass : IAsyncDisposable
{
    private readonly WorkerHost _worker;
    private readonly Pass _pass;
    private readonly PassLease _lease;

    private HandPass(WorkerHost worker, Pass pass, long takenAt)
    {
        (_worker, _pass) = (worker, pass);
        _lease = PassLease.Hold(pass, takenAt, worker.Passes, worker.Services.GetRequiredService<IOptions<JobsOptions>>().Value, TimeProvider.System);
        Scope = new PassScope(pass, _lease, worker.Services.GetRequiredService<SuperOfficeClient>(), Cancellation);
    }

    public PassScope Scope { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>For <see cref="WorkerHost.StartAsync(OutsideWorld, Action{IServiceCollection}, string, bool, ValueTuple{string, string}[])"/>.</summary>
    public static void TakeNoPasses(IServiceCollection services) =>
        services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(PassLoop)));

    /// <summary>Runs work on an entity in a pass of its account, and ends the pass with what it came to.</summary>
    public static async Task<EntityReport> RunAsync(WorkerHost worker, EntityKey entity, int contact, Func<PassScope, Task<EntityResult>> work)
    {
        await worker.PostAsync($"{entity.ToString().Split(':')[0]}.changed", entity.Id, ["name", "title"], new { contact_id = contact });
        await using var pass = await TakeAsync(worker);
        var report = Assert.IsType<EntityResult.Finished>(await work(pass.Scope)).Report;
        await worker.Passes.FinishAsync(pass._pass, [report], Cancellation);
        return report;
    }

    /// <summary>Takes what is due next.</summary>
    public static async Task<HandPass> TakeAsync(WorkerHost worker)
    {
        var takenAt = TimeProvider.System.GetTimestamp();
        var taken = await Eventually.ValueAsync(
            () => worker.Passes.TakeAsync("test", [], Cancellation), t => t.Pass is not null, cancellationToken: Cancellation);
        return new HandPass(worker, taken.Pass!, takenAt);
    }

    public ValueTask DisposeAsync() => _lease.DisposeAsync();
}
