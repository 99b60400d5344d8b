namespace Connector.Jobs.Ledger;

/// <summary>On what terms an entity may be written: what the settings say and the worker sees. The script knows the rest.</summary>
public sealed record WriteTerms
{
    /// <summary>The mode in this service's settings; the lower of it and the one in Redis counts.</summary>
    public required TenantMode Mode { get; init; }

    /// <summary>Whether the entity's account is in the tenant's scope.</summary>
    public required bool InScope { get; init; }

    /// <summary>How many accounts may be written.</summary>
    public required WriteBudget Budget { get; init; }

    /// <summary>What a person allowed beyond that, for this one write; null for what happens by itself.</summary>
    public WriteGrant? Grant { get; init; }
}

/// <summary>How many different accounts of a tenant may be written within any hour and any 24 hours.</summary>
/// <param name="AccountsPerHour">1 or more.</param>
/// <param name="AccountsPerDay">1 or more.</param>
public readonly record struct WriteBudget(int AccountsPerHour, int AccountsPerDay);

/// <summary>A person's leave to write one entity. Fence and write stop count all the same.</summary>
/// <param name="Kind">For what.</param>
/// <param name="Batch">What one command let be written, which can be undone together.</param>
public sealed record WriteGrant(GrantKind Kind, string Batch);

/// <summary>For what a person gave leave.</summary>
public enum GrantKind
{
    /// <summary>A proposal was approved: needs a mode of at least <see cref="TenantMode.Propose"/>; the approval is its own scope and budget.</summary>
    Approve,

    /// <summary>What we wrote is taken back: in any mode.</summary>
    Undo,
}

internal static class GrantWords
{
    /// <summary>The grant as scripts and records spell it; empty for none.</summary>
    public static string Word(this GrantKind? kind) => kind switch
    {
        GrantKind.Approve => "approve",
        GrantKind.Undo => "undo",
        _ => "",
    };
}
