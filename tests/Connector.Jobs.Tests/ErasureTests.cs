using System.Text;
using Connector.Jobs.Accounts;
using Connector.Jobs.Intake;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.Testing;

namespace Connector.Jobs.Tests;

public sealed class ErasureTests(RedisFixture redis)
{
    private const string Secret = "Geheimrat";

    [Fact]
    public async Task Of_an_erased_contact_nothing_is_left_but_ids_counts_and_a_receipt()
    {
        await using var machine = await Machine.StartAsync(redis);
        await FillAsync(machine, 7, Secret);
        var dead = await machine.AttachedAsync(Machine.Process(7));
        await machine.FinishAsync(await machine.TakeAsync(), JobOutcome.Dead);
        await machine.Requests.SubmitAsync(Machine.Request(7, kind: RequestKind.Erase), Machine.Cancellation);
        var pass = await machine.TakeAsync();
        var item = new Operations.OperationItem("contact:7", null, "c7", [new FieldChange("summary", "SuperOffice:84", "write", null, Secret, "empty")], null);
        var store = new Operations.OperationStore(machine.Shard);
        var operation = (await store.FindAsync(Machine.Tenant, await store.PreviewAsync(Machine.Tenant, Operations.OperationKind.Approve, new() { All = true }, "Anna", Machine.Cancellation), Machine.Cancellation))!;
        var progress = new Operations.OperationProgress(operation);
        progress.Add(new Operations.OperationPart("1", new Dictionary<string, long>(), [item], []));
        Assert.True(await store.SaveAsync(progress, done: true, null, Machine.Cancellation));
        Assert.Contains(Secret, await EverythingAsync(machine), StringComparison.Ordinal);
        await new Brake(machine.Shard).NoteAsync(Machine.Tenant, EntityKey.Contact(7), WriteEnding.Refusal, new BrakeLimits(5, 20), Machine.Cancellation);

        await machine.Erasures.EraseAsync(pass, EntityKey.Contact(7), "Anna", 3, "", Machine.Cancellation);

        Assert.False(await machine.Redis.KeyExistsAsync($"{Machine.Prefix}troubles:{Machine.Tenant}"));
        Assert.DoesNotContain(Secret, await EverythingAsync(machine), StringComparison.Ordinal);
        Assert.Empty((await store.FindAsync(Machine.Tenant, operation.Id, Machine.Cancellation))!.Items);
        var receipt = Assert.Single(await machine.Erasures.ListAsync(10, Machine.Cancellation));
        Assert.Equal((Machine.Tenant, "contact:7", "c7", "Anna", 1, 3), (receipt.Tenant, receipt.Entity, receipt.Account, receipt.By, receipt.DeadLetters, receipt.SnapshotLines));
        Assert.Equal("erased", (await machine.Runs.FindJobAsync(dead, Machine.Cancellation))!.Outcome);
        var audit = await machine.BalancedAsync();
        Assert.Equal((3, 1, 2, 0), (audit.Accepted, audit.Processing, audit.Finished, audit.Dead));
        await machine.FinishAsync(pass, JobOutcome.Skipped);
        Assert.Equal(3, (await machine.BalancedAsync()).Finished);
    }

    [Theory]
    [InlineData(false, nameof(DecidedJob.Attach))]
    [InlineData(false, nameof(DecidedJob.Skip))]
    [InlineData(true, nameof(DecidedJob.Attach))]
    [InlineData(true, nameof(DecidedJob.Skip))]
    [InlineData(true, nameof(DecidedJob.Bury))]
    public async Task Of_an_event_posted_before_the_erasure_nothing_but_its_end_is_left_wherever_it_was(bool inSpool, string verdict)
    {
        await using var machine = await Machine.StartAsync(redis);
        IncomingEvent old = Machine.Event(body: $"body {Secret}"), ofAnother = Machine.Event(body: "body of another");
        if (!inSpool)
        {
            await machine.Intake.AcceptAsync([old, ofAnother], Machine.Cancellation);
        }

        await machine.Requests.SubmitAsync(Machine.Request(7, kind: RequestKind.Erase), Machine.Cancellation);
        var pass = await machine.TakeAsync();
        await machine.Erasures.EraseAsync(pass, EntityKey.Contact(7), "Anna", 0, "", Machine.Cancellation);
        await machine.FinishAsync(pass, JobOutcome.Skipped);
        await machine.Intake.AcceptAsync([old, ofAnother], Machine.Cancellation);
        var erasedAt = (long)await machine.Redis.HashGetAsync($"{Machine.Prefix}account:{Machine.Tenant}/c7", "erasedAt");
        await Eventually.TrueAsync(() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() > erasedAt, cancellationToken: Machine.Cancellation);
        var later = Machine.Event(body: "body of a later post");
        await machine.Intake.AcceptAsync([later], Machine.Cancellation);

        var waiting = await machine.Waiting.ReadAsync(10, Machine.Cancellation);
        await machine.Waiting.DecideAsync(
            [.. waiting.Select(job => DecidedAs(verdict, job, Machine.Process(7, job.JobId == ofAnother.JobId ? 3 : null)))], Machine.Cancellation);

        var left = await EverythingAsync(machine);
        Assert.DoesNotContain(Secret, left, StringComparison.Ordinal);
        Assert.Contains("body of another", left, StringComparison.Ordinal);
        Assert.Contains("body of a later post", left, StringComparison.Ordinal);
        Assert.InRange((await machine.Redis.KeyTimeToLiveAsync($"{Machine.Prefix}account:{Machine.Tenant}/c7")) ?? TimeSpan.FromDays(7), TimeSpan.FromDays(6), TimeSpan.FromDays(7));
        await machine.BalancedAsync();
    }

    [Fact]
    public async Task What_is_held_of_others_stays_those_of_the_same_account_too()
    {
        await using var machine = await Machine.StartAsync(redis);
        await FillAsync(machine, 7, "Company");
        await FillAsync(machine, 7, "Colleague", person: 3);
        await FillAsync(machine, 7, Secret, person: 4, name: "Company");
        await machine.Requests.SubmitAsync(Machine.Request(7, 4, RequestKind.Erase), Machine.Cancellation);
        var pass = await machine.TakeAsync();

        await machine.Erasures.EraseAsync(pass, EntityKey.Person(4), "person.deleted", 3, "", Machine.Cancellation);

        var left = await EverythingAsync(machine);
        Assert.DoesNotContain(Secret, left, StringComparison.Ordinal);
        Assert.Contains("answer Colleague", left, StringComparison.Ordinal);
        Assert.Contains("body Colleague", left, StringComparison.Ordinal);
        Assert.Contains("report Colleague", left, StringComparison.Ordinal);
        Assert.Contains("report Company", left, StringComparison.Ordinal);
        Assert.Equal("Company", (await machine.RunOfAsync(pass.Jobs[0].JobId)).Run.Name);
    }

    [Fact]
    public async Task Whoever_lost_the_lease_erases_nothing()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.ExpireAsync(pass);
        await machine.Passes.ReclaimAsync(Machine.Cancellation);
        var before = await machine.SnapshotAsync();

        await Assert.ThrowsAsync<LeaseLostException>(() => machine.Erasures.EraseAsync(pass, EntityKey.Contact(7), "Anna", 3, "", Machine.Cancellation));

        Assert.Equal(before, await machine.SnapshotAsync());
    }

    [Fact]
    public async Task A_hidden_contact_is_in_no_list_until_it_was_read_alive_again()
    {
        await using var machine = await Machine.StartAsync(redis);
        var job = await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();

        await machine.Passes.HideAsync(pass, EntityKey.Contact(7), Machine.Cancellation);
        await machine.Passes.RetryAsync(pass, TimeSpan.Zero, "an error", Machine.Cancellation);
        pass = await machine.TakeAsync();
        Assert.NotNull((await machine.RunOfAsync(job)).Run.HiddenSince);
        Assert.Empty(await machine.Runs.ListAsync(0, 10, Machine.Cancellation));

        await machine.Passes.DescribeAsync(pass, "Alive AG", "ANNA", Machine.Cancellation);
        Assert.Null((await machine.RunOfAsync(job)).Run.HiddenSince);
        Assert.Equal("Alive AG", Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation)).Name);
    }

    /// <summary>An event with a body, an answer, a report and a name, all of which hold the text.</summary>
    private static async Task FillAsync(Machine machine, int contact, string text, int? person = null, string? name = null)
    {
        var decision = Machine.Process(contact, person);
        var accepted = Machine.Event(body: $"body {text}");
        await machine.Intake.AcceptAsync([accepted], Machine.Cancellation);
        await machine.Waiting.AttachAsync(Assert.Single(await machine.Waiting.ReadAsync(1, Machine.Cancellation)), decision, Machine.Cancellation);
        var pass = await machine.TakeAsync();
        var entity = decision.Entity!.Value;
        await machine.Passes.DescribeAsync(pass, name ?? text, text.Length > 8 ? "ANNA" : text, Machine.Cancellation);
        await machine.Spend.SettleAsync(pass, entity, $"f{text.Length}", Encoding.UTF8.GetBytes($"answer {text}"), TimeSpan.FromDays(30), null, Machine.Cancellation);
        var report = Machine.Report(entity) with { Fields = [new FieldChange("summary", "SuperOffice:84", "write", null, $"report {text}", "new")] };
        await machine.Passes.FinishAsync(pass, [report], Machine.Cancellation);
    }

    private static DecidedJob DecidedAs(string verdict, WaitingJob job, JobDecision decision) => verdict switch
    {
        nameof(DecidedJob.Attach) => DecidedJob.Attach(job, decision),
        nameof(DecidedJob.Skip) => DecidedJob.Skip(job, decision),
        _ => DecidedJob.Bury(job, decision, $"cannot be read: {Encoding.UTF8.GetString(job.Body.Span)}"),
    };

    private static async Task<string> EverythingAsync(Machine machine) => (await machine.Redis.ScriptEvaluateAsync("""
        local texts = {}
        local function add(value)
          if type(value) == 'table' then
            for _, one in ipairs(value) do
              add(one)
            end
          else
            table.insert(texts, tostring(value))
          end
        end
        local read = {
          string = function(key) return redis.call('GET', key) end,
          hash = function(key) return redis.call('HGETALL', key) end,
          list = function(key) return redis.call('LRANGE', key, 0, -1) end,
          set = function(key) return redis.call('SMEMBERS', key) end,
          zset = function(key) return redis.call('ZRANGE', key, 0, -1) end,
          stream = function(key) return redis.call('XRANGE', key, '-', '+') end,
        }
        for _, key in ipairs(redis.call('KEYS', '*')) do
          add(key)
          add(read[redis.call('TYPE', key).ok](key))
        end
        return table.concat(texts, '\n')
        """, [Machine.Prefix])).ToString();
}
