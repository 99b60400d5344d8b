namespace Connector.Worker.Deciding;

/// <summary>Why an event is processed, skipped or buried: a closed list.</summary>
public enum DecisionReason
{
    /// <summary>Processed: a contact or person was created, by whomever.</summary>
    Created,

    /// <summary>Processed: a column changed that the Company Explorer's answer depends on, and that we never write.</summary>
    Relevant,

    /// <summary>
    /// Processed: a field edit, a website or our own echo, which look alike; or what may have kept the record from being worked on has changed. One read
    /// tells them apart.
    /// </summary>
    Opaque,

    /// <summary>Skipped: looks like a field edit and carries an associate id that is ours alone.</summary>
    Echo,

    /// <summary>Skipped: only columns changed that do not matter.</summary>
    Irrelevant,

    /// <summary>Processed: the entity is gone permanently, so what is held of it is erased. Other events of it are skipped for the same reason.</summary>
    Deleted,

    /// <summary>Processed: the entity was deleted in the user interface and may come back, so it is hidden. Its other events are skipped.</summary>
    SoftDeleted,

    /// <summary>Skipped: not about a contact or a person.</summary>
    UnsupportedEntity,

    /// <summary>Skipped: about a contact or person, but neither created, changed nor deleted.</summary>
    UnsupportedEvent,

    /// <summary>Skipped: SuperOffice verified the webhook's address.</summary>
    Test,

    /// <summary>Skipped: of a tenant this worker does not serve.</summary>
    ForeignTenant,

    /// <summary>Skipped: the contact's owner is not on the tenant's list.</summary>
    ForeignOwner,

    /// <summary>Buried: the body is no event.</summary>
    Unreadable,

    /// <summary>Buried: an event about a contact or person that does not say which.</summary>
    NoPrimaryKey,
}

/// <summary>The words that are stored and shown for <see cref="DecisionReason"/>.</summary>
public static class DecisionReasonWords
{
    /// <summary>The reason in snake case, such as <c>soft_deleted</c>; stable, for programs.</summary>
    public static string Word(this DecisionReason reason) => reason switch
    {
        DecisionReason.Created => "created",
        DecisionReason.Relevant => "relevant",
        DecisionReason.Opaque => "opaque",
        DecisionReason.Echo => "echo",
        DecisionReason.Irrelevant => "irrelevant",
        DecisionReason.Deleted => "deleted",
        DecisionReason.SoftDeleted => "soft_deleted",
        DecisionReason.UnsupportedEntity => "unsupported_entity",
        DecisionReason.UnsupportedEvent => "unsupported_event",
        DecisionReason.Test => "test",
        DecisionReason.ForeignTenant => "foreign_tenant",
        DecisionReason.ForeignOwner => "foreign_owner",
        DecisionReason.Unreadable => "unreadable",
        DecisionReason.NoPrimaryKey => "no_primary_key",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown decision reason."),
    };
}
