using System.ComponentModel.DataAnnotations;
using Connector.Jobs.Ledger;

namespace Connector.Worker.Limits;

/// <summary>Which contacts, with their persons, may be written; outside, differences become proposals. A contact that any entry names is in.</summary>
public sealed class ScopeOptions
{
    /// <summary>All of them. Default false: whoever wants that says so.</summary>
    public bool All { get; set; }

    /// <summary>Ids of contacts.</summary>
    [MaxLength(10000, ErrorMessage = "Tenant:Scope:Contacts must have at most {1} entries.")]
    public IList<int> Contacts { get; } = [];

    /// <summary>Associate ids and short names of the contacts' owners.</summary>
    [MaxLength(1000, ErrorMessage = "Tenant:Scope:Owners must have at most {1} entries.")]
    public IList<string> Owners { get; } = [];

    /// <summary>Ids of the contacts' categories.</summary>
    [MaxLength(1000, ErrorMessage = "Tenant:Scope:Categories must have at most {1} entries.")]
    public IList<int> Categories { get; } = [];

    /// <summary>True if nothing is named.</summary>
    internal bool IsEmpty => !All && Contacts.Count == 0 && Owners.Count == 0 && Categories.Count == 0;
}

/// <summary>How many different accounts may be written by themselves; what a person approved or undid does not count.</summary>
public sealed class WriteBudgetOptions
{
    /// <summary>Within any hour. Default 50.</summary>
    [Range(1, 100000, ErrorMessage = "Tenant:WriteBudget:AccountsPerHour must be between {1} and {2}.")]
    public int AccountsPerHour { get; set; } = 50;

    /// <summary>Within any 24 hours. Default 500.</summary>
    [Range(1, 100000, ErrorMessage = "Tenant:WriteBudget:AccountsPerDay must be between {1} and {2}.")]
    public int AccountsPerDay { get; set; } = 500;

    internal WriteBudget ToBudget() => new(AccountsPerHour, AccountsPerDay);
}

/// <summary>When the brake lowers the mode to <c>propose</c>: by how many records ended badly, never by how often one did.</summary>
public sealed class BrakeOptions
{
    /// <summary>With more records than this whose last write ended in a conflict, a refusal, a 403, or another value than was sent. Default 5.</summary>
    [Range(0, 1000, ErrorMessage = "Tenant:Brake:Troubles must be between {1} and {2}.")]
    public int Troubles { get; set; } = 5;

    /// <summary>Among so many of the last records that wrote. Default 20.</summary>
    [Range(1, 500, ErrorMessage = "Tenant:Brake:Records must be between {1} and {2}.")]
    public int Records { get; set; } = 20;

    internal BrakeLimits ToLimits() => new(Troubles, Records);
}
