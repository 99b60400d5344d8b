using Connector.Jobs.Accounts;
using Connector.Jobs.Operations;
using Connector.Jobs.Queue;

namespace Connector.Jobs.Tests;

/// <summary>Whoever walks an operation may end at any step: the next goes on, and nothing is done or counted twice.</summary>
public sealed class OperationWalkTests(RedisFixture redis)
{
    [Fact]
    public async Task A_walk_that_ends_before_during_or_after_a_part_goes_on_and_does_nothing_twice()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (store, walk) = Walking(machine);
        var preview = await walk.RunAsync(await AskAsync(store), new Three(), null, () => false, Machine.Cancellation);
        Assert.Equal((OperationState.Done, 3, 0), (preview.State, preview.Counts["toDo"], (int)(await machine.BalancedAsync()).Accepted));
        var run = (await store.FindAsync(Machine.Tenant, await store.RunAsync(preview, "Anna", "because", "", Machine.Cancellation), Machine.Cancellation))!;

        // Before the second part: what was found is not kept, nor done.
        await Assert.ThrowsAsync<InvalidOperationException>(() => walk.RunAsync(run, new Three { FailsAt = 2 }, null, () => false, Machine.Cancellation));
        Assert.Equal((OperationState.Waiting, 0), ((await store.FindAsync(Machine.Tenant, run.Id, Machine.Cancellation))!.State, (int)(await machine.BalancedAsync()).Accepted));

        // Done, and not kept: somebody else was faster, who has begun where this one has.
        var (first, second) = (run, run);
        first = await walk.RunAsync(first, new Three(), null, () => true, Machine.Cancellation);
        Assert.Equal((OperationState.Working, "1", 1), (first.State, first.Cursor, (int)(await machine.BalancedAsync()).Accepted));
        second = await walk.RunAsync(second, new Three(), null, () => false, Machine.Cancellation);

        Assert.Equal((OperationState.Done, 3, 3, 3), (second.State, second.Counts["done"], second.Counts["records"], (int)(await machine.BalancedAsync()).Accepted));
        Assert.Equal(["contact:1", "contact:2", "contact:3"], second.Items.Select(item => item.Entity));
        Assert.Equal(second.Counts, (await walk.RunAsync(first, new Three(), null, () => false, Machine.Cancellation)).Counts);
        Assert.Equal(3, (await machine.BalancedAsync()).Accepted);
    }

    [Fact]
    public async Task A_preview_is_run_once_and_leaves_one_entry()
    {
        await using var machine = await Machine.StartAsync(redis);
        var (store, walk) = Walking(machine);
        var preview = await walk.RunAsync(await AskAsync(store), new Three(), null, () => false, Machine.Cancellation);

        var ids = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => store.RunAsync(preview, $"Anna {i}", "", "3 records", Machine.Cancellation)));

        Assert.Single(ids.Distinct());
        var entry = Assert.Single(await machine.Operations.ListAsync(10, null, Machine.Cancellation));
        Assert.Equal(("approve", Machine.Tenant, "3 records", ids[0]), (entry.What, entry.Target, entry.Detail, entry.Batch));
        var run = (await store.FindAsync(Machine.Tenant, ids[0], Machine.Cancellation))!;
        Assert.Equal((preview.Id, preview.At), (run.PreviewOf, run.SeenAt));
    }

    private static (OperationStore Store, OperationWalk Walk) Walking(Machine machine)
    {
        var store = new OperationStore(machine.Shard);
        return (store, new OperationWalk(store, machine.Requests));
    }

    private static async Task<Operation> AskAsync(OperationStore store) => (await store.FindAsync(
        Machine.Tenant, await store.PreviewAsync(Machine.Tenant, OperationKind.Approve, new Selection { All = true }, "Anna", Machine.Cancellation), Machine.Cancellation))!;

    /// <summary>Three contacts, a part each.</summary>
    private sealed class Three : IOperationSource
    {
        public int FailsAt { get; init; }

        public OperationKind Kind => OperationKind.Approve;

        public IAsyncEnumerable<OperationPart> FindAsync(Operation operation, string after, CancellationToken cancellationToken) => Enumerable.Range(1, 3)
            .Where(i => string.CompareOrdinal($"{i}", after) > 0)
            .Select(i => i == FailsAt ? throw new InvalidOperationException("The process ends.") : new OperationPart(
                $"{i}",
                new Dictionary<string, long> { ["records"] = 1 },
                [new OperationItem($"contact:{i}", null, $"c{i}", [], null)],
                [Machine.Request(i, kind: RequestKind.Approve) with { JobId = operation.JobOf(EntityKey.Contact(i).ToString()) }]))
            .ToAsyncEnumerable();
    }
}
