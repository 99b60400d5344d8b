namespace Connector.Ingress.Accepting;

/// <summary>What became of a post: a closed list, the same in answers, logs and metrics.</summary>
internal enum ReceiveOutcome
{
    /// <summary>Stored durably as a new job.</summary>
    Accepted,

    /// <summary>An event with this id, about the same, is stored already.</summary>
    Duplicate,

    /// <summary>Stored durably on our disk, until Redis takes it.</summary>
    Spooled,

    /// <summary>The body names another tenant than the path: counted, not stored.</summary>
    Foreign,

    /// <summary>Not a POST.</summary>
    MethodNotAllowed,

    /// <summary>The body exceeds the limit.</summary>
    TooLarge,

    /// <summary>The body is declared as something else than JSON.</summary>
    UnsupportedType,

    /// <summary>Nothing proves that it is the tenant's.</summary>
    Unauthorized,

    /// <summary>The same, and too often from this address.</summary>
    Throttled,

    /// <summary>The body did not arrive in full, or not in time.</summary>
    Incomplete,

    /// <summary>The event could not be stored durably in time; the sender has to come again.</summary>
    Unavailable,
}
