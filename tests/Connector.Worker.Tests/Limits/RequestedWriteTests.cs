using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>Approvals and undos that people ask for are jobs of a running worker.</summary>
[Collection(ThirdWorld.Name)]
public sealed class RequestedWriteTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";

    [Fact]
    public async Task AllProposalsApprovedThenUndone_TheCrmHoldsWhatItHeld()
    {
        await using var worker = await WorkerHost.StartAsync(World, World.NextRedis(), settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        var (contact, person) = await World.Sandbox.CreateAsync("Rückbau AG", "CTO");
        await worker.AllEndedAsync(atLeast: 2);
        var start = await World.Sandbox.ContactFieldAsync(contact, Summary);

        var approved = await worker.RunAsync(OperationKind.Approve, new Selection { All = true });
        Assert.Equal((2, 2), (approved.Counts["proposals"], approved.Counts["done"]));
        await EndsAsync(worker, $"contact:{contact}", "approved");
        await EndsAsync(worker, $"person:{person}", "approved");
        Assert.NotEqual(start, await World.Sandbox.ContactFieldAsync(contact, Summary));

        var undone = await worker.RunAsync(OperationKind.Undo, new Selection { Batch = approved.Id }, "wrong");
        Assert.Equal(2, undone.Counts["done"]);
        await EndsAsync(worker, $"contact:{contact}", "undone");
        await EndsAsync(worker, $"person:{person}", "undone");
        Assert.Equal(start, await World.Sandbox.ContactFieldAsync(contact, Summary));
    }

    [Fact]
    public async Task UndoThatDiedAndIsReleased_UndoesWhatWasAsked()
    {
        await using var worker = await WorkerHost.StartAsync(
            World, World.NextRedis(), settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00"), ("Worker:Attempts", "1")]);
        var (contact, _) = await World.Sandbox.CreateAsync("Rückgabe AG");
        await worker.AllEndedAsync(atLeast: 1);
        var start = await World.Sandbox.ContactFieldAsync(contact, Summary);
        var approved = await worker.RunAsync(OperationKind.Approve, new Selection { All = true });
        await EndsAsync(worker, $"contact:{contact}", "approved");

        await World.Sandbox.FaultsAsync(new { apiFaults = new[] { new { kind = "ServerError", method = "PATCH" } } });
        await worker.RunAsync(OperationKind.Undo, new Selection { Batch = approved.Id }, "wrong");
        var dead = (await Eventually.ValueAsync(
            () => worker.Services.GetRequiredService<DeadLetters>().ListAsync(WorkerHost.Tenant, 0, 10, Cancellation), all => all.Count == 1, cancellationToken: Cancellation))[0];
        await World.Sandbox.FaultsAsync(new { apiFaults = Array.Empty<object>() });
        Assert.NotEqual(start, await World.Sandbox.ContactFieldAsync(contact, Summary));

        await worker.RunAsync(OperationKind.Release, new Selection { Jobs = [dead.Id] });

        await EndsAsync(worker, $"contact:{contact}", "undone");
        Assert.Equal(start, await World.Sandbox.ContactFieldAsync(contact, Summary));
    }

    [Fact]
    public async Task ProposalWithAnItemThatItsListLacks_IsApprovedForTheRest_AndTheItemIsStillOpen()
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(World, World.NextRedis(), settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        var (contact, _) = await World.Sandbox.CreateAsync("Orbit AG");
        await worker.AllEndedAsync(atLeast: 1);

        await worker.RunAsync(OperationKind.Approve, new Selection { All = true });

        await EndsAsync(worker, $"contact:{contact}", "approved");
        Assert.Equal("Orbit AG moves goods.", await World.Sandbox.ContactFieldAsync(contact, Summary));
        Assert.Equal("", await World.Sandbox.ContactFieldAsync(contact, "SuperOffice:83"));

        // Whatever comes next looks again, at no cost: by then the list may have the item.
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "updated"]));
        Assert.Contains(
            await worker.ReportsAsync($"contact:{contact}"), report => report.Fields.Any(f => f is { Field: "vertical", Decision: "unresolved" }) && report.Reason == "unresolved");
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(1, await World.Sandbox.PatchesAsync($"contact:{contact}"));
    }

    private static Task EndsAsync(WorkerHost worker, string entity, string reason) => Eventually.TrueAsync(
        async () => (await worker.ReportsAsync(entity)).Any(report => report.Reason == reason), cancellationToken: Cancellation);
}
