namespace Connector.Worker.Passes;

/// <summary>
/// What a loop has under way beside itself: batches of events, of one tenant each. A tenant has two at most, so that one is read while the other is
/// decided; there is no limit of tenants, for it would be what those that hang fill up. A crashed decider's event comes on top, a batch of its own.
/// Its methods are for the loop that owns it alone.
/// </summary>
/// <param name="lookAgain">Has the loop look for events of a tenant that is not passed over any more.</param>
internal sealed class BatchesInFlight(Action lookAgain)
{
    private const int MostOfATenant = 2;

    private readonly Lock _lock = new();
    private readonly List<Batch> _batches = [];

    /// <summary>The tenants to pass over.</summary>
    public IReadOnlyCollection<string> Tenants
    {
        get
        {
            lock (_lock)
            {
                return [.. _batches.Where(batch => !batch.Over).CountBy(batch => batch.Tenant).Where(tenant => tenant.Value >= MostOfATenant).Select(tenant => tenant.Key)];
            }
        }
    }

    /// <summary>Whether one of them is what a crashed decider had in hand: another such is not for the same moment, or each would be blamed for the other.</summary>
    public bool HasCrashed
    {
        get
        {
            lock (_lock)
            {
                return _batches.Exists(batch => batch is { Over: false, Crashed: true });
            }
        }
    }

    /// <summary>Begins a batch.</summary>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="crashed">Whether a crashed decider had it in hand.</param>
    /// <param name="hasMore">Whether the tenant may have more, to be looked for after it.</param>
    /// <param name="work">The work, given the end of the tenant's batch before, which it lets go first: a task that never fails.</param>
    public void Begin(string tenant, bool crashed, bool hasMore, Func<Task, Task> work)
    {
        var batch = new Batch(tenant, crashed) { LookAfter = hasMore || crashed };
        var before = _batches.FindLast(one => one.Tenant == tenant)?.Ended.Task ?? Task.CompletedTask;
        lock (_lock)
        {
            _batches.Add(batch);
        }

        batch.Task = Task.Run(() => RunAsync(batch, () => work(before)));
    }

    /// <summary>More events may have come, of whichever tenant: to be called before a look that passes tenants over.</summary>
    public void MayHaveMore()
    {
        lock (_lock)
        {
            _batches.ForEach(batch => batch.LookAfter = true);
        }
    }

    /// <summary>Forgets the batches that are over; throws what one of them threw.</summary>
    public async Task ForgetEndedAsync()
    {
        var ended = _batches.FindAll(batch => batch.Task.IsCompleted);
        lock (_lock)
        {
            _batches.RemoveAll(ended.Contains);
        }

        await Task.WhenAll(ended.Select(batch => batch.Task));
    }

    /// <summary>Waits for all of them, however they end.</summary>
    public async Task EndAsync() =>
        await Task.WhenAll(_batches.Select(batch => batch.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task RunAsync(Batch batch, Func<Task> work)
    {
        var done = false;
        try
        {
            await work();
            done = true;
        }
        finally
        {
            bool look;
            lock (_lock)
            {
                batch.Over = true;
                look = batch.LookAfter || !done;
            }

            batch.Ended.SetResult();
            if (look)
            {
                lookAgain();
            }
        }
    }

    private sealed class Batch(string tenant, bool crashed)
    {
        public bool Crashed => crashed;

        public string Tenant => tenant;

        public Task Task { get; set; } = Task.CompletedTask;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool LookAfter { get; set; }

        public bool Over { get; set; }
    }
}
