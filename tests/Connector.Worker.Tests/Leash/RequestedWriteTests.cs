using Connector.Jobs.Ledger;
using Connector.Jobs.Undo;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Leash;

/// <summary>Approvals and undos that people ask for are jobs of a running worker.</summary>
[Collection(SecondWorld.Name)]
public sealed class RequestedWriteTests : IDisposable
{
    private const string Summary = "SuperOffice:84";

    private readonly OutsideWorld _world;

    public RequestedWriteTests(OutsideWorld world)
    {
        _world = world;
        _world.Enricher.Reset();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Intake = null;

    [Fact]
    public async Task AllProposalsApprovedThenUndone_TheCrmHoldsWhatItHeld()
    {
        await using var worker = await WorkerHost.StartAsync(_world, _world.NextRedis(), settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        var (contact, person) = await _world.Sandbox.CreateAsync("Rückbau AG", "CTO");
        await worker.AllEndedAsync(atLeast: 2);
        var start = await _world.Sandbox.ContactFieldAsync(contact, Summary);

        var approved = await worker.Services.GetRequiredService<Approvals>().ApproveAsync(WorkerHost.Tenant, null, "ANNA", Cancellation);
        Assert.Equal((2, 0), (approved.Jobs, approved.LeftOut));
        await EndsAsync(worker, $"contact:{contact}", "approved");
        await EndsAsync(worker, $"person:{person}", "approved");
        Assert.NotEqual(start, await _world.Sandbox.ContactFieldAsync(contact, Summary));

        var undone = await worker.Services.GetRequiredService<Undoing>().UndoAsync(
            WorkerHost.Tenant, new UndoSelection { Batch = approved.Batch }, "ANNA", Cancellation);
        Assert.Equal((2, 0), (undone.Jobs, undone.LeftOut));
        await EndsAsync(worker, $"contact:{contact}", "undone");
        await EndsAsync(worker, $"person:{person}", "undone");
        Assert.Equal(start, await _world.Sandbox.ContactFieldAsync(contact, Summary));
    }

    [Fact]
    public async Task ProposalWithAnItemThatItsListLacks_IsApprovedForTheRest_AndTheItemIsStillOpen()
    {
        _world.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(_world, _world.NextRedis(), settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        var (contact, _) = await _world.Sandbox.CreateAsync("Orbit AG");
        await worker.AllEndedAsync(atLeast: 1);

        await worker.Services.GetRequiredService<Approvals>().ApproveAsync(WorkerHost.Tenant, null, "ANNA", Cancellation);

        await EndsAsync(worker, $"contact:{contact}", "approved");
        Assert.Equal("Orbit AG moves goods.", await _world.Sandbox.ContactFieldAsync(contact, Summary));
        Assert.Equal("", await _world.Sandbox.ContactFieldAsync(contact, "SuperOffice:83"));

        // Whatever comes next looks again, at no cost: by then the list may have the item.
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "updated"]));
        Assert.Contains(
            await worker.ReportsAsync($"contact:{contact}"), report => report.Fields.Any(f => f is { Field: "vertical", Decision: "unresolved" }) && report.Reason == "unresolved");
        Assert.Equal(1, _world.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(1, await _world.Sandbox.PatchesAsync($"contact:{contact}"));
    }

    private static Task EndsAsync(WorkerHost worker, string entity, string reason) => Eventually.TrueAsync(
        async () => (await worker.ReportsAsync(entity)).Any(report => report.Reason == reason), cancellationToken: Cancellation);
}
