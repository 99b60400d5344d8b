using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing;
using Connector.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Connector.Worker.Tests.Limits;

/// <summary>A rule that was broken.</summary>
internal sealed record StormViolation(string Rule, string What, StormRound Round);

/// <summary>
/// One company of the storm, and who set each of its fields last, as the CRM saw it: every GET, every PATCH and every human's edit has its turn, and
/// before and after a change the test looks what the fields hold. What the connector believes plays no part.
/// </summary>
internal sealed class StormRound(int number, int seed, SandboxHost crm, bool honoured) : IDisposable
{
    private static readonly string[] Notices = ["Somebody else saved this record", "reached the CRM late"];
    private static readonly string[] Fields = [StormScript.Vertical, StormScript.Summary];

    private readonly Dictionary<string, Holder> _holders = Fields.ToDictionary(f => f, _ => new Holder());
    private readonly ConcurrentQueue<(DateTimeOffset At, string What)> _history = new();
    private readonly ConcurrentQueue<StormViolation> _violations = new();
    private readonly ConcurrentQueue<Dictionary<string, string>> _reached = new();
    private readonly Dictionary<string, (string What, string Value)> _lost = [];
    private readonly ConcurrentQueue<Task> _beside = new();
    private readonly SemaphoreSlim _turn = new(1);
    private long _moment;
    private int _writes;
    private int _sent;
    private int _events = 1;

    public int Number => number;

    public int Contact { get; private set; }

    public EntityKey Entity => EntityKey.Contact(Contact);

    public StormScript Script { get; } = new(new Random(seed + number));

    /// <summary>When the connector read the company last.</summary>
    public long LastRead { get; private set; }

    /// <summary>How many edits fell between our last read and our PATCH, where nothing could save them.</summary>
    public int Missed { get; private set; }

    public ConcurrentQueue<StormFault> Struck { get; } = new();

    public IReadOnlyCollection<StormViolation> Violations => _violations;

    private (string Vertical, string Summary) Meant { get; set; } = ("Logistics", "It moves goods.");

    public void Dispose() => _turn.Dispose();

    public async Task RunAsync(WorkerHost worker, Action<int, StormRound> created)
    {
        (Contact, _) = await crm.CreateAsync($"Sturm {number} AG");
        created(Contact, this);
        for (var i = 0; i < Script.Deeds.Length; i++)
        {
            var deed = Script.Deeds[i];
            await (deed.Pause is { } pause ? Task.Delay(pause) : IdleAsync(worker));
            if (deed.Edit is { } edit)
            {
                await EditAsync(edit);
            }
            else if (deed.Renames)
            {
                Interlocked.Increment(ref _events);
                Note($"renamed, the {i}th deed");
                await crm.EditContactAsync(Contact, new { name = $"Sturm {number}.{i} AG" });
            }
            else
            {
                Interlocked.Increment(ref _events);
                await worker.PostAsync("contact.changed", Contact, ["userdef_id"], changedBy: 12);
            }
        }

        await IdleAsync(worker);
        await Task.WhenAll(_beside);
    }

    /// <summary>Waits until all that was known about the company by now has ended. The event is ours, so that it stands for no human's edit.</summary>
    public async Task IdleAsync(WorkerHost worker)
    {
        Interlocked.Increment(ref _events);
        var job = await worker.PostAsync("contact.changed", Contact, ["userdef_id"], changedBy: 77);
        await Eventually.ValueAsync(
            () => worker.Runs.FindJobAsync(job, TestContext.Current.CancellationToken), j => j is { State: "finished" or "dead" }, TimeSpan.FromSeconds(180));
    }

    public void Note(string what) => _history.Enqueue((TimeProvider.System.GetUtcNow(), what));

    public void Break(string rule, string what)
    {
        Note($"!!! {rule}: {what}");
        _violations.Enqueue(new StormViolation(rule, what, this));
    }

    public StormWrite NextWrite() =>
        Interlocked.Increment(ref _writes) is var next && next <= Script.Writes.Length ? Script.Writes[next - 1] : new(StormFault.None, null, null, null, false);

    public (string Vertical, string Summary) Answer(int time)
    {
        Meant = Script.Answers[(time - 1) % Script.Answers.Length];
        Note($"enricher says {Meant}");
        return Meant;
    }

    public void EditBeside(StormEdit? edit) => _beside.Enqueue(EditAsync(edit));

    public async Task EditAsync(StormEdit? edit)
    {
        if (edit is null)
        {
            return;
        }

        Interlocked.Increment(ref _events);
        await InTurnAsync(async () =>
        {
            var value = edit.Value != "=" ? edit.Value : edit.Field == StormScript.Vertical ? Meant.Vertical : Meant.Summary;
            var before = await LookAsync();
            await crm.EditContactAsync(Contact, edit.Field == "phone"
                ? new { phone = value, associateId = edit.By }
                : new { fields = new Dictionary<string, string> { [edit.Field] = value }, associateId = edit.By });
            var after = await LookAsync();
            Note($"human {edit.By} sets {edit.Field} '{value}'{(Same(before, after) ? ", as it was" : "")}");
            foreach (var field in Fields.Where(f => before[f] != after[f]))
            {
                _holders[field].SetByHuman(after[field], ++_moment);
                // What a human has replaced since need not be shown as lost.
                _lost.Remove(field);
            }

            return true;
        });
    }

    public Task<HttpResponseMessage> ReadAsync(Func<Task<HttpResponseMessage>> send) => InTurnAsync(async () =>
    {
        var response = await send();
        LastRead = ++_moment;
        Note("read");
        return response;
    });

    /// <summary>Lets a PATCH of ours through, and judges what it changed.</summary>
    /// <param name="request">The PATCH.</param>
    /// <param name="read">When we had read the company last as its gate was asked.</param>
    /// <param name="send">Sends it.</param>
    public Task<HttpResponseMessage> PatchAsync(HttpRequestMessage request, long read, Func<Task<HttpResponseMessage>> send) => InTurnAsync(async () =>
    {
        Interlocked.Increment(ref _sent);
        var operations = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!.AsArray();
        var set = operations.Single(o => (string)o!["op"]! == "replace")!["value"]!.AsObject().ToDictionary(v => v.Key, v => (string)v.Value!);
        var before = await LookAsync();
        var response = await send();
        var after = await LookAsync();
        Note($"PATCH {string.Join(", ", Fields.Where(set.ContainsKey).Select(f => $"{f} '{before[f]}' -> '{set[f]}'"))} answered {(int)response.StatusCode}");
        if (response.IsSuccessStatusCode)
        {
            _reached.Enqueue(set);
            foreach (var field in Fields.Where(set.ContainsKey))
            {
                Judge(field, before[field], after[field], mayBeMissed: !honoured && _holders[field].At > read);
            }
        }

        return response;
    });

    /// <summary>The rules for a round that has ended.</summary>
    public async Task ConcludeAsync(WorkerHost worker)
    {
        var runs = await worker.Runs.OfAsync(WorkerHost.Tenant, Entity, TestContext.Current.CancellationToken);
        var reports = runs.SelectMany(r => r.Reports).Where(r => r.Entity == Entity).ToList();
        foreach (var report in reports)
        {
            var rows = report.Fields.Where(f => Fields.Contains(f.ProgId)).Select(f => $"{f.Decision} {f.ProgId} '{f.New}'");
            _history.Enqueue((report.At!.Value, $"pass begins that reports {report.Outcome} {report.Reason} {string.Join(", ", rows)}"));
        }

        if ((await worker.Services.GetRequiredService<WriteLedger>().ReadAsync(WorkerHost.Tenant, Entity, TestContext.Current.CancellationToken)).OpenIntent is not null)
        {
            Break("left open", "a write is open at the end");
        }

        // An answer that cannot be read buries the job, for a person to look at, until a later one succeeds: so it is meant.
        var unreadable = Struck.Any(f => f is StormFault.NoContent or StormFault.CutJson or StormFault.NullAnswer);
        if (runs.SelectMany(r => r.Jobs).FirstOrDefault(j => j.State != "finished" && !(unreadable && j.Error?.Contains("cannot be read", StringComparison.Ordinal) == true)) is { } job)
        {
            Break("not finished", $"job {job.Id} is {job.State}: {job.Error}");
        }

        if (_sent > _events + Script.Writes.Length)
        {
            Break("loop", $"{_sent} PATCHes of {_events} events");
        }

        if (_lost.Count > 0 && !reports.Exists(r => Notices.Any(n => r.Detail?.Contains(n, StringComparison.Ordinal) == true)))
        {
            Break("not shown", string.Join("; ", _lost.Values.Select(l => l.What)));
        }

        foreach (var row in reports.Where(r => r is { Outcome: JobOutcome.Completed, Reason: "written" }).SelectMany(r => r.Fields)
            .Where(f => f.Decision == "write" && Fields.Contains(f.ProgId) && !_reached.Any(set => set.GetValueOrDefault(f.ProgId) == f.New)))
        {
            Break("claimed", $"no PATCH of {row.ProgId} '{row.New}' ever reached the CRM, and a run says that it was written");
        }
    }

    public override string ToString() =>
        $"round {number}, seed {seed} (new Random({seed + number})), contact {Contact}\n{Script}\n  history\n    "
        + string.Join("\n    ", _history.OrderBy(h => h.At).Select(h => $"{h.At.ToString("mm:ss.fff", CultureInfo.InvariantCulture)} {h.What}"));

    private static bool Same(Dictionary<string, string> before, Dictionary<string, string> after) => Fields.All(f => before[f] == after[f]);

    private void Judge(string field, string before, string after, bool mayBeMissed)
    {
        var holder = _holders[field];
        if (holder.IsHumans && before != after)
        {
            var what = $"{field}, a human's '{before}', became '{after}'";
            if (mayBeMissed)
            {
                Missed++;
                _lost[field] = (what, before);
            }
            else
            {
                Break("overwritten", what);
            }
        }

        if (_lost.TryGetValue(field, out var lost) && lost.Value == after)
        {
            // What we have put back is lost no more.
            _lost.Remove(field);
        }

        // Our writing what a human chose makes it ours only where we could not know better.
        if (!holder.IsHumans || before != after || mayBeMissed)
        {
            holder.SetByUs(after);
        }
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> act)
    {
        await _turn.WaitAsync();
        try
        {
            return await act();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<Dictionary<string, string>> LookAsync()
    {
        var seen = await crm.Control.GetFromJsonAsync<JsonNode>($"/sandbox/contacts/{Contact}");
        return Fields.ToDictionary(f => f, f => (string)seen!["fields"]![f]!["value"]!);
    }

    /// <summary>Who set a field last.</summary>
    private sealed class Holder
    {
        private string? _ours;

        public bool IsHumans { get; private set; }

        public long At { get; private set; }

        public void SetByUs(string value) => (IsHumans, _ours) = (false, value);

        /// <summary>
        /// Two things a human does leave no value of theirs: to put back what our last PATCH left there, which is ours to whoever sees values and not
        /// deeds; and to empty what we never filled, which policy keep-human says to fill.
        /// </summary>
        public void SetByHuman(string value, long at)
        {
            At = at;
            IsHumans = value != _ours && (value.Length > 0 || _ours is not null);
        }
    }
}
