using System.ComponentModel.DataAnnotations;

namespace Connector.Sandbox.Control;

/// <summary>How the call that tells the tenant's state misbehaves.</summary>
public enum StateCallMode
{
    /// <summary>Not at all.</summary>
    Normal,

    /// <summary>200, and the state is <c>Unknown</c>, as for a tenant that does not exist.</summary>
    UnknownTenant,

    /// <summary>404: which code an unknown tenant gets is documented nowhere.</summary>
    NotFound,

    /// <summary>500 with an HTML page.</summary>
    ServerError,

    /// <summary>200 with half a JSON document.</summary>
    Garbage,

    /// <summary>No answer.</summary>
    Hang,
}

/// <content>Where the tenant is and what it says about that.</content>
public sealed partial record FaultSettings : IValidatableObject
{
    private static readonly string[] TenantStates =
    [
        "Unknown", "Provisioning", "Running", "Deleted", "Suspended", "OnlineMaintenance", "OfflineMaintenance", "ProvisioningFailed",
        "Deleting", "DeleteFailed", "MigrationPending",
    ];

    /// <summary>
    /// Where the tenant's API answers, as <c>localhost</c> or <c>127.0.0.1:8005</c>; elsewhere it is 421. Default: wherever it is
    /// called. Moving the tenant sets it.
    /// </summary>
    [RegularExpression(@"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?", ErrorMessage = "tenantHost must be localhost, 127.0.0.1 or [::1], with or without a port.")]
    public string? TenantHost { get; init; }

    /// <summary>How long the answer of the state call is valid, in seconds. Default 300.</summary>
    [Range(0, 86_400)]
    public int StateValidSeconds { get; init; } = 300;

    /// <summary>How the state call answers.</summary>
    public StateCallMode StateCall { get; init; } = StateCallMode.Normal;

    /// <summary>The host that the state call names instead of the tenant's, such as <c>https://attacker.example</c>. Default: none.</summary>
    [RegularExpression(@"https?://[^/\s?#@]{1,200}", ErrorMessage = "stateNamesHost must be a scheme and a host, such as https://attacker.example.")]
    public string? StateNamesHost { get; init; }

    /// <summary>Whether the API is up in the present state.</summary>
    internal bool IsRunning => TenantState is "Running" or "OnlineMaintenance";

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!TenantStates.Contains(TenantState, StringComparer.Ordinal))
        {
            yield return new($"tenantState must be one of {string.Join(", ", TenantStates)}.");
        }

        foreach (var (index, fault) in (ApiFaults ?? []).Index())
        {
            List<ValidationResult> errors = [];
            Validator.TryValidateObject(fault, new(fault), errors, validateAllProperties: true);
            foreach (var error in errors)
            {
                yield return new($"apiFaults[{index}]: {error.ErrorMessage}");
            }
        }
    }
}
