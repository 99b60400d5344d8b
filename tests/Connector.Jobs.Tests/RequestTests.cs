using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

public sealed class RequestTests(RedisFixture redis)
{
    [Fact]
    public async Task A_request_is_a_job_of_its_account_that_a_pass_gets_with_all_it_says()
    {
        await using var machine = await Machine.StartAsync(redis);
        var request = Machine.Request(17, 4, RequestKind.Approve) with { Detail = """{"fields":["vertical"]}""", ReplayOf = JobIds.New() };

        var requested = await machine.Requests.SubmitAsync(request, Machine.Cancellation);

        Assert.Equal(new Requested(request.JobId, New: true), requested);
        var audit = await machine.BalancedAsync();
        Assert.Equal((1, 1), (audit.Accepted, audit.Scheduled));
        var job = Assert.Single((await machine.TakeAsync()).Jobs);
        Assert.Equal(
            (request.JobId, "operator.approve", EntityKey.Person(4), "requested"), (job.JobId, job.Event, job.Entity, job.Reason));
        Assert.Equal(("approve", "Anna", request.ReplayOf, request.Detail), (job.Request, job.By, job.ReplayOf, job.Detail));
        Assert.Equal("Anna", (await machine.Runs.FindJobAsync(request.JobId, Machine.Cancellation))!.By);
    }

    [Fact]
    public async Task A_request_joins_the_run_of_its_account_and_is_worked_on_in_order()
    {
        await using var machine = await Machine.StartAsync(redis);
        var first = await machine.AttachedAsync(Machine.Process(17));

        var second = (await machine.Requests.SubmitAsync(Machine.Request(17), Machine.Cancellation)).JobId;

        var run = await machine.RunOfAsync(second);
        Assert.Equal(run.Run.Id, (await machine.RunOfAsync(first)).Run.Id);
        Assert.Equal(1, run.Run.Triggers["operator.replay"]);
        Assert.Contains(run.Timeline, e => e.Kind == "requested" && e.Text == "operator.replay by Anna");
        var pass = await machine.TakeAsync();
        Assert.Equal([first, second], pass.Jobs.Select(j => j.JobId));
        await machine.FinishAsync(pass);
        Assert.Equal(2, (await machine.BalancedAsync()).Finished);
    }

    [Fact]
    public async Task The_same_request_again_changes_nothing_wherever_it_is_by_then()
    {
        await using var machine = await Machine.StartAsync(redis);
        var request = Machine.Request(17);
        await machine.Requests.SubmitAsync(request, Machine.Cancellation);
        await AgainAsync();
        var pass = await machine.TakeAsync();
        await AgainAsync();
        await machine.FinishAsync(pass);
        await AgainAsync();

        async Task AgainAsync()
        {
            var before = await machine.SnapshotAsync();
            Assert.False((await machine.Requests.SubmitAsync(request, Machine.Cancellation)).New);
            Assert.Equal(before, await machine.SnapshotAsync());
        }
    }

    [Fact]
    public async Task Five_hundred_requests_are_one_call_and_one_more_is_refused()
    {
        await using var machine = await Machine.StartAsync(redis);
        JobRequest[] requests = [.. Enumerable.Range(1, 500).Select(n => Machine.Request(n))];

        var requested = await machine.Requests.SubmitAsync(requests, Machine.Cancellation);

        Assert.All(requested, r => Assert.True(r.New));
        Assert.Equal(500, (await machine.BalancedAsync()).Scheduled);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => machine.Requests.SubmitAsync([.. requests, Machine.Request(501)], Machine.Cancellation));
    }

    [Fact]
    public async Task A_malformed_request_is_refused_and_none_of_its_call_is_made()
    {
        await using var machine = await Machine.StartAsync(redis);
        var good = Machine.Request(17);
        JobRequest[] malformed =
        [
            good with { JobId = "a:b" }, good with { Tenant = "a:b" }, good with { Account = "c17/x" }, good with { Entity = default },
            good with { Kind = (RequestKind)99 }, good with { By = " " }, good with { By = new string('x', 101) }, good with { Detail = "{" },
            good with { Detail = $"\"{new string('ä', JobRequest.MostDetail / 2)}\"" }, good with { ReplayOf = "" },
        ];

        foreach (var request in malformed)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => machine.Requests.SubmitAsync([good, request], Machine.Cancellation));
        }

        Assert.Equal(0, (await machine.BalancedAsync()).Accepted);
    }

    [Fact]
    public async Task A_request_waits_where_an_event_would_wait()
    {
        await using var machine = await Machine.StartAsync(redis);
        await machine.AttachedAsync(Machine.Process(17));
        await machine.Passes.ReleaseAsync(
            await machine.TakeAsync(), new Release { Reason = ReleaseReason.AskedToWait, Delay = TimeSpan.FromMinutes(5) }, Machine.Cancellation);

        await machine.Requests.SubmitAsync(Machine.Request(17), Machine.Cancellation);

        Assert.InRange((await machine.NothingDueAsync())!.Value, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void Every_kind_of_request_has_a_word_of_its_own()
    {
        foreach (var kind in Enum.GetValues<RequestKind>())
        {
            Assert.True(RequestWords.TryParse(kind.Word(), out var parsed));
            Assert.Equal(kind, parsed);
        }

        Assert.False(RequestWords.TryParse("nonsense", out _));
    }
}
