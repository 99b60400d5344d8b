using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using Connector.Jobs;
using Connector.Jobs.Accounts;
using Connector.Jobs.Epochs;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.SuperOffice.Webhooks;
using Connector.Worker.Deciding;
using Connector.Worker.Passes;
using Connector.Worker.Writing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Connector.Worker.Tests.Day;

/// <summary>
/// The day as we would work on it: the real job machine on a real Redis with a clock of the day's, our decisions, fingerprints and terms. Only the CRM and the
/// Company Explorer are played: it thinks for 20 s, and each write's echo comes a second later.
/// </summary>
internal sealed class DayOfOurs : IAsyncDisposable
{
    private const string Tenant = "Cust10001";
    private const int Own = 77;

    private static readonly HashSet<string> MustAsk = ["name", "website", "title"];

    private static readonly DateTimeOffset Begin = new(2026, 11, 30, 7, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Thinking = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EchoAfter = TimeSpan.FromSeconds(1);

    private readonly IConnectionMultiplexer _redis;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly bool _persons;
    private readonly DecisionSettings _settings;
    private readonly Layout _layout;
    private readonly EventIntake _intake;
    private readonly WaitingEvents _waiting;
    private readonly Jobs.Queue.Passes _passes;
    private readonly JobRequests _requests;
    private readonly WriteLedger _ledger;
    private readonly DayCrm _crm = new();
    private readonly PriorityQueue<Func<Task>, (DateTimeOffset At, int Number)> _ahead = new();
    private readonly Dictionary<EntityKey, (DateTimeOffset ReadAt, DateTimeOffset WrittenAt)> _written = [];
    private readonly Dictionary<EntityKey, string> _causes = [];
    private readonly Dictionary<int, string?> _verticals = [];
    private DateTimeOffset _now = Begin;
    private int _number;

    public DayOfOurs(IConnectionMultiplexer redis, bool persons)
    {
        (_redis, _persons) = (redis, persons);
        var shard = new Shard(FakeClock.On(redis), new JobsOptions { Lease = TimeSpan.FromMinutes(10) });
        var metrics = new JobsMetrics(_services.GetRequiredService<IMeterFactory>());
        _layout = new Layout(shard, NullLogger<Layout>.Instance);
        _intake = new EventIntake(shard, new EpochMemory(), metrics);
        _waiting = new WaitingEvents(shard, _layout, metrics);
        _passes = new Jobs.Queue.Passes(shard, metrics, NullLogger<Jobs.Queue.Passes>.Instance);
        _requests = new JobRequests(shard, metrics);
        _ledger = new WriteLedger(shard);
        var tenant = new TenantOptions();
        tenant.Persons.Enrich = persons;
        _settings = new DecisionSettings { Tenant = Tenant, OwnAssociateId = Own, Columns = tenant.Columns() };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Analyses by cause.</summary>
    public Dictionary<string, int> Asked { get; } = [];

    /// <summary>How jobs ended, by reason.</summary>
    public Dictionary<string, int> Endings { get; } = [];

    /// <summary>Jobs that would have ended perhaps overwritten if any foreign save within a minute of ours were a reason, as it was.</summary>
    public int FormerlyOverwritten { get; private set; }

    /// <summary>Records whose texts are about something they are no longer.</summary>
    public List<EntityKey> Stale { get; } = [];

    public async Task RunAsync(IReadOnlyList<Deed> day)
    {
        await FakeClock.SetAsync(_redis, _now);
        await _layout.EnsureAsync(starting: true, Cancellation);
        foreach (var entity in Watched())
        {
            await _redis.GetDatabase().HashSetAsync($"connector:{{0}}:ledger:{Tenant}:{entity}", "applied", Applied(entity));
        }

        foreach (var deed in day)
        {
            At(Begin + deed.At, () => HappenAsync(deed));
        }

        while (await TakeAsync() is var nextDue && (nextDue is not null || _ahead.Count > 0))
        {
            // The next thing ahead, or the next account that is due, whichever is first.
            var due = nextDue is { } wait ? _now + (wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait) : DateTimeOffset.MaxValue;
            var isAhead = _ahead.TryPeek(out _, out var first) && first.At <= due;
            _now = isAhead ? first.At : due;
            await FakeClock.SetAsync(_redis, _now);
            await (isAhead ? _ahead.Dequeue()() : Task.CompletedTask);
        }

        foreach (var entity in Watched())
        {
            // By its fingerprint, and, in case that misses something, by what was done to it since anything was asked.
            if ((await _ledger.ReadAsync(Tenant, entity, Cancellation)).Applied != Applied(entity)
                || MustAsk.Contains(_causes.GetValueOrDefault(entity, "")))
            {
                Stale.Add(entity);
            }
        }
    }

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    private List<EntityKey> Watched() => [.. _crm.Companies, .. _persons ? _crm.Persons : []];

    private string Applied(EntityKey entity) => Fingerprint.Applied(_crm.Ask(entity).Fingerprint, "map");

    private void At(DateTimeOffset at, Func<Task> act) => _ahead.Enqueue(act, (at, _number++));

    private async Task HappenAsync(Deed deed)
    {
        var entity = EntityKey.Parse($"{deed.Entity}:{deed.Id}");
        deed.Edit(_crm);
        if (deed.Verb == "created")
        {
            _crm.Edit(deed.Id, (DayCompany c) => c);
        }

        _crm.Save(entity, deed.By);
        // What changes a question is its cause; what does not takes no other's place.
        _causes[entity] = !MustAsk.Contains(deed.Cause) && _causes.TryGetValue(entity, out var open) ? open : deed.Cause;
        await ReceiveAsync(entity, deed.Verb, deed.By, deed.Columns);
    }

    private async Task ReceiveAsync(EntityKey entity, string verb, int by, string[] columns)
    {
        var kind = entity.Kind == EntityKind.Contact ? "contact" : "person";
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            EventId = _number++.ToString("00000000-0000-0000-0000-000000000000", CultureInfo.InvariantCulture),
            Event = $"{kind}.{verb}",
            PrimaryKey = entity.Id,
            Changes = columns,
            ContextIdentifier = Tenant,
            ChangedByAssociateId = by,
            FieldValues = new { contact_id = entity.Id },
        });
        var id = JobIds.New();
        await _intake.AcceptAsync([new IncomingEvent { JobId = id, Tenant = Tenant, EventId = id, Body = body }], Cancellation);
        var job = Assert.Single(await _waiting.ReadAsync(1, Cancellation));
        Assert.True(WebhookEvent.TryParse(job.Body.Span, out var received, out var error), error);
        var decision = DecisionTable.Decide(received, _settings);
        var record = new JobDecision(received.Event, decision.Account, decision.Entity, decision.Reason.Word(), received.ChangedByAssociateId);
        await (decision.Verdict == Verdict.Process ? _waiting.AttachAsync(job, record, Cancellation) : _waiting.SkipAsync(job, record, Cancellation));
    }

    /// <summary>Begins what is due; how long until something is.</summary>
    private async Task<TimeSpan?> TakeAsync()
    {
        while (true)
        {
            var taken = await _passes.TakeAsync("worker", [], Cancellation);
            if (taken.Pass is not { } pass)
            {
                return taken.NextDueIn;
            }

            var end = _now;
            var questions = new List<(EntityKey Entity, string? Asks)>();
            foreach (var entity in pass.Jobs.Select(j => j.Entity).Distinct().OrderBy(e => e.Kind).Where(e => _persons || e.Kind == EntityKind.Contact))
            {
                var asks = (await _ledger.ReadAsync(Tenant, entity, Cancellation)).Applied == Applied(entity) ? null : Applied(entity);
                questions.Add((entity, asks));
                end += asks is null ? TimeSpan.Zero : Thinking;
            }

            At(end, () => EndAsync(pass, questions));
        }
    }

    private async Task EndAsync(Pass pass, List<(EntityKey Entity, string? Asks)> questions)
    {
        var reports = new List<EntityReport>();
        foreach (var (entity, asks) in questions)
        {
            var lost = _written.TryGetValue(entity, out var last)
                && pass.Jobs.Any(j => j.Entity == entity && LostSaves.MayTellOfOne(j, Own, _crm.SavedBy(entity), last.ReadAt, last.WrittenAt));
            FormerlyOverwritten += pass.Jobs.Count(j => j.Entity == entity && last.WrittenAt != default && j.ChangedBy != Own
                && j.Reason == DecisionReason.Opaque.Word() && (j.ReceivedAt - last.WrittenAt).Duration() < TimeSpan.FromMinutes(1));
            if (asks is not null)
            {
                var cause = _causes.Remove(entity, out var known) ? known : "company's vertical";
                Asked[cause] = Asked.GetValueOrDefault(cause) + 1;
                // Read again after asking, a moment before the PATCH.
                _written[entity] = (_now - TimeSpan.FromSeconds(1), _now);
                await _ledger.MarkAppliedAsync(pass, entity, asks, Cancellation);
                _crm.Save(entity, Own);
                At(_now + EchoAfter, () => ReceiveAsync(entity, "changed", Own, [$"{entity.ToString().Split(':')[0]}_id", "updated", "userdef_id"]));
            }

            var reason = lost ? "perhaps_overwritten" : asks is not null ? "written" : "unchanged";
            Endings[reason] = Endings.GetValueOrDefault(reason) + pass.Jobs.Count(j => j.Entity == entity);
            reports.Add(new EntityReport { Entity = entity, Outcome = asks is not null ? JobOutcome.Completed : JobOutcome.Unchanged, Reason = reason });
            await CascadeAsync(entity);
        }

        reports.AddRange(pass.Jobs.Select(j => j.Entity).Distinct().Where(e => questions.All(q => q.Entity != e))
            .Select(e => new EntityReport { Entity = e, Outcome = JobOutcome.Skipped, Reason = PersonRules.Off }));
        await _passes.FinishAsync(pass, reports, Cancellation);
    }

    /// <summary>A vertical that a human set makes the company's person due.</summary>
    private async Task CascadeAsync(EntityKey entity)
    {
        if (_persons && entity.Kind == EntityKind.Contact && _crm.HasPerson(entity.Id) && _crm.VerticalOf(entity.Id) != _verticals.GetValueOrDefault(entity.Id))
        {
            _verticals[entity.Id] = _crm.VerticalOf(entity.Id);
            await _requests.SubmitAsync(
                new JobRequest
                {
                    Tenant = Tenant,
                    Account = $"c{entity.Id}",
                    Entity = EntityKey.Person(entity.Id),
                    Kind = RequestKind.Cascade,
                    By = $"{entity}: vertical changed",
                },
                Cancellation);
        }
    }
}
