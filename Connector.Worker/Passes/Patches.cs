using System.Net;
using Connector.Jobs.Ledger;
using Connector.SuperOffice;
using Connector.SuperOffice.Calls;
using Connector.SuperOffice.Entities;
using Connector.Worker.Limits;
using Connector.Worker.Writing;
using Microsoft.Extensions.Options;

namespace Connector.Worker.Passes;

/// <summary>
/// Sends the PATCH of a write whose intent is recorded, and says what it means if the CRM does not do it. Where the PATCH is known not to have happened the
/// intent is dropped; where that is not known, it stays open for <see cref="OpenWrites"/>.
/// </summary>
internal sealed class Patches(
    SuperOfficeClient client,
    EntityReader reader,
    OwnIdentity identity,
    WriteLedger ledger,
    FieldMaps maps,
    WritePermissions permissions,
    BrakeLever brake,
    IOptions<TenantOptions> tenant)
{
    /// <summary>Sends it. What the CRM refuses for other reasons than those of <see cref="WriteResult"/> is thrown, after the brake has noted it.</summary>
    /// <param name="scope">The pass.</param>
    /// <param name="target">What is written to.</param>
    /// <param name="intent">The intent, as it is recorded.</param>
    /// <param name="written">What the ledger knows as ours.</param>
    /// <param name="grant">A person's leave; null for what happens by itself.</param>
    /// <returns>The fields as the CRM holds them now, or what the write came to instead.</returns>
    public async Task<(IReadOnlyDictionary<string, string> Returned, WriteResult? Instead)> SendAsync(
        PassScope scope, WriteTarget target, WriteIntent intent, IReadOnlyDictionary<string, string> written, WriteGrant? grant)
    {
        // What a person asked for waits behind what just happened.
        var caller = client.With(grant is null ? scope.ClassOf(target.Key) : CallClass.Replay);
        var patch = new FieldPatch { Set = intent.New, Expected = intent.Old, ReadVersion = target.Record.UpdatedDate };
        try
        {
            return (await PassWrite.RunAsync(
                scope.Pass, grant?.Kind, () => caller.PatchFieldsAsync(target.CrmEntity, target.Key.Id, patch, scope.Write)), null);
        }
        catch (SuperOfficeException unreadable) when (unreadable.Kind == FailureKind.Unreadable)
        {
            return (await LookAsync(scope, target, intent, written, unreadable), null);
        }
        catch (SuperOfficeException refused) when (refused.Kind != FailureKind.Transient)
        {
            // It was not sent, or the server said no: nothing was written, and nobody need look for it.
            await ledger.AbandonAsync(scope.Pass, target.Key, scope.Write);
            if (await InsteadAsync(scope, target, intent, grant, refused) is not { } instead)
            {
                throw;
            }

            return (target.Record.Fields, instead);
        }
    }

    private async Task<WriteResult?> InsteadAsync(PassScope scope, WriteTarget target, WriteIntent intent, WriteGrant? grant, SuperOfficeException refused)
    {
        if (refused.Kind == FailureKind.WriteRefused)
        {
            // Since the intent a person lowered the mode, or stopped writes.
            return await permissions.AskAsync(scope.Pass, tenant.Value.Mode, grant?.Kind, scope.Write) == WriteVerdict.ModeForbids
                ? new WriteResult.Forbidden("proposed")
                : new WriteResult.Held(Failure.Of(refused)!);
        }

        if (refused.Status == HttpStatusCode.BadRequest && !target.IsSecondTry
            && await maps.HasChangedAsync(target.CrmEntity, target.Map, intent.New, scope.Write))
        {
            return new WriteResult.Outdated(new Failure(
                FailureEffect.Retry, $"{refused.Message} The tenant's fields or lists have changed since they were read."));
        }

        await brake.NoteAsync(scope, target.Key, refused);
        return refused is { Kind: FailureKind.Refused, Status: HttpStatusCode.Forbidden }
            ? WriteResult.Forbidden.NoRight("SuperOffice answered 403 to the change: we have no right to it.")
            : null;
    }

    /// <summary>What the CRM holds after a PATCH whose answer nobody can read: it may come from the CRM, or from whatever stands before it.</summary>
    /// <exception cref="UnreadableChangeException">The write has not happened; another try may do it.</exception>
    private async Task<IReadOnlyDictionary<string, string>> LookAsync(
        PassScope scope, WriteTarget target, WriteIntent intent, IReadOnlyDictionary<string, string> written, SuperOfficeException unreadable)
    {
        var (record, own) = (await reader.ReadAgainAsync(target.Key, scope.Write), (await identity.GetAsync(scope.Write))?.AssociateId);
        if (record is not null && Proof.Of(target.Map, record, intent, own) is not null)
        {
            return record.Fields;
        }

        await ledger.GiveUpAsync(scope.Pass, target.Key, record is null ? [] : Proof.InDoubt(target.Map, record, intent, written, own), scope.Write);
        throw new UnreadableChangeException($"{unreadable.Message} The record does not hold what was sent.", unreadable);
    }
}
