using Connector.Jobs.Accounts;
using Connector.Jobs.Explaining;
using Connector.Jobs.Ledger;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>What a person has rejected is not proposed again, written or paid for before it would be something else.</summary>
[Collection(ThirdWorld.Name)]
public sealed class RejectionTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Summary = "SuperOffice:84";

    [Fact]
    public async Task RejectedProposal_IsMadeAgainWhenTheCompanyChanges_AndItsStoryReadsPlainly()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        var (contact, selection) = await ProposedAsync(worker, "Falsch AG");

        var rejected = await worker.RunAsync(OperationKind.Reject, selection, "wrong industry");

        Assert.Equal(1, rejected.Counts["done"]);
        Assert.Equal(0, await ProposalsAsync(worker));
        Assert.Equal(("skipped", "rejected"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal((1, 0), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
        Assert.Equal("it was rejected by ANNA already", Assert.Single((await worker.PreviewAsync(OperationKind.Approve, selection)).Items).Conflict);

        await Crm.EditContactAsync(contact, new { name = "Richtig AG" });
        Assert.Equal(("proposed", "proposed"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"])));
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Summary] = "A human's words." } });
        var approved = await worker.RunAsync(OperationKind.Approve, selection);
        await EndsAsync(worker, contact, "approved");
        Assert.Equal("A human's words.", await Crm.ContactFieldAsync(contact, Summary));
        await worker.RunAsync(OperationKind.Undo, new Selection { Batch = approved.Id }, "the wrong company after all");
        await EndsAsync(worker, contact, "undone");

        var story = await worker.Services.GetRequiredService<Explanations>().ExplainAsync(WorkerHost.Tenant, EntityKey.Contact(contact), "summary", Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', story.Steps.Select(step => $"{step.Kind}: {step.Text}")));
        string[] told = [.. story.Steps.Select(step => step.Text)];
        Assert.Equal(2, told.Count(text => text == "rejected by ANNA: wrong industry; proposed again when the company's data or the mapping changes"));
        Assert.DoesNotContain("skipped: rejected", told);
        Assert.Contains("summary: keep, somebody changed it since it was proposed", told);
    }

    [Fact]
    public async Task UndoneRejection_IsAProposalAgain_AndInModeWriteTheRejectedIsNotWritten()
    {
        var redis = World.NextRedis();
        int contact;
        Selection selection;
        await using (var worker = await WorkerHost.StartAsync(World, redis, settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]))
        {
            (contact, selection) = await ProposedAsync(worker, "Doch AG");
            var rejected = await worker.RunAsync(OperationKind.Reject, selection, "wrong industry");

            var preview = await worker.PreviewAsync(OperationKind.Undo, new Selection { Batch = rejected.Id });
            Assert.Equal((1, 1), (preview.Counts["rejections"], preview.Counts["toDo"]));
            Assert.Equal(0, await ProposalsAsync(worker));
            await worker.RunAsync(preview, "it is the right one");

            Assert.Equal(1, await ProposalsAsync(worker));
            await worker.RunAsync(OperationKind.Reject, selection, "wrong industry");
        }

        await using var writing = await WorkerHost.StartAsync(World, redis);
        World.Intake = null;
        Assert.Equal(("skipped", "rejected"), await writing.EndOfAsync(await writing.PostAsync("contact.changed", contact, ["name"])));
        Assert.Equal((1, 0), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
    }

    [Fact]
    public async Task ApprovalOfWhatWasRejectedMeanwhile_IsOutdated()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: [("Tenant:Mode", "propose"), ("Jobs:Quiet", "00:00:00")]);
        var (contact, selection) = await ProposedAsync(worker, "Zweifel AG");
        var holds = worker.Services.GetRequiredService<Holds>();
        await holds.HoldByAsync(WorkerHost.Tenant, "wait", "ANNA", Cancellation);

        await worker.RunAsync(OperationKind.Approve, selection);
        await worker.RunAsync(OperationKind.Reject, selection, "wrong industry");
        await holds.ResumeByAsync(WorkerHost.Tenant, "ANNA", Cancellation);

        await EndsAsync(worker, contact, "proposal_outdated");
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
    }

    private async Task<(int Contact, Selection Selection)> ProposedAsync(WorkerHost worker, string name)
    {
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync(name);
        Assert.Equal(("proposed", "proposed"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        return (contact, new Selection { Entities = [$"contact:{contact}"] });
    }

    private static Task<long> ProposalsAsync(WorkerHost worker) => worker.Services.GetRequiredService<Proposals>().CountAsync(WorkerHost.Tenant, Cancellation);

    private static Task EndsAsync(WorkerHost worker, int contact, string reason) => Eventually.TrueAsync(
        async () => (await worker.ReportsAsync($"contact:{contact}")).Any(report => report.Reason == reason), cancellationToken: Cancellation);
}
