using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>Companies that become one with another while there is work for them: a merge takes the source's id away, and its persons to the destination.</summary>
[Collection(Serial.Name)]
public sealed class CompanyMergeTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Subject = "SuperOffice:21";

    [Fact]
    public async Task CompanyMergedIntoAnother_WhileItsJobsWait_EndsAsDeleted_AndItsPersonsAreWorkedOnThere()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (source, moving) = await Crm.CreateAsync("Aufgehende AG", "CFO");
        var (destination, _) = await Crm.CreateAsync("Bleibende AG");
        var holds = worker.Services.GetRequiredService<Holds>();
        await holds.HoldByAsync(WorkerHost.Tenant, "a test wants jobs that wait", "Anna", Cancellation);
        var contactJob = await worker.PostAsync("contact.created", source, []);
        var personJob = await worker.PostAsync("person.created", moving!.Value, [], new { contact_id = source });
        await ScheduledAsync(worker, contactJob, personJob);

        await Crm.MergeAsync(source, destination, identicalPersons: false);
        var deleted = await worker.PostAsync("contact.deleted", source, []);
        await holds.ResumeByAsync(WorkerHost.Tenant, "Anna", Cancellation);

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(personJob));
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(contactJob));
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(deleted));
        Assert.Equal("For Bleibende AG", await Crm.PersonFieldAsync(moving.Value, Subject));
        var run = await worker.Runs.FindAsync((await worker.Runs.FindJobAsync(personJob, Cancellation))!.RunId!, Cancellation);
        Assert.Equal($"c{destination}", run!.Run.Account);
        Assert.Equal((0, 1), (World.Enricher.Asked($"contact:{source}"), World.Enricher.Asked($"person:{moving}")));
        await worker.AllEndedAsync(atLeast: 3);
    }

    [Fact]
    public async Task PersonMergedIntoItsTwin_WithTheCompanies_EndsAsDeleted_AndTheTwinIsWorkedOn()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (source, gone) = await Crm.CreateAsync("Doppelte AG", "CFO");
        var (destination, twin) = await Crm.CreateAsync("Doppelt AG", "CFO");
        var holds = worker.Services.GetRequiredService<Holds>();
        await holds.HoldByAsync(WorkerHost.Tenant, "a test wants jobs that wait", "Anna", Cancellation);
        var goneJob = await worker.PostAsync("person.created", gone!.Value, [], new { contact_id = source });
        // Of a person that no event has told the company of yet: the account is the person's own until it has been read.
        var twinJob = await worker.PostAsync("person.created", twin!.Value, []);
        await ScheduledAsync(worker, goneJob, twinJob);

        await Crm.MergeAsync(source, destination, identicalPersons: true);
        await holds.ResumeByAsync(WorkerHost.Tenant, "Anna", Cancellation);

        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(goneJob));
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(twinJob));
        Assert.Equal("For Doppelt AG", await Crm.PersonFieldAsync(twin.Value, Subject));
        await worker.AllEndedAsync(atLeast: 2);
    }

    [Fact]
    public async Task CompanyMergedIntoAnother_WhileTheExplorerThinks_EndsAsDeleted_AndItsPersonsAreWorkedOnThere()
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Jobs:Quiet", "00:00:00.300"));
        World.Intake = null;
        var (source, moving) = await Crm.CreateAsync("Verschwindende AG", "CFO");
        var (destination, _) = await Crm.CreateAsync("Aufnehmende AG");
        World.Enricher.OnContact = async (entity, _, _) =>
        {
            if (entity == $"contact:{source}")
            {
                await Crm.MergeAsync(source, destination, identicalPersons: false);
            }

            return null;
        };

        var contactJob = await worker.PostAsync("contact.created", source, []);
        var personJob = await worker.PostAsync("person.created", moving!.Value, [], new { contact_id = source });

        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(contactJob));
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(personJob));
        Assert.Equal("For Aufnehmende AG", await Crm.PersonFieldAsync(moving.Value, Subject));
        await worker.AllEndedAsync(atLeast: 2);
    }

    private static Task ScheduledAsync(WorkerHost worker, params string[] jobs) => Eventually.TrueAsync(
        async () => (await Task.WhenAll(jobs.Select(job => worker.Runs.FindJobAsync(job, Cancellation)))).All(job => job!.State == "scheduled"),
        cancellationToken: Cancellation);
}
