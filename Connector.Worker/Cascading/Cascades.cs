using System.Globalization;
using Connector.Jobs.Accounts;
using Connector.Jobs.Ledger;
using Connector.Jobs.Queue;
using Connector.ServiceDefaults.Faults;
using Connector.SuperOffice.Entities;
using Connector.Worker.Deciding;
using Connector.Worker.Passes;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Connector.Worker.Cascading;

/// <summary>
/// Notices that a contact's name or vertical has changed, and asks once for its persons to be looked at. The ledger remembers the state that was
/// carried over last. It is first remembered before our first write, or by the first pass that writes nothing: so a first vertical of ours is a
/// change, and an account that is merely seen for the first time is none. A change is submitted first and remembered then; whoever is killed in
/// between submits the same job again, since its id follows from the change and from the memory that it replaces.
/// <para>
/// There is no loop: only a pass on a contact cascades, a person's pass changes nothing of the contact, and the echo of our own write finds the
/// state that was remembered. What a person undoes is remembered and not carried over: undoing is no reason to write to others.
/// </para>
/// <para>
/// A person who was refused because of the contact, which lay in the bin or was another owner's, is not forgotten: the contact's ledger remembers that
/// persons wait, and the first pass that works on the contact again makes them due. A contact never worked on needs none of it, since its first
/// vertical does the same.
/// </para>
/// </summary>
internal sealed class Cascades(
    WriteLedger ledger, JobRequests requests, FieldMaps maps, IOptions<TenantOptions> tenant, IOptions<WorkerOptions> options)
{
    private const int IdDigits = 32;
    private const string OutOfMemory = "OOM";

    // Why a person is refused who would not be if the company were as it may be again.
    private static readonly HashSet<string> ReasonsOfContact = new([PersonRules.CompanyDeleted, DecisionReason.ForeignOwner.Word()], StringComparer.Ordinal);

    /// <summary>The id of a job that follows from a change: the same for whoever submits it again.</summary>
    public static string JobId(params ReadOnlySpan<string> parts) => $"cascade-{Fingerprint.Of("cascade", parts)[..IdDigits]}";

    /// <summary>Whether Redis refused for want of memory: then what nobody waits for waits.</summary>
    public static bool IsFull(Exception thrown) => thrown is RedisServerException && thrown.Message.StartsWith(OutOfMemory, StringComparison.Ordinal);

    /// <summary>Remembers how a contact was before we ever wrote to it.</summary>
    public async Task BeforeWriteAsync(PassScope scope, WriteTarget target, LedgerEntry known, CancellationToken cancellationToken)
    {
        if (target.Record is ContactRecord contact && known.Cascaded is null)
        {
            var state = CascadeState.Of(contact, target.Map);
            await ledger.RememberCascadedAsync(scope.Pass, target.Key, state.ToString(), onlyFirst: true, cancellationToken);
        }
    }

    /// <summary>
    /// Looks at what the work on an entity left behind. It is the end of a write, if there was one, and like it not broken off by a shutdown: the
    /// entity's jobs would be handed over although all is done.
    /// </summary>
    /// <param name="scope">The pass; its <see cref="PassScope.Write"/> ends the wait.</param>
    /// <param name="key">The entity.</param>
    /// <param name="request">What was asked for; null for work on the entity itself.</param>
    /// <param name="result">What came of it.</param>
    /// <returns>The same result, or a wait if the persons' work could not be submitted.</returns>
    public async Task<EntityResult> AfterAsync(PassScope scope, EntityKey key, PassJob? request, EntityResult result)
    {
        if (key.Kind == EntityKind.Person)
        {
            await PersonAsync(scope, result);
            return result;
        }

        var undone = request?.Request == RequestKind.Undo.Word();
        if ((request is not null && !undone && request.Request != RequestKind.Approve.Word())
            || result is not EntityResult.Finished { Report.Outcome: JobOutcome.Completed or JobOutcome.Proposed or JobOutcome.Unchanged }
            || scope.Known(key.Id) is not { } contact)
        {
            return result;
        }

        var now = CascadeState.Of(contact, await maps.OfContactsAsync(scope.Write));
        var known = (await ledger.ReadAsync(scope.Tenant, key, scope.Write)).Cascaded;
        var before = CascadeState.Parse(known?.State);
        if (now == before)
        {
            return result;
        }

        if (before is not null && !undone && now.ChangedSince(before, tenant.Value.Persons.CompanyAsks) is { } what && tenant.Value is { Persons.Enrich: true, CascadeMost: > 0 })
        {
            try
            {
                await SubmitAsync(scope, key, now, known!.Value.At, what);
            }
            catch (RedisServerException full) when (IsFull(full))
            {
                // The company's jobs wait with it: run again, they find nothing left to do but this.
                return new EntityResult.Released(new Release
                {
                    Reason = ReleaseReason.AskedToWait,
                    Entity = key,
                    Delay = options.Value.ProbeEvery,
                    Detail = "Redis is full; the company's persons are made due when there is room.",
                });
            }
        }

        Steps.Announce(Steps.BeforeCascaded);
        await ledger.RememberCascadedAsync(scope.Pass, key, now.ToString(), onlyFirst: false, scope.Write);
        return result;
    }

    private async Task PersonAsync(PassScope scope, EntityResult result)
    {
        if (result is not EntityResult.Finished { Report: { Outcome: JobOutcome.Skipped, Reason: var reason } }
            || !ReasonsOfContact.Contains(reason)
            || scope.Pass.Account.ContactId is not { } contact)
        {
            return;
        }

        var key = EntityKey.Contact(contact);
        if (CascadeState.Parse((await ledger.ReadAsync(scope.Tenant, key, scope.Write)).Cascaded?.State) is { PersonsWait: false } known)
        {
            await ledger.RememberCascadedAsync(scope.Pass, key, (known with { PersonsWait = true }).ToString(), onlyFirst: false, scope.Write);
        }
    }

    private Task<Requested> SubmitAsync(PassScope scope, EntityKey key, CascadeState state, DateTimeOffset since, string what) =>
        requests.SubmitAsync(
            new JobRequest
            {
                JobId = JobId(scope.Tenant, key.ToString(), state.ToString(), since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
                Tenant = scope.Tenant,
                Account = scope.Pass.Account.Account,
                Entity = key,
                Kind = RequestKind.Cascade,
                By = $"{key}: {what} changed",
            },
            scope.Write);
}
