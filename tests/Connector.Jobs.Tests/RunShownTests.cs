using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>What a run says beside its own record: which of its jobs are in a pass, whether its error is cured, what its company is called.</summary>
public sealed class RunShownTests(RedisFixture redis)
{
    /// <summary>What happens to contact 7, in order: whether the error of a failed pass is over then.</summary>
    public static TheoryData<string, bool> Cures => new()
    {
        { "fail", false },
        { "fail finish", true },
        { "fail finish event", true },
        { "fail finish event fail", false },
        { "fail event", false },
        { "die", false },
        { "die event", false },
        { "die event finish", true },
        { "finish die", false },
    };

    [Theory]
    [MemberData(nameof(Cures))]
    public async Task An_error_is_past_once_a_later_pass_has_succeeded(string story, bool isPast)
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var isOpen = true;
        foreach (var step in story.Split(' '))
        {
            if (!isOpen || step == "event")
            {
                await machine.AttachedAsync(Machine.Process(7));
                isOpen = true;
            }

            if (step != "event")
            {
                await machine.MakeDueAsync(AccountKey.OfContact(Machine.Tenant, 7));
                isOpen = await EndAsync(machine, step);
            }
        }

        var run = Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation));
        Assert.Equal((true, isPast), (run.Error is not null, run.IsErrorPast));
        Assert.Equal(isPast, (await machine.Runs.FindAsync(run.Id, Machine.Cancellation))!.Run.IsErrorPast);
    }

    [Fact]
    public async Task Jobs_in_a_pass_are_told_from_those_that_wait_for_the_next()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        Assert.Equal(0, await ProcessingAsync(machine));
        await machine.AttachedAsync(Machine.Process(7, person: 3));
        var pass = await machine.TakeAsync();
        await machine.AttachedAsync(Machine.Process(7));

        Assert.Equal(2, await ProcessingAsync(machine));

        await machine.FinishAsync(pass);
        Assert.Equal(0, await ProcessingAsync(machine));
    }

    [Fact]
    public async Task A_run_that_nobody_has_described_goes_by_the_name_its_company_had_before()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(7));
        var pass = await machine.TakeAsync();
        await machine.Passes.DescribeAsync(pass, "Lathe Works", "ANNA", Machine.Cancellation);
        await machine.FinishAsync(pass);
        // Long after: the account is forgotten.
        await machine.Redis.KeyDeleteAsync($"connector:{{0}}:account:{Machine.Tenant}/c7");

        await machine.Requests.SubmitAsync(Machine.Request(7, person: 3, RequestKind.Approve), Machine.Cancellation);
        await machine.Requests.SubmitAsync(Machine.Request(8, kind: RequestKind.Approve), Machine.Cancellation);

        var runs = await machine.Runs.ListAsync(0, 10, Machine.Cancellation);
        Assert.Equal([(null, "c8"), ("Lathe Works", "c7"), ("Lathe Works", "c7")], runs.Select(run => (run.Name, run.Account)));
        Assert.Equal("Lathe Works", (await machine.Runs.FindAsync(runs[1].Id, Machine.Cancellation))!.Run.Name);
    }

    [Fact]
    public async Task A_proposal_waits_in_the_run_it_was_made_in_until_a_later_one_takes_its_place()
    {
        await using var machine = await Machine.StartAsync(redis);
        var proposals = new Proposals(machine.Shard);
        for (var run = 0; run < 2; run++)
        {
            await machine.AttachedAsync(Machine.Process(7));
            await machine.AttachedAsync(Machine.Process(7, person: 3));
            var pass = await machine.TakeAsync();
            await proposals.StoreAsync(pass, EntityKey.Contact(7), "fp", "proposed", detail: null, [], anew: false, Machine.Cancellation);
            await machine.FinishAsync(pass, JobOutcome.Proposed);
            // Long after: the next is a run of its own.
            await machine.Redis.KeyDeleteAsync($"connector:{{0}}:account:{Machine.Tenant}/c7");
        }

        Assert.Equal([1, 0], (await machine.Runs.ListAsync(0, 10, Machine.Cancellation)).Select(run => run.Proposals));
    }

    private static async Task<bool> EndAsync(Machine machine, string how)
    {
        var pass = await machine.TakeAsync();
        if (how == "fail")
        {
            await machine.Passes.RetryAsync(pass, TimeSpan.Zero, "timed out", Machine.Cancellation);
            return true;
        }

        var outcome = how == "die" ? JobOutcome.Dead : JobOutcome.Completed;
        await machine.Passes.FinishAsync(
            pass, [Machine.Report(EntityKey.Contact(7), outcome) with { Error = how == "die" ? "refused" : null }], Machine.Cancellation);
        return false;
    }

    private static async Task<int> ProcessingAsync(Machine machine) =>
        Assert.Single(await machine.Runs.ListAsync(0, 10, Machine.Cancellation)).Processing;
}
