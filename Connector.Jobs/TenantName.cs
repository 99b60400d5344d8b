namespace Connector.Jobs;

/// <summary>What a tenant may be called, since its name is part of keys.</summary>
public static class TenantName
{
    /// <summary>True for 1 to 64 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsValid(string tenant) => tenant.Length is > 0 and <= 64 && tenant.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The name itself, if it is letters, digits, <c>-</c> and <c>_</c>, at most 64 of them.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Check(string tenant) =>
        IsValid(tenant)
            ? tenant
            : throw new ArgumentException("A tenant is named by 1 to 64 letters, digits, '-' and '_'.", nameof(tenant));
}
