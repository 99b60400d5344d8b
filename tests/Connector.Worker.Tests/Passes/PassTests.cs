using System.Collections.Concurrent;
using System.Diagnostics;
using Connector.Jobs.Ledger;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>What passes do in ordinary life, on real Redis, a sandboxed SuperOffice and a scripted enricher over gRPC.</summary>
[Collection(Serial.Name)]
public sealed class PassTests(OutsideWorld world) : WorkerTest(world)
{
    [Fact]
    public async Task CreatedCompanyWithAPerson_IsEnrichedOnce_AndTheEchoesCostNothing()
    {
        await using var worker = await WorkerHost.StartAsync(World);

        var (contact, person) = await Crm.CreateAsync("Alpenfracht AG", "Head of Fleet");
        await worker.AllEndedAsync(atLeast: 4); // two created, two echoes

        Assert.Equal("Logistics", await Crm.ContactFieldAsync(contact, "SuperOffice:83"));
        Assert.Equal("Alpenfracht AG moves goods.", await Crm.ContactFieldAsync(contact, "SuperOffice:84"));
        Assert.Equal("Dear Alpenfracht AG,", await Crm.ContactFieldAsync(contact, "SuperOffice:85"));
        Assert.NotEqual("", await Crm.ContactFieldAsync(contact, "SuperOffice:87"));
        Assert.StartsWith("v2;fp=", await Crm.ContactFieldAsync(contact, "SuperOffice:88"), StringComparison.Ordinal);
        Assert.Equal("Head of Fleet", await Crm.PersonFieldAsync(person!.Value, "SuperOffice:20"));
        Assert.Equal("For Alpenfracht AG", await Crm.PersonFieldAsync(person.Value, "SuperOffice:21"));
        foreach (var entity in new[] { $"contact:{contact}", $"person:{person}" })
        {
            Assert.Equal(1, await Crm.PatchesAsync(entity));
            Assert.Equal(1, World.Enricher.Asked(entity));
            var reports = await worker.ReportsAsync(entity);
            Assert.Equal("written", reports[0].Reason);
            // Beside the echoes there is what the first vertical means for the person: nothing, after its own event.
            Assert.All(reports.Skip(1), r => Assert.Contains(r.Reason, new[] { "echo", "cascaded", "unchanged" }));
            Assert.Single(reports, r => r.Reason == "echo");
        }

        Assert.All(World.Enricher.Keys, k => Assert.InRange(k.Length, 1, 128));
        var report = (await worker.ReportsAsync($"contact:{contact}"))[0];
        Assert.Equal(("0.0123 EUR", true), (report.Cost, report.Analysed));
        Assert.Equal(["vertical", "summary", "opener", "last_enriched", "stamp"], report.Fields.Select(f => f.Field));
        var run = Assert.Single(await worker.Runs.ListAsync(0, 10, TestContext.Current.CancellationToken));
        Assert.Equal(("Alpenfracht AG", "ANNA"), (run.Name, run.Owner));
    }

    [Fact]
    public async Task RelevantChangeBackToTheSame_IsUnchanged_WithoutAskingAgain()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, _) = await Crm.CreateAsync("Immergleich GmbH");
        await worker.AllEndedAsync(atLeast: 2);

        var end = await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["contact_id", "name"]));

        Assert.Equal(("unchanged", "unchanged"), end);
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(1, await Crm.PatchesAsync($"contact:{contact}"));
    }

    [Fact]
    public async Task TextAHumanEdited_IsKept_AndTheRestIsBroughtUpToDate()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        var (contact, _) = await Crm.CreateAsync("Altstadt Bau");
        await worker.AllEndedAsync(atLeast: 2);
        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:84"] = "My own words." } });
        await worker.AllEndedAsync(atLeast: 3);
        Assert.Equal("human_edit", (await worker.ReportsAsync($"contact:{contact}"))[^1].Reason);

        await Crm.EditContactAsync(contact, new { name = "Neustadt Bau" });
        await worker.AllEndedAsync(atLeast: 5);

        Assert.Equal("My own words.", await Crm.ContactFieldAsync(contact, "SuperOffice:84"));
        Assert.Equal("Dear Neustadt Bau,", await Crm.ContactFieldAsync(contact, "SuperOffice:85"));
        var written = (await worker.ReportsAsync($"contact:{contact}")).Last(r => r.Reason == "written");
        Assert.Equal("keep", written.Fields.Single(f => f.Field == "summary").Decision);
    }

    [Fact]
    public async Task EntityThatIsGone_IsSkipped()
    {
        await using var worker = await WorkerHost.StartAsync(World);

        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", 999_999_001, ["name"])));
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("person.created", 999_999_002, [])));
    }

    [Fact]
    public async Task PersonFoundAtAnotherContact_IsMoved_AndEnrichedThere()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Zielort AG", "CTO");

        var late = await worker.PostAsync("person.created", person!.Value, [], new { contact_id = 999_999_003 });
        var unknown = await worker.PostAsync("person.changed", person.Value, ["title"]);

        // Whichever is decided first enriches the person; the other may find nothing left to do.
        string?[] ends = [(await worker.EndOfAsync(late)).Outcome, (await worker.EndOfAsync(unknown)).Outcome];
        Assert.Contains("completed", ends);
        Assert.DoesNotContain(ends, outcome => outcome is null or "dead");
        Assert.Equal("For Zielort AG", await Crm.PersonFieldAsync(person.Value, "SuperOffice:21"));
        Assert.Equal(1, World.Enricher.Asked($"person:{person}"));
        var run = (await worker.Runs.ListAsync(0, 10, TestContext.Current.CancellationToken)).First(r => r.Jobs.ContainsKey("completed"));
        Assert.Equal($"c{contact}", run.Account);
    }

    [Theory]
    [InlineData("Tenant:Owners:0", "BERND", "skipped", "foreign_owner")]
    [InlineData("Tenant:Owners:0", "anna", "completed", "written")]
    [InlineData("Tenant:Owners:0", "11", "completed", "written")]
    [InlineData("Tenant:Mode", "observe", "skipped", "observe")]
    [InlineData("Tenant:Mode", "propose", "proposed", "proposed")]
    [InlineData("Tenant:Contact:Opener:ProgId", "SuperOffice:999", "completed", "written")]
    public async Task Settings_DecideWhatMayHappen(string key, string value, string outcome, string reason)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: (key, value));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Einstellungssache KG", owner: 11);

        var end = await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));

        Assert.Equal((outcome, reason), end);
        Assert.Equal(outcome == "completed" ? 1 : 0, await Crm.PatchesAsync($"contact:{contact}"));
        Assert.Equal(outcome == "skipped" ? 0 : 1, World.Enricher.Asked($"contact:{contact}"));
    }

    [Theory]
    [InlineData("write", TenantMode.Observe, "skipped", "observe", 0)]
    [InlineData("propose", TenantMode.Observe, "skipped", "observe", 0)]
    [InlineData("write", TenantMode.Propose, "proposed", "proposed", 1)]
    [InlineData("observe", TenantMode.Propose, "skipped", "observe", 0)]
    public async Task Mode_ThatAPersonLowers_CountsBeforeAnythingIsAsked(string configured, TenantMode set, string outcome, string reason, int asked)
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Mode", configured));
        World.Intake = null;
        await worker.Services.GetRequiredService<TenantModes>().LowerAsync(WorkerHost.Tenant, set, "Anna", "a test", TestContext.Current.CancellationToken);
        var (contact, _) = await Crm.CreateAsync("Beobachtung AG");

        Assert.Equal((outcome, reason), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));
        Assert.Equal((asked, 0), (World.Enricher.Asked($"contact:{contact}"), await Crm.PatchesAsync($"contact:{contact}")));
    }

    [Fact]
    public async Task Proposal_IsNotPaidForTwice_AndNeverWritten()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Mode", "propose"));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Vorschlag AG");

        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));
        var again = await worker.EndOfAsync(await worker.PostAsync("contact.changed", contact, ["name"]));

        Assert.Equal(("proposed", "proposed"), again);
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
        Assert.Equal(0, await Crm.PatchesAsync($"contact:{contact}"));
        var reports = await worker.ReportsAsync($"contact:{contact}");
        Assert.All(reports, r => Assert.Equal(["write", "write", "write"], r.Fields.Select(f => f.Decision)));
        Assert.Equal([true, false], reports.Select(r => r.Analysed));
    }

    [Fact]
    public async Task Pass_IsASpanOfTheTraceThatReceivedItsFirstEvent_AndLinksTheOthers()
    {
        const string First = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        const string Second = "00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Connector.Worker",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Jobs:Quiet", "00:00:00.500"));

        await worker.PostAsync("contact.created", 999_999_004, [], traceParent: First);
        await worker.EndOfAsync(await worker.PostAsync("contact.changed", 999_999_004, ["name"], traceParent: Second));

        var pass = await Eventually.ValueAsync(
            () => Task.FromResult(spans.FirstOrDefault(s => s.OperationName == "pass" && s.GetTagItem("connector.account") is "c999999004")),
            s => s is not null,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", pass!.TraceId.ToString());
        Assert.Equal("b7ad6b7169203331", pass.ParentSpanId.ToString());
        Assert.Equal("1af7651916cd43dd8448eb211c80319c", Assert.Single(pass.Links).Context.TraceId.ToString());
    }

    [Fact]
    public async Task EventThatCannotBeRead_IsADeadLetter_AndOneThatNeedsNoWorkIsSkipped()
    {
        await using var worker = await WorkerHost.StartAsync(World);

        Assert.Equal(("dead", "unreadable"), await worker.EndOfAsync(await worker.PostAsync("nonsense"u8.ToArray())));
        Assert.Equal(("skipped", "test"), await worker.EndOfAsync(await worker.PostAsync("test", 0, [])));
        Assert.Equal(("skipped", "deleted"), await worker.EndOfAsync(await worker.PostAsync("contact.deleted", 999_999_005, [])));
        Assert.Equal(("skipped", "irrelevant"), await worker.EndOfAsync(await worker.PostAsync("contact.changed", 1, ["number1"])));
        await worker.AllEndedAsync(atLeast: 4);
    }
}
