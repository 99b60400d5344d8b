using System.Text;
using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Erasing;
using Connector.Jobs.Intake;
using Connector.Jobs.Journal;
using Connector.Jobs.Ledger;
using Connector.Jobs.Mapping;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;
using Connector.Jobs.Subscriptions;
using Connector.Jobs.Tenants;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Connector.Dashboard.Tests.Hosting;

/// <summary>Puts runs into Redis as ingress and worker would, through the job machine itself.</summary>
public sealed class Story(IServiceProvider services)
{
    public const string Tenant = "Cust10001";

    private readonly EventIntake _intake = services.GetRequiredService<EventIntake>();
    private readonly WaitingEvents _waiting = services.GetRequiredService<WaitingEvents>();
    private readonly Passes _passes = services.GetRequiredService<Passes>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Fields of a contact as a write leaves them.</summary>
    public static IReadOnlyList<FieldChange> WrittenFields { get; } =
    [
        new("vertical", "SuperOffice:83", "write", null, "[I:4]", "empty and never written"),
        new("summary", "SuperOffice:84", "write", null, "Builds lathes and milling machines for the tool trade in Saxony.\nFounded in 1921.", "empty and never written"),
        new("opener", "SuperOffice:85", "keep", "Written by a human", "Written by a machine", "a human changed it"),
        new("opener_secondary", "SuperOffice:86", "agreed", "The same", "The same", "already says it"),
    ];

    /// <summary>Makes tenants known as a worker does that has them.</summary>
    public Task KnowAsync(params string[] tenants) => services.GetRequiredService<KnownTenants>().SeenAsync(tenants, Cancel);

    /// <summary>Accepts one event and leaves it waiting.</summary>
    public async Task<string> AcceptAsync(string? eventId = null)
    {
        var accepted = await _intake.AcceptAsync(
            [new() { JobId = JobIds.New(), Tenant = Tenant, EventId = eventId ?? Guid.NewGuid().ToString(), Body = Encoding.UTF8.GetBytes("{}") }], Cancel);
        return accepted[0].JobId;
    }

    /// <summary>Accepts and attaches events of one contact.</summary>
    public async Task AttachAsync(int contact, params string[] events)
    {
        foreach (var name in events)
        {
            await AcceptAsync();
            await _waiting.AttachAsync(
                Assert.Single(await _waiting.ReadAsync(10, Cancel)),
                new JobDecision(name, AccountKey.OfContact(Tenant, contact), EntityKey.Contact(contact), "created", 12), Cancel);
        }
    }

    /// <summary>Erases a contact as a worker without a directory of journals would: all directories owe it.</summary>
    public async Task EraseAsync(int contact)
    {
        await services.GetRequiredService<JobRequests>().SubmitAsync(
            new JobRequest { Tenant = Tenant, Account = $"c{contact}", Entity = EntityKey.Contact(contact), Kind = RequestKind.Erase, By = "Anna" }, Cancel);
        var pass = await TakeAsync();
        await services.GetRequiredService<Erasures>().EraseAsync(pass, EntityKey.Contact(contact), "Anna", 0, "", Cancel);
        await FinishAsync(pass, JobOutcome.Skipped, "erased");
    }

    /// <summary>Erases what is asked for, as workers without a directory of journals would, until it is told to stop.</summary>
    public async Task WorkOnErasuresAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!stop.IsCancellationRequested)
        {
            if ((await _passes.TakeAsync("story", [], Cancel)).Pass is not { } pass)
            {
                await timer.WaitForNextTickAsync(Cancel);
                continue;
            }

            await services.GetRequiredService<Erasures>().EraseAsync(pass, pass.Jobs[0].Entity, "Anna", 0, "", Cancel);
            await FinishAsync(pass, JobOutcome.Skipped, "erased");
        }
    }

    /// <summary>Directories of journals: one whose workers are gone, and one in use.</summary>
    public async Task JournalsAsync()
    {
        await services.GetRequiredService<JournalDirectories>().SeenAsync("0198b", "worker-2", Cancel);
        await services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().HashSetAsync("connector:{0}:journals", "0198a", """{"host":"worker-1","seenAt":1000}""");
    }

    /// <summary>A contact's events that were skipped.</summary>
    public async Task SkipAsync(int contact)
    {
        await AcceptAsync();
        await _waiting.SkipAsync(
            Assert.Single(await _waiting.ReadAsync(10, Cancel)),
            new JobDecision("contact.changed", AccountKey.OfContact(Tenant, contact), EntityKey.Contact(contact), "irrelevant", 12), Cancel);
    }

    /// <summary>A new person of whom the settings want nothing.</summary>
    public async Task SkipPersonAsync(int contact, int person)
    {
        await AcceptAsync();
        await _waiting.SkipAsync(
            Assert.Single(await _waiting.ReadAsync(10, Cancel)),
            new JobDecision("person.created", AccountKey.OfContact(Tenant, contact), EntityKey.Person(person), "persons_off", 12), Cancel);
    }

    /// <summary>Events of so many contacts, from one on, that were skipped.</summary>
    public async Task SkipManyAsync(int contact, int count)
    {
        await _intake.AcceptAsync(
            [.. Enumerable.Range(0, count).Select(_ => new IncomingEvent { JobId = JobIds.New(), Tenant = Tenant, EventId = $"{Guid.NewGuid()}", Body = Encoding.UTF8.GetBytes("{}") })], Cancel);
        var waiting = await _waiting.ReadAsync(count, Cancel);
        await Task.WhenAll(waiting.Select((one, i) => _waiting.SkipAsync(
            one, new JobDecision("contact.changed", AccountKey.OfContact(Tenant, contact + i), EntityKey.Contact(contact + i), "irrelevant", 12), Cancel)));
    }

    /// <summary>An event that could not be read.</summary>
    public async Task BuryAsync()
    {
        await AcceptAsync();
        await BuryWaitingAsync();
    }

    /// <summary>The event that waits could not be read.</summary>
    public async Task BuryWaitingAsync()
    {
        await _waiting.BuryAsync(
            Assert.Single(await _waiting.ReadAsync(10, Cancel)),
            new JobDecision("", null, null, "unreadable"), "The body is not a JSON object.", Cancel);
    }

    /// <summary>Takes the due account.</summary>
    public async Task<Pass> TakeAsync(string? name = null, string? owner = null)
    {
        var pass = (await _passes.TakeAsync("story", [], Cancel)).Pass ?? throw new InvalidOperationException("Nothing is due.");
        if (name is not null)
        {
            await _passes.DescribeAsync(pass, name, owner, Cancel);
        }

        return pass;
    }

    /// <summary>A contact whose run is completed; returns the run's id.</summary>
    public async Task<string> CompleteAsync(int contact, string name, string owner = "ANNA")
    {
        await AttachAsync(contact, "contact.created", "contact.changed", "contact.changed");
        var pass = await TakeAsync(name, owner);
        await FinishAsync(pass, JobOutcome.Completed, "written", fields: WrittenFields);
        return pass.RunId;
    }

    /// <summary>Ends a pass with one report.</summary>
    public Task FinishAsync(Pass pass, JobOutcome outcome, string reason, string? error = null, IReadOnlyList<FieldChange>? fields = null) =>
        _passes.FinishAsync(
            pass,
            [
                new EntityReport
                {
                    Entity = pass.Jobs[0].Entity, Outcome = outcome, Reason = reason, Error = error, Fields = fields ?? [],
                    Analysed = outcome == JobOutcome.Completed, Cost = outcome == JobOutcome.Completed ? "0.0123 EUR" : null,
                    Model = "m-1", Confidence = 0.875,
                },
            ],
            Cancel);

    /// <summary>A contact whose only job is dead; returns the job.</summary>
    public async Task<string> DieAsync(int contact)
    {
        await AttachAsync(contact, "contact.created");
        var pass = await TakeAsync();
        await FinishAsync(pass, JobOutcome.Dead, "refused", "gone");
        return pass.Jobs[0].JobId;
    }

    /// <summary>Puts a pass back because something failed.</summary>
    public Task RetryAsync(Pass pass, string error) => _passes.RetryAsync(pass, TimeSpan.FromSeconds(5), error, Cancel);

    /// <summary>A contact whose differences wait for approval; returns the run's id.</summary>
    public async Task<string> ProposeAsync(int contact, string reason = "proposed", string? detail = null)
    {
        await AttachAsync(contact, "contact.created");
        var pass = await TakeAsync();
        await services.GetRequiredService<Proposals>().StoreAsync(pass, EntityKey.Contact(contact), "fp", reason, detail, WrittenFields, anew: false, Cancel);
        await FinishAsync(pass, JobOutcome.Proposed, reason, fields: WrittenFields);
        return pass.RunId;
    }

    /// <summary>Ends the due pass with a proposal.</summary>
    public async Task ProposeAgainAsync()
    {
        var pass = await TakeAsync();
        await services.GetRequiredService<Proposals>().StoreAsync(pass, pass.Jobs[0].Entity, "fp", "proposed", null, WrittenFields, anew: false, Cancel);
        await FinishAsync(pass, JobOutcome.Proposed, "proposed", fields: WrittenFields);
    }

    /// <summary>A contact is deleted in the user interface.</summary>
    public async Task HideAsync(int contact)
    {
        await AttachAsync(contact, "contact.deleted");
        var pass = await TakeAsync();
        await _passes.HideAsync(pass, EntityKey.Contact(contact), Cancel);
        await FinishAsync(pass, JobOutcome.Skipped, "deleted");
    }

    /// <summary>A contact whose first pass failed and whose second wrote; returns the run's id.</summary>
    public async Task<string> CureAsync(int contact, string error)
    {
        await AttachAsync(contact, "contact.created");
        var failed = await TakeAsync($"Company {contact}", "ANNA");
        await _passes.RetryAsync(failed, TimeSpan.Zero, error, Cancel);
        await FinishAsync(await TakeAsync(), JobOutcome.Completed, "written", fields: WrittenFields);
        return failed.RunId;
    }

    /// <summary>A person's run; returns its id.</summary>
    public async Task<string> PersonAsync(AccountKey account, int person, string name)
    {
        await AcceptAsync();
        await _waiting.AttachAsync(
            Assert.Single(await _waiting.ReadAsync(10, Cancel)), new JobDecision("person.created", account, EntityKey.Person(person), "created", 12), Cancel);
        var pass = await TakeAsync(name);
        await FinishAsync(pass, JobOutcome.Skipped, "no_company");
        return pass.RunId;
    }

    /// <summary>A contact whose proposal a person has approved and a pass has written; returns the approval's run.</summary>
    /// <param name="contact">The contact.</param>
    /// <param name="after">What happens while the pass is under way, given the run.</param>
    public async Task<string> ApproveAsync(int contact, Func<string, Task>? after = null)
    {
        var operations = services.GetRequiredService<Operations>();
        var preview = await operations.PreviewAsync(Tenant, OperationKind.Approve, new Selection { Entities = [$"contact:{contact}"] }, "Anna", Cancel);
        await operations.RunAsync(Tenant, OperationKind.Approve, preview.Id, "Anna", "", Cancel);
        var pass = await TakeAsync();
        await (after?.Invoke(pass.RunId) ?? Task.CompletedTask);
        await ConfirmAsync(pass, EntityKey.Contact(contact), new WriteGrant(GrantKind.Approve, "b1"));
        await FinishAsync(pass, JobOutcome.Completed, "approved", fields: [.. WrittenFields.Where(f => f.Decision == "write")]);
        return pass.RunId;
    }

    /// <summary>A contact of which one field was written, <c>SuperOffice:84</c> from "before us" to "ours"; returns the run's id.</summary>
    public async Task<string> WriteAsync(int contact, WriteGrant? grant = null)
    {
        await AttachAsync(contact, "contact.created");
        var pass = await TakeAsync();
        await ConfirmAsync(pass, EntityKey.Contact(contact), grant);
        await FinishAsync(pass, JobOutcome.Completed, "written");
        return pass.RunId;
    }

    private async Task ConfirmAsync(Pass pass, EntityKey entity, WriteGrant? grant)
    {
        var ledger = services.GetRequiredService<WriteLedger>();
        var fields = new Dictionary<string, string> { ["SuperOffice:84"] = "ours" };
        var went = await ledger.IntendAsync(
            pass, entity, new WriteIntent(pass.Fence, "fp", new Dictionary<string, string?> { ["SuperOffice:84"] = "before us" }, fields, default),
            new WriteTerms { Mode = TenantMode.Write, InScope = true, Budget = new WriteBudget(500, 500), Grant = grant }, Cancel);
        Assert.Equal(IntendResult.Go, went);
        await ledger.ConfirmAsync(pass, entity, fields, Cancel);
    }

    /// <summary>A worker's preview, with what it counted, and one thing to do.</summary>
    public async Task CountAsync(string preview, params (string What, long Count)[] counts)
    {
        var pass = await TakeAsync();
        var operation = (await services.GetRequiredService<OperationStore>().FindAsync(Tenant, preview, Cancel))!;
        await services.GetRequiredService<OperationWalk>().RunAsync(operation, new Counted(operation.Kind, counts.ToDictionary(c => c.What, c => c.Count)), pass, () => false, Cancel);
        await FinishAsync(pass, JobOutcome.Unchanged, "previewed");
    }

    private sealed class Counted(OperationKind kind, Dictionary<string, long> counts) : IOperationSource
    {
        public OperationKind Kind => kind;

        public IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, CancellationToken cancellationToken) => new[]
        {
            new OperationPart(
                "1", counts,
                [new OperationItem("contact:7", null, "c7", [new("summary", "SuperOffice:84", "write", "ours", "before us", "a person undoes what we wrote")], "opener: somebody changed it since we wrote")],
                [new JobRequest { Tenant = Tenant, Account = "c7", Entity = EntityKey.Contact(7), Kind = RequestKind.Adopt, By = "Anna" }]),
        }.ToAsyncEnumerable();
    }

    /// <summary>A mapping of which one field is not there.</summary>
    /// <summary>A worker has looked after the webhook: it is stopped, and two changes were missed before.</summary>
    public Task SaveSubscriptionAsync() => services.GetRequiredService<Subscriptions>().TurnAsync(
        Tenant,
        "worker",
        TimeSpan.FromMinutes(2),
        new SubscriptionReport
        {
            Tenant = Tenant,
            LookedAt = DateTimeOffset.UnixEpoch,
            Webhooks = [new(12, "connector", "TooManyErrors", "https://connector.example.com/connector/webhook", 0, 9)],
            Findings =
            [
                new("too_many_errors", IsUrgent: true, "SuperOffice has stopped webhook 12 (connector).", "connector webhooks activate 12."),
                new("events", IsUrgent: false, "Webhook 12 (connector) is not for person.deleted.", "connector webhooks register adds it."),
            ],
            LastCatchUp = new()
            {
                Reason = "posts failed",
                Since = DateTimeOffset.UnixEpoch,
                StartedAt = DateTimeOffset.UnixEpoch,
                EndedAt = DateTimeOffset.UnixEpoch,
                Changed = 7,
                Untold = 2,
            },
        },
        CancellationToken.None);

    public Task SaveMappingAsync(string mode = "write") => services.GetRequiredService<MappingReports>().SaveAsync(
        new MappingReport
        {
            Tenant = Tenant,
            CheckedAt = DateTimeOffset.UnixEpoch,
            Mode = mode,
            Fields =
            [
                new("contact", "summary", "SuperOffice:84", true, "Summary", "LongText", []),
                new("contact", "vertical", "SuperOffice:83", false, null, null,
                    [new("missing", "there is no such field", [new("SuperOffice:93", "Branche", "ListText")])]),
            ],
        },
        Cancel);
}
