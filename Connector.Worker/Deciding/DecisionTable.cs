using Connector.Jobs.Accounts;
using Connector.SuperOffice.Webhooks;

namespace Connector.Worker.Deciding;

/// <summary>
/// Decides, from an event and the tenant's settings alone, whether it means work. A pure function: no read, no clock, no
/// memory, so that the same event is always decided the same way and the whole table can be tested.
/// <list type="table">
/// <item><term>created</term><description>process, whoever made it</description></item>
/// <item><term>a relevant column changed</term><description>process, whoever made it: we never write those columns</description></item>
/// <item><term>what may have kept it from being worked on changed</term><description>process, whoever made it: a read decides</description></item>
/// <item><term>a person consented, or no longer does</term><description>process: a read decides</description></item>
/// <item><term>opaque, and by an id that is ours alone</term><description>skip: echo</description></item>
/// <item><term>no relevant column, but not all could be read</term><description>as opaque</description></item>
/// <item><term>opaque otherwise</term><description>process: a read decides; fingerprint and ledger know our echoes</description></item>
/// <item><term>other columns changed</term><description>skip: irrelevant</description></item>
/// </list>
/// </summary>
public static class DecisionTable
{
    /// <summary>Some of SuperOffice's own samples carry this instead of the context identifier.</summary>
    private const string DefaultContext = "Default";

    /// <summary>Decides about one event.</summary>
    public static Decision Decide(WebhookEvent received, DecisionSettings settings)
    {
        if (IsForeign(received.ContextIdentifier, settings.Tenant))
        {
            return Skip(DecisionReason.ForeignTenant);
        }

        if (received.Event.Equals("test", StringComparison.OrdinalIgnoreCase))
        {
            return Skip(DecisionReason.Test);
        }

        var (entity, verb) = Split(received.Event);
        return entity switch
        {
            "contact" => DecideContact(received, verb, settings),
            "person" => DecidePerson(received, verb, settings),
            _ => Skip(DecisionReason.UnsupportedEntity),
        };
    }

    private static Decision DecideContact(WebhookEvent received, string verb, DecisionSettings settings)
    {
        if (received.PrimaryKey <= 0)
        {
            return new Decision(Verdict.Bury, DecisionReason.NoPrimaryKey);
        }

        // A short name needs a read, which a pass does; an id that no listed name can belong to is settled here.
        var foreignOwner = received.Values.TryGetValue("associate_id", out var owner) && settings.Owners.ExcludesId(owner);
        return Decide(
            received, verb, settings, foreignOwner, Kind(received, settings.Columns.OfContact(received.Changes)),
            AccountKey.OfContact(settings.Tenant, received.PrimaryKey), EntityKey.Contact(received.PrimaryKey));
    }

    private static Decision DecidePerson(WebhookEvent received, string verb, DecisionSettings settings)
    {
        if (received.PrimaryKey <= 0)
        {
            return new Decision(Verdict.Bury, DecisionReason.NoPrimaryKey);
        }

        var account = received.Values.TryGetValue("contact_id", out var contact) && contact > 0
            ? AccountKey.OfContact(settings.Tenant, contact)
            : AccountKey.OfPerson(settings.Tenant, received.PrimaryKey);

        // The owner that counts is the company's; a person event does not tell it.
        return Decide(
            received, verb, settings, foreignOwner: false, Kind(received, settings.Columns.OfPerson(received.Changes)),
            account, EntityKey.Person(received.PrimaryKey));
    }

    private static Decision Decide(
        WebhookEvent received, string verb, DecisionSettings settings, bool foreignOwner, ChangeKind change, AccountKey account, EntityKey entity)
    {
        var (verdict, reason) = (verb, foreignOwner) switch
        {
            // Whoever's it was: what is held of it is erased, or hidden, by a pass.
            ("deleted", _) => (Verdict.Process, DecisionReason.Deleted),
            ("softdeleted", _) => (Verdict.Process, DecisionReason.SoftDeleted),
            ("created" or "changed", true) => (Verdict.Skip, DecisionReason.ForeignOwner),
            ("created", false) => (Verdict.Process, DecisionReason.Created),
            // What a person agreed to is in the record: a read decides.
            ("consented" or "unconsented", _) when entity.Kind == EntityKind.Person => (Verdict.Process, DecisionReason.Opaque),
            ("changed", false) => Changed(change, IsOurs(received.ChangedByAssociateId, settings)),
            _ => (Verdict.Skip, DecisionReason.UnsupportedEvent),
        };
        return new Decision(verdict, reason, account, entity);
    }

    private static ChangeKind Kind(WebhookEvent received, ChangeKind read) =>
        received.HasUnreadableChanges && read == ChangeKind.Irrelevant ? ChangeKind.Opaque : read;

    private static (Verdict Verdict, DecisionReason Reason) Changed(ChangeKind change, bool ours) => change switch
    {
        ChangeKind.Relevant => (Verdict.Process, DecisionReason.Relevant),
        ChangeKind.Gate => (Verdict.Process, DecisionReason.Opaque),
        ChangeKind.Opaque when ours => (Verdict.Skip, DecisionReason.Echo),
        ChangeKind.Opaque => (Verdict.Process, DecisionReason.Opaque),
        _ => (Verdict.Skip, DecisionReason.Irrelevant),
    };

    private static bool IsOurs(int? changedBy, DecisionSettings settings) =>
        settings.OwnIdDedicated && changedBy is > 0 && changedBy == settings.OwnAssociateId;

    private static bool IsForeign(string? claimed, string tenant) =>
        !string.IsNullOrEmpty(claimed)
        && !claimed.Equals(tenant, StringComparison.OrdinalIgnoreCase)
        && !claimed.Equals(DefaultContext, StringComparison.OrdinalIgnoreCase);

    private static (string Entity, string Verb) Split(string name)
    {
        var lower = name.Trim().ToLowerInvariant();
        var dot = lower.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (lower, "") : (lower[..dot], lower[(dot + 1)..]);
    }

    private static Decision Skip(DecisionReason reason) => new(Verdict.Skip, reason);
}
