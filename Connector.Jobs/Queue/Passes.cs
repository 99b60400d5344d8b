using System.Text.Json;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Connector.Jobs.Queue;

/// <summary>What <see cref="Passes.TakeAsync"/> found.</summary>
/// <param name="Pass">The pass, or null if nothing is due.</param>
/// <param name="NextDueIn">If nothing is due: how long until something may be; null if nothing is scheduled.</param>
public readonly record struct Taken(Pass? Pass, TimeSpan? NextDueIn);

/// <summary>
/// From <em>scheduled</em> through <em>processing</em> to an end. Every method but <see cref="TakeAsync"/> and
/// <see cref="ReclaimAsync"/> compares the pass's fence and throws <see cref="LeaseLostException"/> if another pass has the account.
/// </summary>
public sealed class Passes(Shard shard, JobsMetrics metrics, ILogger<Passes> logger)
{
    /// <summary>The most jobs of one pass.</summary>
    public const int MostJobs = 500;

    /// <summary>Crashes in a row after which the jobs of a pass are dead.</summary>
    public const int MostCrashes = 5;

    private static readonly TimeSpan BetweenProbes = TimeSpan.FromMinutes(1);

    private static readonly Script Take = new("take");
    private static readonly Script Beat = new("beat");
    private static readonly Script Finish = new("finish");
    private static readonly Script Retry = new("retry");
    private static readonly Script ReleaseScript = new("release");
    private static readonly Script Reclaim = new("reclaim");
    private static readonly Script Describe = new("describe");
    private static readonly Script Hide = new("hide");

    /// <summary>Leases the next due account, tenants taking turns; held tenants and tenants in <paramref name="except"/> are passed over.</summary>
    public async Task<Taken> TakeAsync(string worker, IReadOnlyCollection<string> except, CancellationToken cancellationToken)
    {
        RedisValue[] arguments =
        [
            worker,
            Shard.Milliseconds(shard.Options.Lease),
            MostJobs,
            Shard.Milliseconds(BetweenProbes),
            .. except.Select(tenant => (RedisValue)tenant),
        ];

        // A pass that is taken while nobody waits for the answer any more would count as crashed when its lease expires. So
        // nothing is sent into a connection that is away, and the answer is awaited whatever is cancelled meanwhile.
        cancellationToken.ThrowIfCancellationRequested();
        if (!shard.Connection.IsConnected)
        {
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect, CommandFlags.None, "Redis is away; no pass is taken.", null, CommandStatus.WaitingToBeSent);
        }

        var reply = (RedisValue[])(await shard.RunAsync(Take, CancellationToken.None, arguments))!;
        if (!reply[0].IsNullOrEmpty)
        {
            return new Taken(PassReply.Parse(reply), null);
        }

        var wait = (long)reply[1];
        return new Taken(null, wait < 0 ? null : TimeSpan.FromMilliseconds(wait));
    }

    /// <summary>Extends the lease.</summary>
    /// <returns>False if the shard is drained: the pass should begin nothing and hand over.</returns>
    /// <exception cref="LeaseLostException">Another pass has the account, or this one has lasted as long as a pass may.</exception>
    public async Task<bool> BeatAsync(Pass pass, CancellationToken cancellationToken) =>
        await RunAsync(Beat, pass, cancellationToken, Shard.Milliseconds(shard.Options.Lease), Shard.Milliseconds(shard.Options.LongestPass)) != 2;

    /// <summary>
    /// Ends the jobs of the reported entities. The pass and its lease end with the last job; jobs of entities not
    /// reported stay in processing until <c>RetryAsync</c>, <see cref="ReleaseAsync"/> or another finish.
    /// </summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task FinishAsync(Pass pass, IReadOnlyList<EntityReport> reports, CancellationToken cancellationToken)
    {
        List<RedisValue> arguments =
            [Shard.Milliseconds(shard.Options.Retention), Shard.Milliseconds(shard.Options.BodyRetention)];
        foreach (var report in reports)
        {
            arguments.AddRange(
            [
                report.Entity.ToString(),
                Word(report.Outcome),
                report.Reason,
                report.Error ?? "",
                JsonSerializer.Serialize(report with { At = pass.StartedAt, Jobs = null, Refusal = null }, JobsJson.Default.EntityReport),
                report.Outcome == JobOutcome.Completed ? report.Fields.Count(f => f.Decision == "write") : 0,
                report.Fields.Count(f => f.Decision == "keep"),
                report.Outcome == JobOutcome.Proposed ? report.Fields.Count(f => f.Decision == "write") : 0,
                report.Analysed ? 1 : 0,
                string.Join(' ', report.Jobs ?? []),
                report.Refusal?.Reason ?? "",
                report.Refusal?.Terms ?? "",
            ]);
        }

        await RunAsync(Finish, pass, cancellationToken, [.. arguments]);
        var open = pass.Jobs.ToList();
        foreach (var report in reports)
        {
            metrics.Ended(Word(report.Outcome), open.RemoveAll(j => j.Entity == report.Entity && report.Jobs?.Contains(j.JobId) != false));
        }
    }

    /// <summary>Puts the remaining jobs back because something failed: costs an attempt, due after <paramref name="delay"/>.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task RetryAsync(Pass pass, TimeSpan delay, string error, CancellationToken cancellationToken) =>
        RetryAsync(pass, delay, error, [], cancellationToken);

    /// <summary>The same, with only the jobs of the entities that failed being charged an attempt; none for all.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task RetryAsync(Pass pass, TimeSpan delay, string error, IReadOnlyCollection<Accounts.EntityKey> failed, CancellationToken cancellationToken)
    {
        await RunAsync(Retry, pass, cancellationToken, [Shard.Milliseconds(delay), error, .. failed.Select(entity => (RedisValue)entity.ToString())]);
        metrics.Retried();
    }

    /// <summary>Puts the remaining jobs back at no cost of an attempt.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    /// <exception cref="ArgumentException">A move without another account of the same tenant to move to.</exception>
    public Task ReleaseAsync(Pass pass, Release release, CancellationToken cancellationToken)
    {
        if (release.Reason == ReleaseReason.Moved
            && (release.MoveTo is not { } target || target.Tenant != pass.Account.Tenant || target == pass.Account))
        {
            throw new ArgumentException("A move needs another account of the same tenant.", nameof(release));
        }

        return RunAsync(
            ReleaseScript,
            pass,
            cancellationToken,
            Word(release.Reason),
            Shard.Milliseconds(release.Delay),
            release.Entity?.ToString() ?? "",
            release.Detail ?? "",
            release.MoveTo?.Account ?? "",
            string.Join(' ', release.Jobs ?? []));
    }

    /// <summary>Ends passes whose lease expired: their jobs are due at once, or dead after the fifth crash in a row.</summary>
    /// <returns>How many passes were ended.</returns>
    public async Task<int> ReclaimAsync(CancellationToken cancellationToken)
    {
        var passes = 0;
        while ((int)await shard.RunAsync(
            Reclaim, cancellationToken, MostCrashes, Shard.Milliseconds(shard.Options.Retention), Shard.Milliseconds(shard.Options.Lease)) == 1)
        {
            passes++;
        }

        if (passes > 0)
        {
            metrics.Reclaimed(passes);
            JobsLog.Reclaimed(logger, passes);
        }

        return passes;
    }

    /// <summary>Puts the account's name and its owner's short name onto the run, as soon as they are known.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task DescribeAsync(Pass pass, string? name, string? owner, CancellationToken cancellationToken) =>
        RunAsync(Describe, pass, cancellationToken, name ?? "", owner ?? "");

    /// <summary>Hides the runs of the pass's contact, which was deleted and may come back; <see cref="DescribeAsync"/> shows them again.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task HideAsync(Pass pass, Accounts.EntityKey contact, CancellationToken cancellationToken) =>
        RunAsync(Hide, pass, cancellationToken, contact.ToString());

    private async Task<int> RunAsync(Script script, Pass pass, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        var answer = (int)await shard.RunAsync(
            script, cancellationToken, [pass.Account.Tenant, pass.Account.Account, pass.Fence, .. arguments]);
        return answer == 0 ? throw new LeaseLostException(pass.Account, pass.Fence) : answer;
    }

#pragma warning disable CA1308 // The words are lower-case wherever they are stored and shown.
    private static string Word(JobOutcome outcome) => outcome.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static string Word(ReleaseReason reason) => reason switch
    {
        ReleaseReason.HandedOver => "handed",
        ReleaseReason.StillWorking => "still",
        ReleaseReason.AskedToWait => "asked",
        ReleaseReason.Held => "held",
        ReleaseReason.Moved => "moved",
        ReleaseReason.Yielded => "yielded",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
