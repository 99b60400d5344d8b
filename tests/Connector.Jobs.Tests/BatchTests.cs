using System.Text.RegularExpressions;
using Connector.Jobs.Queue;
using Connector.Jobs.Refusals;

namespace Connector.Jobs.Tests;

/// <summary>A hundred decisions in one call are as a hundred calls with one each.</summary>
public sealed partial class BatchTests(RedisFixture redis)
{
    private const int Events = 100;
    private const int Seeds = 12;

    private static CancellationToken Cancel => Machine.Cancellation;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, Seeds)];

    /// <summary>Each on an empty server, with the same events: what differs afterwards are moments, and the ids of streams.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Decisions_of_all_kinds_end_in_one_call_as_in_many(int seed)
    {
        var events = Enumerable.Range(0, Events + 3).Select(_ => Machine.Event()).ToList();
        var left = new List<string>();
        foreach (var most in (int[])[1, Events])
        {
            await using var machine = await Machine.StartAsync(redis);
            await machine.Intake.AcceptAsync(events, Cancel);
            var random = new Random(seed);
            // Accounts and runs that are there already: one is idle, one in a pass, one waits for a retry.
            await machine.FinishAsync(await TakeAsync(machine, 1));
            await TakeAsync(machine, 2);
            await machine.Passes.RetryAsync(await TakeAsync(machine, 3), TimeSpan.FromHours(1), "time-out", Cancel);

            machine.Options.LongestQuiet = machine.Options.Quiet = TimeSpan.FromMinutes(5);
            await DecideAsync(machine, await machine.Waiting.ReadAsync(Events, Cancel), most, random);

            left.Add(await AllOfAsync(machine));
            Assert.Equal((0, Events + 3), (await machine.BalancedAsync() is var audit ? audit.Waiting : -1, audit.Accepted));
            Assert.Empty((await new AuditedMachine(machine).AuditAsync()).Findings);
        }

        Assert.Equal(left[0], left[1]);
    }

    [Fact]
    public async Task A_call_repeated_after_its_answer_was_lost_changes_nothing_and_one_that_knows_more_decides_the_rest()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Intake.AcceptAsync([.. Enumerable.Range(0, Events).Select(_ => Machine.Event())], Cancel);
        var jobs = await machine.Waiting.ReadAsync(Events, Cancel);
        var random = new Random(1);
        var decided = jobs.Select(job => Decided(job, random)).ToList();

        await machine.Waiting.DecideAsync(decided[..60], Cancel);
        var before = await machine.SnapshotAsync();
        await machine.Waiting.DecideAsync(decided[..60], Cancel);
        Assert.Equal(before, await machine.SnapshotAsync());

        await machine.Waiting.DecideAsync([.. decided, .. decided], Cancel);
        var audit = await machine.BalancedAsync();
        Assert.Equal((0, Events), (audit.Waiting, audit.Scheduled + audit.Finished + audit.Dead));
    }

    [Fact]
    public async Task More_than_a_call_may_decide_are_decided_in_several()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.Intake.AcceptAsync([.. Enumerable.Range(0, 500).Select(_ => Machine.Event())], Cancel);

        var jobs = await machine.Waiting.ReadAsync(500, Cancel);
        await machine.Waiting.DecideAsync([.. jobs.Select(job => DecidedJob.Attach(job, Machine.Process(7)))], Cancel);

        Assert.Equal(jobs.Select(job => job.JobId), (await machine.TakeAsync()).Jobs.Select(job => job.JobId));
    }

    private static async Task<Pass> TakeAsync(Machine machine, int contact)
    {
        await machine.Waiting.AttachAsync(Assert.Single(await machine.Waiting.ReadAsync(1, Cancel)), Machine.Process(contact), Cancel);
        return await machine.TakeAsync();
    }

    private static async Task DecideAsync(Machine machine, IReadOnlyList<WaitingJob> jobs, int most, Random random)
    {
        Assert.NotEmpty(jobs);
        foreach (var some in jobs.Select(job => Decided(job, random)).Chunk(most))
        {
            await machine.Waiting.DecideAsync(some, Cancel);
        }
    }

    /// <summary>Of few contacts, so that jobs share accounts, runs and entities; some too late to join the run of the others.</summary>
    private static DecidedJob Decided(WaitingJob job, Random random)
    {
        var contact = random.Next(1, 9);
        var decision = Machine.Process(contact, random.Next(3) == 0 ? 100 + random.Next(3) : null);
        job = job with { ReceivedAt = DateTimeOffset.UnixEpoch.AddYears(50).AddMinutes(random.Next(4) * 20) };
        return random.Next(10) switch
        {
            < 4 => DecidedJob.Attach(job, decision with { Reason = random.Next(2) == 0 ? "relevant" : "created" }),
            < 7 => DecidedJob.Skip(job, decision with { Reason = "echo" }),
            7 => DecidedJob.Skip(job, decision with { Reason = "foreign_owner", Refusal = new Refusal("foreign_owner", "terms") }),
            8 => DecidedJob.Bury(job, decision with { Reason = "unreadable" }, "no such thing"),
            _ => DecidedJob.Bury(job, new JobDecision("", null, null, "unreadable"), "not JSON"),
        };
    }

    // As text, without moments: whatever is as long as a time in milliseconds, and what counts how often something was done.
    private static async Task<string> AllOfAsync(Machine machine)
    {
        var all = (await machine.Redis.ScriptEvaluateAsync("""
            local read = {
              string = function(key) return redis.call('GET', key) end,
              hash = function(key)
                local fields, all = {}, redis.call('HGETALL', key)
                for i = 1, #all, 2 do
                  fields[#fields + 1] = all[i] .. '=' .. all[i + 1]
                end
                table.sort(fields)
                return table.concat(fields, ' ')
              end,
              list = function(key) return table.concat(redis.call('LRANGE', key, 0, -1), ' ') end,
              set = function(key)
                local members = redis.call('SMEMBERS', key)
                table.sort(members)
                return table.concat(members, ' ')
              end,
              zset = function(key)
                local members = redis.call('ZRANGE', key, 0, -1)
                table.sort(members)
                return table.concat(members, ' ')
              end,
              stream = function(key) return cjson.encode(redis.call('XRANGE', key, '-', '+')) end,
            }
            local lines = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
              table.insert(lines, key .. (redis.call('PTTL', key) > 0 and ' expires: ' or ': ') .. read[redis.call('TYPE', key).ok](key))
            end
            table.sort(lines)
            return table.concat(lines, '\n')
            """, [Machine.Prefix])).ToString();
        return Moment().Replace(all, "now");
    }

    [GeneratedRegex(""""\b17\d{11}(-\d+)?\b|\b1[89]\d{11}(-\d+)?\b|"at":"[^"]+"|turn: \d+|epoch=\w+|madeAt=\d+"""")]
    private static partial Regex Moment();
}
