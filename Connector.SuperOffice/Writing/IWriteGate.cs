namespace Connector.SuperOffice.Writing;

/// <summary>What a call changes.</summary>
public enum WriteKind
{
    /// <summary>Records and what they consist of: contacts, persons, sales, list items. Needs the mode <c>write</c>.</summary>
    Records,

    /// <summary>How the tenant talks to us: webhooks. A person's deed, allowed in every mode; a write stop stops it too.</summary>
    Setup,
}

/// <summary>
/// Stands in front of every call that changes anything in the CRM, whoever makes it: the client asks it last, right before the
/// request leaves, and again before each repetition.
/// </summary>
public interface IWriteGate
{
    /// <summary>Whether a call may change that tenant now.</summary>
    /// <param name="tenant">The context identifier.</param>
    /// <param name="kind">What the call changes.</param>
    /// <param name="cancellationToken">Ends the question; the call is not made then.</param>
    /// <returns>Null if it may; else why not, as a sentence for people.</returns>
    ValueTask<string?> RefusalAsync(string tenant, WriteKind kind, CancellationToken cancellationToken);
}
