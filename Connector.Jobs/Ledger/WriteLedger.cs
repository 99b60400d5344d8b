using System.Globalization;
using System.Text.Json;
using Connector.Jobs.Accounts;
using Connector.Jobs.Queue;
using StackExchange.Redis;

namespace Connector.Jobs.Ledger;

/// <summary>Remembers what we wrote, so that an echo is known as one and a human's value is never taken for ours.</summary>
public sealed class WriteLedger(Shard shard)
{
    private const string Written = "written.";
    private const string Sent = "sent.";
    private const string GivenUp = "givenUp.";
    private const string Outlived = "outlived.";

    private static readonly Script Intend = new("intend");
    private static readonly Script Confirm = new("confirm");
    private static readonly Script Abandon = new("abandon");
    private static readonly Script GiveUp = new("give-up");
    private static readonly Script Arrived = new("arrived");
    private static readonly Script Applied = new("applied");
    private static readonly Script Rebuild = new("rebuild");
    private static readonly Script Adopt = new("adopt");
    private static readonly Script Cascaded = new("cascaded");

    /// <summary>What is known about the entity; an empty entry if nothing is.</summary>
    public async Task<LedgerEntry> ReadAsync(string tenant, EntityKey entity, CancellationToken cancellationToken)
    {
        var hash = (await shard.Database.HashGetAllAsync(Keys.Ledger(tenant, entity)).WaitAsync(cancellationToken))
            .ToDictionary(e => e.Name.ToString(), e => e.Value, StringComparer.Ordinal);
        return new LedgerEntry
        {
            Written = Values(Written),
            Sent = Values(Sent),
            Applied = hash.TryGetValue("applied", out var applied) ? applied.ToString() : null,
            Answered = hash.TryGetValue("answered", out var answered) ? answered.ToString() : null,
            OpenIntent = hash.TryGetValue("intent", out var intent)
                ? JsonSerializer.Deserialize(intent.ToString(), JobsJson.Default.WriteIntent)! with
                {
                    Fence = (long)hash["intentFence"],
                    At = Shard.Time(hash["intentAt"]),
                }
                : null,
            GivenUp = Writes(GivenUp),
            Outlived = Writes(Outlived),
            WrittenAt = hash.TryGetValue("writtenAt", out var writtenAt) ? Shard.Time(writtenAt) : null,
            ReadAt = hash.TryGetValue("readAt", out var readAt) ? DateTimeOffset.Parse(readAt.ToString(), CultureInfo.InvariantCulture) : null,
            Snapshot = hash.TryGetValue("snapshot", out var snapshot)
                ? JsonSerializer.Deserialize(snapshot.ToString(), JobsJson.Default.StringArray)!
                : [],
            Cascaded = hash.TryGetValue("cascaded", out var cascaded)
                ? new CascadeMemory(cascaded.ToString(), Shard.Time(hash["cascadedAt"]))
                : null,
        };

        IReadOnlyList<WriteIntent> Writes(string prefix) =>
        [
            .. hash.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(e => JsonSerializer.Deserialize(e.Value.ToString(), JobsJson.Default.WriteIntent)! with
                {
                    Fence = long.Parse(e.Key[prefix.Length..], CultureInfo.InvariantCulture),
                })
                .OrderByDescending(intent => intent.Fence),
        ];

        Dictionary<string, string> Values(string prefix) => hash.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key[prefix.Length..], e => e.Value.ToString(), StringComparer.Ordinal);
    }

    /// <summary>
    /// Says whether a pass may write: compares the fence, the tenant's mode (the lower of the configured one and what is set in Redis), the
    /// scope, the write stop and the write budget, or the grant; then records the intent. <see cref="WritePermissions"/> asks once more when
    /// the write is sent.
    /// </summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">What is about to be written.</param>
    /// <param name="intent">What is about to be written; its fence, time, kind and batch are set here.</param>
    /// <param name="terms">What the settings and the worker say about it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account, or the lease has expired.</exception>
    public async Task<IntendResult> IntendAsync(
        Pass pass, EntityKey entity, WriteIntent intent, WriteTerms terms, CancellationToken cancellationToken)
    {
        var grant = (terms.Grant?.Kind).Word();
        intent = intent with { Kind = grant.Length == 0 ? null : grant, Batch = terms.Grant?.Batch };
        return await RunAsync(
            Intend,
            pass,
            entity,
            cancellationToken,
            JsonSerializer.Serialize(intent, JobsJson.Default.WriteIntent),
            terms.Mode.Word(),
            grant,
            terms.InScope,
            terms.Budget.AccountsPerHour,
            terms.Budget.AccountsPerDay) switch
        {
            "go" => IntendResult.Go,
            "stopped" => IntendResult.WriteStopped,
            "budget" => IntendResult.BudgetSpent,
            "scope" => IntendResult.OutOfScope,
            _ => IntendResult.ModeForbids,
        };
    }

    /// <summary>Closes the open intent: the ledger becomes what the CRM returned, <c>applied</c> what the intent said.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    /// <exception cref="InvalidOperationException">There is no open intent.</exception>
    public async Task ConfirmAsync(
        Pass pass, EntityKey entity, IReadOnlyDictionary<string, string> returned, CancellationToken cancellationToken)
    {
        if (await RunAsync(Confirm, pass, entity, cancellationToken, Pairs(returned)) == "none")
        {
            throw new InvalidOperationException($"There is no open intent of {entity} to confirm.");
        }
    }

    /// <summary>Drops an open intent whose PATCH is known not to have happened.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task AbandonAsync(Pass pass, EntityKey entity, CancellationToken cancellationToken) =>
        RunAsync(Abandon, pass, entity, cancellationToken);

    /// <summary>
    /// Closes an open intent whose PATCH has not happened although its time-out is over; it is remembered in <see cref="LedgerEntry.GivenUp"/>.
    /// </summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="inDoubt">The ProgIds whose value may be ours or a human's: they get <see cref="LedgerEntry.Unsure"/>, which equals no value.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task GiveUpAsync(Pass pass, EntityKey entity, IReadOnlyList<string> inDoubt, CancellationToken cancellationToken) =>
        RunAsync(GiveUp, pass, entity, cancellationToken, Pairs(inDoubt.ToDictionary(f => f, _ => LedgerEntry.Unsure)));

    /// <summary>Takes what a given up write has written after all for ours. Nothing counts as applied afterwards.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="late">The write, of <see cref="LedgerEntry.GivenUp"/>.</param>
    /// <param name="present">Per ProgId the value that the CRM holds and the write meant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task ArrivedAsync(
        Pass pass, EntityKey entity, WriteIntent late, IReadOnlyDictionary<string, string> present, CancellationToken cancellationToken) =>
        RunAsync(Arrived, pass, entity, cancellationToken, [late.Fence, .. Pairs(present)]);

    /// <summary>
    /// Forgets an outlived write that has arrived. What it replaced counts as changed by a human: whoever puts it back must not look like us.
    /// </summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="late">The write, of <see cref="LedgerEntry.Outlived"/>.</param>
    /// <param name="replaced">The ProgIds that do not hold any more what we wrote last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task ArrivedTooLateAsync(Pass pass, EntityKey entity, WriteIntent late, IEnumerable<string> replaced, CancellationToken cancellationToken) =>
        ArrivedAsync(pass, entity, late, replaced.ToDictionary(f => f, _ => LedgerEntry.Unsure), cancellationToken);

    /// <summary>Records a fingerprint as applied although nothing had to be written.</summary>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task MarkAppliedAsync(Pass pass, EntityKey entity, string applied, CancellationToken cancellationToken) =>
        RunAsync(Applied, pass, entity, cancellationToken, applied);

    /// <summary>Fills a ledger that knows of no write with what the entity's stamp proves.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="written">Per ProgId the value that is ours.</param>
    /// <param name="applied">What counts as applied; null if the stamp does not say.</param>
    /// <param name="writtenAt">When the stamp was written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the ledger knows of a write: nothing was changed.</returns>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public async Task<bool> RebuildAsync(
        Pass pass, EntityKey entity, IReadOnlyDictionary<string, string> written, string? applied, DateTimeOffset writtenAt, CancellationToken cancellationToken) =>
        await RunAsync(Rebuild, pass, entity, cancellationToken, [applied ?? "", writtenAt.ToUnixTimeMilliseconds(), .. Pairs(written)]) == "ok";

    /// <summary>Takes values that are in the CRM for ours; what was applied is forgotten, so that the next event merges anew.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="present">Per ProgId the value that becomes ours.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    /// <exception cref="InvalidOperationException">A write is open.</exception>
    public async Task AdoptAsync(Pass pass, EntityKey entity, IReadOnlyDictionary<string, string> present, string by, CancellationToken cancellationToken)
    {
        if (await RunAsync(Adopt, pass, entity, cancellationToken, [by, .. Pairs(present)]) == "open")
        {
            throw new InvalidOperationException($"A write to {entity} is open; it must be settled before its values are adopted.");
        }
    }

    /// <summary>Remembers what of a contact its persons have been told of.</summary>
    /// <param name="pass">The pass that has the account.</param>
    /// <param name="contact">The contact.</param>
    /// <param name="state">The state.</param>
    /// <param name="onlyFirst">True to change nothing where something is remembered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LeaseLostException">Another pass has the account.</exception>
    public Task RememberCascadedAsync(Pass pass, EntityKey contact, string state, bool onlyFirst, CancellationToken cancellationToken) =>
        RunAsync(Cascaded, pass, contact, cancellationToken, state, onlyFirst);

    /// <summary>The Company Explorer's answer as stored by <see cref="Spend.SpendBook.SettleAsync"/>; null if there is none, or it has expired.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAnswerAsync(
        string tenant, EntityKey entity, string fingerprint, CancellationToken cancellationToken)
    {
        var answer = await shard.Database.StringGetAsync(Keys.Answer(tenant, entity, fingerprint)).WaitAsync(cancellationToken);
        return answer.IsNull ? default(ReadOnlyMemory<byte>?) : (ReadOnlyMemory<byte>)answer;
    }

    private static RedisValue[] Pairs(IReadOnlyDictionary<string, string> values) =>
        [.. values.SelectMany(field => new RedisValue[] { field.Key, field.Value })];

    private async Task<string> RunAsync(
        Script script, Pass pass, EntityKey entity, CancellationToken cancellationToken, params RedisValue[] arguments)
    {
        RedisValue[] all = [pass.Account.Tenant, pass.Account.Account, pass.Fence, entity.ToString(), .. arguments];
        var answer = (await shard.RunAsync(script, cancellationToken, all)).ToString();
        return answer == "lost" ? throw new LeaseLostException(pass.Account, pass.Fence) : answer;
    }
}
