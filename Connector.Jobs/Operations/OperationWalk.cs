using Connector.Jobs.Queue;

namespace Connector.Jobs.Operations;

/// <summary>
/// Walks what an operation is about, part after part: counts what is found, and, of a run, does it. How far it is, is kept as it goes: whoever walks it after a crash
/// goes on from there, and what is done twice is done once.
/// </summary>
public sealed class OperationWalk(OperationStore store, JobRequests requests)
{
    // Each is at most so many steps that are done again after a crash.
    private const int PartsBetweenSaves = 20;
    private const int StepsBetweenSaves = 100;

    /// <summary>Walks.</summary>
    /// <param name="operation">The operation as it was read.</param>
    /// <param name="source">Where its parts come from.</param>
    /// <param name="pass">The pass that has the tenant's account, if a worker walks.</param>
    /// <param name="isToPause">Whether to end early; asked after each part.</param>
    /// <param name="cancellationToken">Ends it; what was done and not kept yet is done again by whoever goes on, which changes nothing.</param>
    /// <returns>The operation as far as it is: done, unless it paused, or is kept no longer.</returns>
    /// <exception cref="LeaseLostException">Another pass has the tenant's account.</exception>
    public async Task<Operation> RunAsync(Operation operation, IOperationSource source, Pass? pass, Func<bool> isToPause, CancellationToken cancellationToken)
    {
        while (operation.State is not OperationState.Done)
        {
            var (progress, isBehind, isPaused) = (new OperationProgress(operation), false, false);
            await foreach (var part in source.FindAsync(operation, operation.Cursor, cancellationToken))
            {
                progress.Add(part);
                isPaused = isToPause();
                if (isPaused || progress.Parts == PartsBetweenSaves || progress.Steps >= StepsBetweenSaves)
                {
                    isBehind = !await SaveAsync(done: false);
                }

                if (isBehind || isPaused)
                {
                    break;
                }
            }

            isBehind = isBehind || (!isPaused && !await SaveAsync(done: true));
            if (await store.FindAsync(operation.Tenant, operation.Id, cancellationToken) is not { } now)
            {
                return operation with { State = OperationState.Failed, Error = "It is not known any more: ask again." };
            }

            operation = now;
            if (!isBehind)
            {
                break;
            }

            async Task<bool> SaveAsync(bool done)
            {
                if (!operation.IsPreview)
                {
                    await requests.SubmitAllAsync(progress.Requests, cancellationToken);
                    foreach (var step in progress.Now)
                    {
                        await step(cancellationToken);
                    }
                }

                return await store.SaveAsync(progress, done, pass, cancellationToken);
            }
        }

        return operation;
    }
}

/// <summary>What was found since an operation was read or kept last.</summary>
internal sealed class OperationProgress(Operation operation)
{
    private readonly Dictionary<string, long> _counts = new(operation.Counts);

    public Operation Operation => operation;

    /// <summary>The cursor that is kept.</summary>
    public string Kept { get; private set; } = operation.Cursor;

    public string Cursor { get; private set; } = operation.Cursor;

    public int Parts { get; private set; }

    public Dictionary<string, long> Counts => _counts;

    public List<JobRequest> Requests { get; } = [];

    public List<Func<CancellationToken, Task>> Now { get; } = [];

    public List<OperationItem> Items { get; } = [];

    public int Steps => Requests.Count + Now.Count;

    private int Shown { get; set; } = operation.Items.Count;

    public void Add(OperationPart part)
    {
        Parts++;
        Cursor = part.Cursor;
        foreach (var (what, count) in part.Counts)
        {
            Count(what, count);
        }

        Count(operation.IsPreview ? "toDo" : "done", part.Requests.Count + part.Steps.Count);
        Count("conflicts", part.Items.Count(item => item.Conflict is not null));
        Requests.AddRange(part.Requests);
        Now.AddRange(part.Steps);
        Items.AddRange(part.Items.Take(Operation.MostItems - Shown - Items.Count));
    }

    public void Saved()
    {
        (Kept, Parts, Shown) = (Cursor, 0, Shown + Items.Count);
        Requests.Clear();
        Now.Clear();
        Items.Clear();
    }

    private void Count(string what, long count)
    {
        if (count != 0)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + count;
        }
    }
}
