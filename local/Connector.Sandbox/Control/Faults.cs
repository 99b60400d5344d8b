using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

/// <summary>What a save of user-defined fields or child rows alone does to the root row; documentation leaves it open.</summary>
public enum RowEvents
{
    /// <summary>Nothing: the root row is not touched, no event.</summary>
    None,

    /// <summary>The root row is saved too: an event with key and housekeeping columns (and <c>userdef_id</c> when that row is made).</summary>
    Housekeeping,

    /// <summary>Like <see cref="Housekeeping"/>, with <c>userdef_id</c> each time.</summary>
    Userdef,
}

/// <summary>How the Company Explorer misbehaves.</summary>
public enum ExplorerMode
{
    /// <summary>Not at all.</summary>
    Normal,

    /// <summary>Every answer is <c>processing</c>.</summary>
    Processing,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>422 with a detail.</summary>
    Unprocessable,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>200 with a body that is not JSON.</summary>
    Garbage,

    /// <summary>The answer describes another company than the one asked about.</summary>
    OtherCompany,

    /// <summary>The answer describes a company of the same name that has another website.</summary>
    SameNameOtherWebsite,

    /// <summary>Status <c>error</c>.</summary>
    Error,

    /// <summary>404 with the HTML page of a proxy that has no such path.</summary>
    NotFoundPage,

    /// <summary>404 with nothing.</summary>
    NotFoundEmpty,

    /// <summary>404 with JSON of another shape than agreed, as a web framework answers an unknown path.</summary>
    NotFoundDetail,

    /// <summary>404 with an answer of status <c>not_found</c>.</summary>
    NotFound,
}

/// <summary>How the tenant's API misbehaves.</summary>
public enum ApiMode
{
    /// <summary>Not at all.</summary>
    Normal,

    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,

    /// <summary>503 with Retry-After.</summary>
    Unavailable,

    /// <summary>500 with an HTML page.</summary>
    ServerError,
}

/// <summary>Which preconditions a save heeds; the others are ignored as if they were not there.</summary>
public enum Preconditions
{
    /// <summary>None.</summary>
    None,

    /// <summary>The header <c>If-Unmodified-Since</c>.</summary>
    UnmodifiedSince,

    /// <summary>The <c>test</c> operation of a PATCH.</summary>
    Test,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>The switches that may be turned in mid-run; the initial values are the tenant's ordinary behaviour.</summary>
internal sealed class Faults
{
    private readonly Lock _turning = new();
    private volatile FaultSettings _settings = new();

    public FaultSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    /// <summary>Changes the settings without losing what somebody else changes at the same moment.</summary>
    /// <returns>The settings after the change.</returns>
    public FaultSettings Update(Func<FaultSettings, FaultSettings> change)
    {
        lock (_turning)
        {
            return _settings = change(_settings);
        }
    }

    public RowEvents FieldEditEvents => _settings.FieldEditEvents;

    public RowEvents ChildEditEvents => _settings.ChildEditEvents;

    public bool FieldValues => _settings.FieldValues;
}

/// <summary>
/// A state of all switches: one JSON document, which the control API shows and merges changes into (see <see cref="Switches"/>).
/// Switches of one theme that are many have a part of their own beside this file.
/// </summary>
public sealed partial record FaultSettings
{
    /// <summary>What a save of user-defined fields alone does. Default <see cref="RowEvents.Housekeeping"/>.</summary>
    public RowEvents FieldEditEvents { get; init; } = RowEvents.Housekeeping;

    /// <summary>What a save of a website, phone, mail or street address alone does. Default <see cref="RowEvents.None"/>.</summary>
    public RowEvents ChildEditEvents { get; init; } = RowEvents.None;

    /// <summary>Whether events carry <c>FieldValues</c>; versions before 2025 do not. Default true.</summary>
    public bool FieldValues { get; init; } = true;

    /// <summary>The Company Explorer's mode.</summary>
    public ExplorerMode Explorer { get; init; } = ExplorerMode.Normal;

    /// <summary>How long an analysis takes from now on, in seconds; null for the configured time.</summary>
    [Range(0, 3600)]
    public double? ThinkSeconds { get; init; }

    /// <summary>The tenant API's mode.</summary>
    public ApiMode Api { get; init; } = ApiMode.Normal;

    /// <summary>What Retry-After says, in seconds, where a mode sends it. Default 2.</summary>
    [Range(0, 3600)]
    public int RetryAfterSeconds { get; init; } = 2;

    /// <summary>The tenant's state, such as <c>Running</c>, <c>OnlineMaintenance</c> (API up) or <c>OfflineMaintenance</c> (API away).</summary>
    public string TenantState { get; init; } = "Running";
}
