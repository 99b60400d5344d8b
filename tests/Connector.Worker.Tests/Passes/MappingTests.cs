using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Passes;

/// <summary>A mapping that does not fit the tenant, and lists that lack what the Company Explorer says.</summary>
[Collection(Serial.Name)]
public sealed class MappingTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";

    protected override async ValueTask CleanUpAsync() => await Crm.ResetAsync();

    [Fact]
    public async Task MappingTheTenantLacks_IsReportedAtStart_WithoutAnyEvent()
    {
        await using var worker = await WorkerHost.StartAsync(
            World, settings: [("Tenant:Contact:Opener:ProgId", "superoffice:85"), ("Tenant:Contact:Summary:ProgId", "SuperOffice:89")]);

        var report = await ReportAsync(worker, _ => true);

        Assert.False(report.IsComplete);
        var opener = report.Fields.Single(f => f is { Entity: "contact", Field: "opener" });
        Assert.Equal((false, null, "missing"), (opener.Works, opener.Label, Assert.Single(opener.Findings).Kind));
        Assert.Equal(new FieldCandidate("SuperOffice:85", "Opener", "LongText"), opener.Findings[0].Nearest[0]);
        var summary = report.Fields.Single(f => f is { Entity: "contact", Field: "summary" });
        Assert.Equal((false, "Key account", "wrong_type"), (summary.Works, summary.Label, Assert.Single(summary.Findings).Kind));
        Assert.True(report.Fields.Single(f => f.Field == "vertical").Works);
        Assert.Contains(report.Fields, f => f is { Entity: "person", Field: "role", Works: true, Type: "ShortText" });
        Assert.Equal("write", report.Mode);
    }

    [Fact]
    public async Task AnswerForAFieldTheTenantLacks_StandsOnTheRun()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Contact:Opener:ProgId", "SuperOffice:999"));
        var (contact, _) = await Crm.CreateAsync("Fehlfeld AG");
        await worker.AllEndedAsync(atLeast: 2);

        var report = (await worker.ReportsAsync($"contact:{contact}"))[0];

        Assert.Equal("written", report.Reason);
        var opener = report.Fields.Single(f => f.Field == "opener");
        Assert.Equal(("unresolved", "SuperOffice:999"), (opener.Decision, opener.ProgId));
        Assert.Contains("nearest: SuperOffice:8", opener.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListThatCannotBeFound_IsACondition_ThatHealsByItself()
    {
        await Crm.FaultsAsync(new { missingListId = 108 });
        await using var worker = await WorkerHost.StartAsync(World);
        var report = await ReportAsync(worker, r => !r.IsComplete);
        Assert.Equal("no_list", Assert.Single(report.Fields.Single(f => f.Field == "vertical").Findings).Kind);

        var (contact, _) = await Crm.CreateAsync("Listenlos GmbH");
        await worker.AllEndedAsync(atLeast: 2);

        Assert.Equal("", await Crm.ContactFieldAsync(contact, Vertical));
        Assert.Equal("Listenlos GmbH moves goods.", await Crm.ContactFieldAsync(contact, "SuperOffice:84"));
        var row = (await worker.ReportsAsync($"contact:{contact}"))[0].Fields.Single(f => f.Field == "vertical");
        Assert.Equal(("unresolved", "the field's list could not be found"), (row.Decision, row.Why));

        // Another worker has not looked for it in vain a minute ago. Any event of the company's leads to a look, and no question.
        await Crm.FaultsAsync(new { missingListId = 0 });
        await using var next = await WorkerHost.StartAsync(World, redis: worker.Redis);
        await worker.StopAsync();
        Assert.Equal(("completed", "written"), await next.EndOfAsync(await next.PostAsync("contact.changed", contact, ["contact_id", "updated"])));
        Assert.Equal("Logistics", await Crm.ContactFieldAsync(contact, Vertical));
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task UnknownItem_IsReported_AndCreatedNowhere()
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Orbit AG");

        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, [])));

        var row = (await worker.ReportsAsync($"contact:{contact}"))[0].Fields.Single(f => f.Field == "vertical");
        Assert.Equal(("unresolved", "Space travel"), (row.Decision, row.New));
        Assert.Equal(0, await CreatedAsync());
    }

    [Fact]
    public async Task Alias_LeadsToTheItemThatIsMeant()
    {
        World.Enricher.Vertical = "space  TRAVEL";
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Contact:Vertical:Aliases:Space travel", "software & it"));
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Orbit AG");

        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));

        Assert.Equal("Software & IT", await Crm.ContactFieldAsync(contact, Vertical));
    }

    [Fact]
    public async Task UnknownItem_IsCreatedOnce_WhereTheMappingSaysSo_AndNoMoreThanTheDayAllows()
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(
            World, settings: [("Tenant:Contact:Vertical:Unknown", "create"), ("Tenant:ListItemsPerDay", "1")]);
        World.Intake = null;
        var (first, _) = await Crm.CreateAsync("Orbit AG");
        var (second, _) = await Crm.CreateAsync("Umlauf AG");
        var (third, _) = await Crm.CreateAsync("Tiefsee AG");

        await worker.EndOfAsync(await worker.PostAsync("contact.created", first, []));
        await worker.EndOfAsync(await worker.PostAsync("contact.created", second, []));
        Assert.Equal("Space travel", await Crm.ContactFieldAsync(first, Vertical));
        Assert.Equal("Space travel", await Crm.ContactFieldAsync(second, Vertical));

        World.Enricher.Vertical = "Deep sea";
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(await worker.PostAsync("contact.created", third, [])));
        Assert.Equal("", await Crm.ContactFieldAsync(third, Vertical));
        Assert.Contains(
            "not created today", (await worker.ReportsAsync($"contact:{third}"))[0].Fields.Single(f => f.Field == "vertical").Why, StringComparison.Ordinal);
        Assert.Equal(1, await CreatedAsync());
    }

    [Fact]
    public async Task UnknownItem_IsNotCreatedByAProposal_NorForAFieldThatAHumanFilled()
    {
        World.Enricher.Vertical = "Space travel";
        var create = ("Tenant:Contact:Vertical:Unknown", "create");
        await using (var proposing = await WorkerHost.StartAsync(World, settings: [create, ("Tenant:Mode", "propose")]))
        {
            World.Intake = null;
            var (contact, _) = await Crm.CreateAsync("Orbit AG");
            await proposing.EndOfAsync(await proposing.PostAsync("contact.created", contact, []));
            var row = (await proposing.ReportsAsync($"contact:{contact}"))[0].Fields.Single(f => f.Field == "vertical");
            Assert.Contains("once the mode is write", row.Why, StringComparison.Ordinal);
        }

        await using var writing = await WorkerHost.StartAsync(World, settings: create);
        World.Intake = null;
        var (filled, _) = await Crm.CreateAsync("Umlauf AG");
        await Crm.EditContactAsync(filled, new { fields = new Dictionary<string, string> { [Vertical] = "Retail" } });
        await writing.EndOfAsync(await writing.PostAsync("contact.created", filled, []));

        Assert.Equal("Retail", await Crm.ContactFieldAsync(filled, Vertical));
        Assert.Equal(0, await CreatedAsync());
    }

    [Theory]
    [InlineData("Tenant:Scope:Owners:0", "BERND", "it is not created for what is outside Tenant:Scope")]
    [InlineData("Tenant:Mode", "propose", "it is created once the mode is write")]
    [InlineData("Tenant:Mode", "observe", null)]
    public async Task UnknownItem_IsNotCreatedWhereTheAccountMayNotBeWritten(string key, string value, string? why)
    {
        World.Enricher.Vertical = "Space travel";
        await using var worker = await WorkerHost.StartAsync(
            World, settings: [("Tenant:Contact:Vertical:Unknown", "create"), ("Tenant:Scope:All", key.Contains("Scope", StringComparison.Ordinal) ? "false" : "true"), (key, value)]);
        World.Intake = null;
        var (contact, _) = await Crm.CreateAsync("Orbit AG", owner: 11);

        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));

        var row = (await worker.ReportsAsync($"contact:{contact}"))[0].Fields.SingleOrDefault(f => f.Field == "vertical");
        Assert.Equal(why is null, row is null);
        Assert.EndsWith(why ?? "", row?.Why ?? "", StringComparison.Ordinal);
        Assert.Equal(0, await CreatedAsync());
    }

    [Theory]
    [InlineData("stop", "Write stop: a person stopped all writes")]
    [InlineData("file", "Write stop: a person stopped all writes by a file")]
    [InlineData("budget", "Write budget: as many accounts as Tenant:WriteBudget allows were written")]
    public async Task UnknownItem_WaitsWithItsAccount_WhileWritesAreStoppedOrTheBudgetIsSpent(string what, string reason)
    {
        var file = Path.Combine(Path.GetTempPath(), $"connector-stop-{Guid.NewGuid():N}");
        await using var worker = await WorkerHost.StartAsync(
            World,
            settings:
            [
                ("Tenant:Contact:Vertical:Unknown", "create"), ("Tenant:Contact:Summary:ProgId", ""), ("Tenant:Contact:Opener:ProgId", ""),
                ("Tenant:WriteBudget:AccountsPerHour", "1"), ("Worker:WriteStopFile", file),
            ]);
        var (modes, holds) = (worker.Services.GetRequiredService<TenantModes>(), worker.Services.GetRequiredService<Holds>());
        World.Intake = null;
        if (what == "budget")
        {
            var (first, _) = await Crm.CreateAsync("Vorher AG");
            await worker.EndOfAsync(await worker.PostAsync("contact.created", first, []));
        }
        else if (what == "stop")
        {
            await modes.StopWritesAsync(WorkerHost.Tenant, "ANNA", "", Cancellation);
        }
        else
        {
            await File.WriteAllTextAsync(file, "", Cancellation);
        }

        World.Enricher.Vertical = "Space travel";
        var (contact, _) = await Crm.CreateAsync("Orbit AG");
        var job = await worker.PostAsync("contact.created", contact, []);
        var hold = await Eventually.ValueAsync(() => holds.ListAsync(Cancellation), h => h.Count > 0, cancellationToken: Cancellation);
        Assert.Equal(reason, Assert.Single(hold).Reason);
        Assert.Equal(0, await CreatedAsync());
        if (what == "budget")
        {
            return;
        }

        File.Delete(file);
        await modes.AllowWritesAsync(WorkerHost.Tenant, "ANNA", "", Cancellation);
        Assert.Equal(("completed", "written"), await worker.EndOfAsync(job));
        Assert.Equal("Space travel", await Crm.ContactFieldAsync(contact, Vertical));
        Assert.Equal((1, 1), (await CreatedAsync(), World.Enricher.Asked($"contact:{contact}")));
    }

    [Fact]
    public async Task InputField_AsksForANewAnalysisWhenAHumanSetsIt_AndForNoneOtherwise()
    {
        await using var worker = await WorkerHost.StartAsync(World, settings: ("Tenant:Contact:Inputs:0", "SuperOffice:90"));
        var (contact, _) = await Crm.CreateAsync("Statuswechsel AG");
        await worker.AllEndedAsync(atLeast: 2);
        Assert.Equal(1, World.Enricher.Asked($"contact:{contact}"));

        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:90"] = "250" } });
        await worker.AllEndedAsync(atLeast: 3);
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));

        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { ["SuperOffice:86"] = "a field of no concern" } });
        await worker.AllEndedAsync(atLeast: 4);
        Assert.Equal(2, World.Enricher.Asked($"contact:{contact}"));
    }

    [Fact]
    public async Task VerticalThatAHumanSet_CountsForThePersons_AndOurOwnDoesNot()
    {
        await using var worker = await WorkerHost.StartAsync(World);
        World.Intake = null;
        var (contact, person) = await Crm.CreateAsync("Umwidmung AG", "Buyer");
        await worker.EndOfAsync(await worker.PostAsync("person.created", person!.Value, [], new { contact_id = contact }));
        await worker.EndOfAsync(await worker.PostAsync("contact.created", contact, []));
        Assert.Equal(("unchanged", "unchanged"), await worker.EndOfAsync(await worker.PostAsync("person.changed", person.Value, ["title"])));

        await Crm.EditContactAsync(contact, new { fields = new Dictionary<string, string> { [Vertical] = "Retail" } });
        await worker.EndOfAsync(await worker.PostAsync("person.changed", person.Value, ["title"]));

        Assert.Equal(2, World.Enricher.Asked($"person:{person}"));
    }

    private static async Task<MappingReport> ReportAsync(WorkerHost worker, Func<MappingReport, bool> wanted) => (await Eventually.ValueAsync(
        () => worker.Services.GetRequiredService<MappingReports>().FindAsync(WorkerHost.Tenant, Cancellation),
        r => r is not null && wanted(r),
        cancellationToken: Cancellation))!;

    private async Task<long> CreatedAsync() => (await Crm.CountersAsync("apiCalls")).GetValueOrDefault("POST List");
}
