using StackExchange.Redis;

namespace Connector.Jobs.Audit;

/// <summary>
/// One walk over everything, 500 things a call, while work goes on. A job that moves during the walk may be missed in every list; so
/// whatever was nowhere is asked about by itself, in one moment, before it is a suspect.
/// </summary>
internal sealed class AuditWalk(Shard shard, Suspects suspects)
{
    private const int Most = 500;
    private const int MostPlaces = 100;

    /// <summary>Open jobs that are remembered to be looked for in lists: some 60 MB. Beyond them the walk is not complete.</summary>
    private const int MostOpen = 250_000;

    private static readonly TimeSpan IntentLeftOpen = TimeSpan.FromHours(1);

    private static readonly Script Jobs = new("audit-jobs");
    private static readonly Script Events = new("audit-events");
    private static readonly Script Waiting = new("audit-waiting");
    private static readonly Script Listed = new("audit-list");
    private static readonly Script Pass = new("audit-pass");
    private static readonly Script Accounts = new("audit-accounts");
    private static readonly Script Runs = new("audit-runs");
    private static readonly Script Ledgers = new("audit-ledgers");
    private static readonly Script Expiry = new("audit-expiry");
    private static readonly Script Dead = new("audit-dead");
    private static readonly Script Ended = new("audit-ended");
    private static readonly Script Places = new("audit-places");

    private readonly List<string> _jobs = [];
    private readonly List<string> _accounts = [];
    private readonly List<string> _runs = [];
    private readonly List<string> _ledgers = [];
    private readonly List<string> _expiring = [];

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inLists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _idle = new(StringComparer.Ordinal);
    private readonly List<string> _tenants = [];

    /// <summary>How much was looked at.</summary>
    public SortedDictionary<string, long> Looked { get; } = new(StringComparer.Ordinal)
    {
        ["accounts"] = 0,
        ["answers"] = 0,
        ["jobs"] = 0,
        ["keys"] = 0,
        ["ledgers"] = 0,
        ["passes"] = 0,
        ["runs"] = 0,
    };

    /// <summary>False if there are more open jobs than can be remembered.</summary>
    public bool Complete { get; private set; } = true;

    public async Task WalkAsync(CancellationToken cancellationToken)
    {
        var server = shard.Connection.GetServer((await shard.Database.IdentifyEndpointAsync(Keys.Prefix).WaitAsync(cancellationToken))!);
        await foreach (var key in server.KeysAsync(shard.Database.Database, Keys.Prefix + "*", Most).WithCancellation(cancellationToken))
        {
            Looked["keys"]++;
            await LookAsync(key.ToString()[Keys.Prefix.Length..], cancellationToken);
        }

        await LookAtMembersAsync(cancellationToken);
        await FlushAsync(1, cancellationToken);
        await WalkWaitingAsync(cancellationToken);
        await LookForOpenJobsAsync(cancellationToken);
    }

    private async Task LookAsync(string name, CancellationToken cancellationToken)
    {
        var family = name.IndexOf(':', StringComparison.Ordinal);
        var rest = name[(family + 1)..];
        switch (family < 0 ? "" : name[..family])
        {
            case "job":
                _jobs.Add(rest);
                Looked["jobs"]++;
                break;
            case "account":
                _accounts.Add(rest);
                Looked["accounts"]++;
                break;
            case "jobs":
                _accounts.Add(rest);
                await WalkListAsync(rest, cancellationToken);
                break;
            case "due":
                await foreach (var entry in shard.Database.SortedSetScanAsync(Keys.Prefix + name, pageSize: Most).WithCancellation(cancellationToken))
                {
                    _accounts.Add($"{rest}/{entry.Element}");
                    await FlushAsync(Most, cancellationToken);
                }

                break;
            case "waiting" when family >= 0:
                _tenants.Add(rest);
                break;
            case "pass":
                Looked["passes"]++;
                Remember(_inLists, (await AskAsync(Pass, cancellationToken, rest))[0]);
                break;
            case "ended":
                await AskAsync(Ended, cancellationToken, rest);
                break;
            case "dead":
                await WalkDeadAsync(rest, cancellationToken);
                break;
            case "run" when !rest.Contains(':', StringComparison.Ordinal):
                _runs.Add(rest);
                Looked["runs"]++;
                break;
            case "ledger":
                _ledgers.Add(rest);
                Looked["ledgers"]++;
                break;
            case "answer":
                _expiring.Add(name);
                Looked["answers"]++;
                break;
            case "body" or "dedup":
                _expiring.Add(name);
                break;
        }

        await FlushAsync(Most, cancellationToken);
    }

    // Members of places, whose records and accounts may be gone.
    private async Task LookAtMembersAsync(CancellationToken cancellationToken)
    {
        foreach (var set in new[] { Keys.Scheduled, Keys.Processing })
        {
            await foreach (var job in shard.Database.SetScanAsync(set, pageSize: Most).WithCancellation(cancellationToken))
            {
                _jobs.Add(job.ToString());
                await FlushAsync(Most, cancellationToken);
            }
        }

        await foreach (var job in shard.Database.SortedSetScanAsync(Keys.Dead, pageSize: Most).WithCancellation(cancellationToken))
        {
            _jobs.Add(job.Element.ToString());
            await FlushAsync(Most, cancellationToken);
        }

        await foreach (var account in shard.Database.SortedSetScanAsync(Keys.Leases, pageSize: Most).WithCancellation(cancellationToken))
        {
            _accounts.Add(account.Element.ToString());
            await FlushAsync(Most, cancellationToken);
        }
    }

    // Asks about whatever has become at least so many.
    private async Task FlushAsync(int atLeast, CancellationToken cancellationToken)
    {
        if (Take(_jobs, atLeast) is { } jobs)
        {
            var states = (RedisValue[])(await AskAsync(Jobs, cancellationToken, jobs))[0]!;
            Remember(_open, jobs.Select(job => job.ToString()).Where((_, i) => states[i].ToString() is "waiting" or "scheduled" or "processing"));
        }

        if (Take(_accounts, atLeast) is { } accounts)
        {
            await AskAsync(Accounts, cancellationToken, accounts);
        }

        if (Take(_ledgers, atLeast) is { } ledgers)
        {
            await AskAsync(Ledgers, cancellationToken, [Shard.Milliseconds(IntentLeftOpen), .. ledgers]);
        }

        if (Take(_expiring, atLeast) is { } expiring)
        {
            await AskAsync(Expiry, cancellationToken, expiring);
        }

        if (Take(_runs, atLeast) is { } runs)
        {
            for (var done = 0; done < runs.Length;)
            {
                done += (int)(await AskAsync(Runs, cancellationToken, runs[done..]))[0];
            }
        }
    }

    private async Task WalkListAsync(string account, CancellationToken cancellationToken)
    {
        for (var first = 0; ; first += Most)
        {
            var jobs = (RedisValue[])(await AskAsync(Listed, cancellationToken, account, first, Most, ""))[0]!;
            foreach (var job in jobs.Select(job => job.ToString()))
            {
                if (_inLists.Contains(job))
                {
                    suspects.Note("job-listed-twice", Keys.Job(job), Listed, account, 0, 1, job);
                }

                Remember(_inLists, [job]);
            }

            if (jobs.Length < Most)
            {
                return;
            }
        }
    }

    private async Task WalkDeadAsync(string entity, CancellationToken cancellationToken)
    {
        for (var first = 0; (int)(await AskAsync(Dead, cancellationToken, entity, first, Most))[0] == Most; first += Most)
        {
        }
    }

    // What is in a list is taken from its front meanwhile, so that the walk may miss what moves up: that is looked for by itself.
    private async Task WalkWaitingAsync(CancellationToken cancellationToken)
    {
        var cursor = "0";
        do
        {
            var reply = await AskAsync(Events, cancellationToken, cursor, Most);
            cursor = reply[0].ToString();
            Remember(_inLists, reply[1]);
            Remember(_idle, reply[2]);
        }
        while (cursor != "0");

        foreach (var tenant in _tenants)
        {
            for (var (first, found) = (0, Most); found == Most; first += Most)
            {
                var jobs = (RedisValue[])(await AskAsync(Waiting, cancellationToken, tenant, first, Most))[0]!;
                _idle.ExceptWith(jobs.Select(job => job.ToString()));
                found = jobs.Length;
            }
        }

        foreach (var jobs in _idle.Chunk(MostPlaces))
        {
            await AskAsync(Events, cancellationToken, ["", .. jobs.Select(job => (RedisValue)job)]);
        }
    }

    private async Task LookForOpenJobsAsync(CancellationToken cancellationToken)
    {
        if (!Complete)
        {
            return;
        }

        _open.ExceptWith(_inLists);
        foreach (var jobs in _open.Chunk(MostPlaces))
        {
            await AskAsync(Places, cancellationToken, [.. jobs.Select(job => (RedisValue)job)]);
        }
    }

    private async Task<RedisResult[]> AskAsync(Script script, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        var reply = (RedisResult[])(await shard.RunAsync(script, cancellationToken, arguments))!;
        suspects.Note(script, reply);
        return reply;
    }

    private void Remember(HashSet<string> where, RedisResult jobs) => Remember(where, ((RedisValue[])jobs!).Select(job => job.ToString()));

    private void Remember(HashSet<string> where, IEnumerable<string> jobs)
    {
        foreach (var job in jobs)
        {
            if (where.Count < MostOpen)
            {
                where.Add(job);
            }
            else
            {
                Complete = false;
            }
        }
    }

    private static RedisValue[]? Take(List<string> names, int atLeast)
    {
        if (names.Count < atLeast)
        {
            return null;
        }

        RedisValue[] taken = [.. names.Select(name => (RedisValue)name)];
        names.Clear();
        return taken;
    }
}
