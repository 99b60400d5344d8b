namespace Connector.Jobs.Ledger;

/// <summary>What we may do to a tenant; each may do what those before it may.</summary>
public enum TenantMode
{
    /// <summary>Read and decide.</summary>
    Observe,

    /// <summary>Enrich, and store the differences instead of writing them.</summary>
    Propose,

    /// <summary>Write.</summary>
    Write,
}

/// <summary>Modes as words.</summary>
public static class TenantModeWords
{
    /// <summary>The mode as Redis and the scripts spell it.</summary>
    public static string Word(this TenantMode mode) => mode switch
    {
        TenantMode.Write => "write",
        TenantMode.Propose => "propose",
        _ => "observe",
    };

    /// <summary>Reads it; what nobody knows is the least that may be.</summary>
    public static TenantMode Parse(string word) => word switch
    {
        "write" => TenantMode.Write,
        "propose" => TenantMode.Propose,
        _ => TenantMode.Observe,
    };
}
