using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Refusing;

/// <summary>
/// What was refused is worked on once the reason is gone, whatever takes it away: an event, which a read decides, or other settings, of which no event tells.
/// Said again, the same costs one read and nothing else.
/// </summary>
[Collection(Serial.Name)]
public sealed class LiftedTests(OutsideWorld world) : WorkerTest(world)
{
    private const string Vertical = "SuperOffice:83";
    private const string Summary = "SuperOffice:84";
    private const int Bernd = 12;

    /// <summary>Reasons that an event takes away.</summary>
    public static TheoryData<Lift> ByEvent =>
    [
        new Lift("foreign_owner", "skipped", Edit: new { ownerAssociateId = Bernd }, Event: "contact.changed", Changes: "contact_id updated associate_id")
        {
            Settings = [("Tenant:Owners:0", "BERND")],
        },
        new Lift("out_of_scope", "proposed", Edit: new { categoryId = 2 }, Event: "contact.changed", Changes: "contact_id category_idx")
        {
            Settings = [("Tenant:Scope:All", "false"), ("Tenant:Scope:Categories:0", "2")],
        },
        new Lift("soft_deleted", "skipped", Edit: null, Event: "contact.changed", Changes: "contact_id updated deleted") { Bin = true },
        new Lift("retired", "skipped", Edit: new { retired = false }, Event: "person.changed", Changes: "person_id retired") { Before = new { retired = true } },
        new Lift("no_mailing", "skipped", Edit: new { noMailing = false }, Event: "person.changed", Changes: "person_id nomailing updated") { Before = new { noMailing = true } },
        new Lift("no_consent", "skipped", Edit: new { consents = new Dictionary<string, string> { ["EMARKETING"] = "CONSENT" } }, Event: "person.consented", Changes: "")
        {
            Settings = [("Tenant:Persons:ConsentPurposes:0", "EMARKETING")],
        },
    ];

    /// <summary>Reasons that other settings take away.</summary>
    public static TheoryData<Lift> BySettings =>
    [
        new Lift("foreign_owner", "skipped", Edit: null, Event: "contact.created", Changes: "")
        {
            Settings = [("Tenant:Owners:0", "BERND")], Later = [("Tenant:Owners:0", "BERND"), ("Tenant:Owners:1", "anna")],
        },
        new Lift("foreign_owner", "skipped", Edit: null, Event: "contact.created", Changes: "")
        {
            Settings = [("Tenant:Owners:0", "12")], Later = [("Tenant:Owners:0", "11")], Values = new { associate_id = 11 },
        },
        new Lift("out_of_scope", "proposed", Edit: null, Event: "contact.created", Changes: "")
        {
            Settings = [("Tenant:Scope:All", "false"), ("Tenant:Scope:Owners:0", "BERND")], Later = [("Tenant:Scope:All", "true")],
        },
        new Lift("written", "completed", Edit: null, Event: "contact.created", Changes: "")
        {
            Settings = [("Tenant:Contact:Vertical:ProgId", "SuperOffice:999")], Later = [("Tenant:Contact:Vertical:ProgId", Vertical)], Field = Vertical,
        },
        new Lift("unresolved", "unchanged", Edit: null, Event: "contact.created", Changes: "")
        {
            Settings = [.. OnlyVertical],
            Later = [.. OnlyVertical, ("Tenant:Contact:Vertical:Aliases:Baking", "Retail")],
            Answer = "Baking", Field = Vertical,
        },
        new Lift("persons_off", "skipped", Edit: null, Event: "person.created", Changes: "") { Settings = [("Tenant:Persons:Enrich", "false")], Later = [] },
        new Lift("no_consent", "skipped", Edit: null, Event: "person.created", Changes: "") { Settings = [("Tenant:Persons:ConsentPurposes:0", "EMARKETING")], Later = [] },
    ];

    private static (string Key, string Value)[] OnlyVertical =>
        [("Tenant:Contact:Vertical:ProgId", Vertical), ("Tenant:Contact:Summary:ProgId", ""), ("Tenant:Contact:Opener:ProgId", "")];

    [Theory]
    [MemberData(nameof(ByEvent))]
    public async Task ReasonThatAnEventTakesAway_IsOver_AndTheSameEventAgainIsOneRead(Lift lift)
    {
        World.Intake = null;
        await using var worker = await WorkerHost.StartAsync(World, settings: lift.Settings);
        World.Intake = null;
        var (contact, person, entity) = await RefusedAsync(worker, lift);

        await (lift.Bin ? Crm.RestoreAsync(contact)
            : lift.IsOfPerson ? Crm.EditPersonAsync(person, lift.Edit!)
            : Crm.EditContactAsync(contact, lift.Edit!));
        Assert.Equal("completed", (await worker.EndOfAsync(await PostAsync())).Outcome);
        Assert.Equal((1, 1), (World.Enricher.Asked(entity), await Crm.PatchesAsync(entity)));

        var before = await Crm.CountersAsync("apiCalls");
        Assert.Equal("unchanged", (await worker.EndOfAsync(await PostAsync())).Outcome);
        var after = await Crm.CountersAsync("apiCalls");
        var read = lift.IsOfPerson ? "GET Person" : "GET Contact";
        Assert.Equal(1, after[read] - before[read]);
        Assert.Equal((1, 1), (World.Enricher.Asked(entity), await Crm.PatchesAsync(entity)));

        Task<string> PostAsync() => worker.PostAsync(lift.Event, lift.IsOfPerson ? person : contact, lift.Columns, new { contact_id = contact });
    }

    [Theory]
    [MemberData(nameof(BySettings))]
    public async Task ReasonThatOtherSettingsTakeAway_IsOver_WithoutAnEvent_AndOnlyThen(Lift lift)
    {
        Assert.SkipUnless(Tiers.Current >= Tier.Ci, Tiers.RunsFrom(Tier.Ci));
        var redis = World.NextRedis();
        World.Enricher.Vertical = lift.Answer;
        int asked, jobs;
        string entity;
        int contact;
        await using (var worker = await WorkerHost.StartAsync(World, redis, settings: lift.Settings))
        {
            World.Intake = null;
            (contact, _, entity) = await RefusedAsync(worker, lift);
            await SeenAsync(worker);
            (asked, jobs) = (World.Enricher.Asked(entity), (int)(await worker.AllEndedAsync(atLeast: 1)).Accepted);
        }

        await using (var same = await WorkerHost.StartAsync(World, redis, settings: lift.Settings))
        {
            World.Intake = null;
            await same.PostAsync("test", 0, []);
            Assert.Equal(jobs + 1, (await same.AllEndedAsync(atLeast: jobs + 1)).Accepted);
        }

        await using (var changed = await WorkerHost.StartAsync(World, redis, settings: lift.Later))
        {
            World.Intake = null;
            // The look, and what it makes due.
            Assert.Equal(jobs + 3, (await changed.AllEndedAsync(atLeast: jobs + 3)).Accepted);
            Assert.Equal(("completed", "written"), (await changed.ReportsAsync(entity))[^1] is var last ? (last.Outcome.ToString().ToLowerInvariant(), last.Reason) : default);
            // What was asked before is known.
            Assert.Equal(1, World.Enricher.Asked(entity));
            Assert.Equal(asked, lift.IsAskedBefore ? 1 : 0);
            if (lift.Field is { } field)
            {
                Assert.NotEqual("", await Crm.ContactFieldAsync(contact, field));
            }
        }

        await using var again = await WorkerHost.StartAsync(World, redis, settings: lift.Settings);
        World.Intake = null;
        await SeenAsync(again);
        Assert.Equal(jobs + 3, (await again.AllEndedAsync(atLeast: jobs + 3)).Accepted);
    }

    /// <summary>A company with a person, of which the one that the reason is about was refused for it.</summary>
    private async Task<(int Contact, int Person, string Entity)> RefusedAsync(WorkerHost worker, Lift lift)
    {
        var (contact, known) = await Crm.CreateAsync("Abgelehnt AG", "Head of Sales");
        var person = known!.Value;
        if (lift.Before is not null)
        {
            await Crm.EditPersonAsync(person, lift.Before);
        }

        if (lift.Bin)
        {
            await Crm.DeleteAsync($"contacts/{contact}", forGood: false);
        }

        var job = await worker.PostAsync(
            lift.Bin ? "contact.softdeleted" : lift.IsOfPerson ? "person.created" : "contact.created", lift.IsOfPerson ? person : contact, [], lift.Values);
        Assert.Equal((lift.Outcome, lift.Reason), await worker.EndOfAsync(job));
        return (contact, person, lift.IsOfPerson ? $"person:{person}" : $"contact:{contact}");
    }

    private static Task SeenAsync(WorkerHost worker) => Eventually.TrueAsync(
        () => worker.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().KeyExistsAsync($"connector:{{0}}:refusals:{WorkerHost.Tenant}"),
        cancellationToken: Cancellation);

    /// <summary>A reason, and what takes it away.</summary>
    /// <param name="Reason">The reason.</param>
    /// <param name="Outcome">How the refused job ends.</param>
    /// <param name="Edit">What a person does in the CRM.</param>
    /// <param name="Event">What the CRM tells of it.</param>
    /// <param name="Changes">Which columns it names, separated by blanks.</param>
    public sealed record Lift(string Reason, string Outcome, object? Edit, string Event, string Changes)
    {
        public (string Key, string Value)[] Settings { get; init; } = [];

        /// <summary>The settings that take the reason away.</summary>
        public (string Key, string Value)[] Later { get; init; } = [];

        /// <summary>How the person is at first.</summary>
        public object? Before { get; init; }

        /// <summary>What the first event says of the record.</summary>
        public object? Values { get; init; }

        /// <summary>Whether the company lies in the bin at first.</summary>
        public bool Bin { get; init; }

        /// <summary>What the Company Explorer sees in the company.</summary>
        public string Answer { get; init; } = "Logistics";

        /// <summary>A field that is filled only once the reason is gone.</summary>
        public string? Field { get; init; }

        public bool IsOfPerson => Event.StartsWith("person", StringComparison.Ordinal);

        public bool IsAskedBefore => Outcome != "skipped";

        public string[] Columns => Changes.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        public override string ToString() => $"{Reason} by {(Later.Length > 0 ? "settings" : Event)} {Changes}";
    }
}
