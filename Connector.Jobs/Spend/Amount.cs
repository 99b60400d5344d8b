namespace Connector.Jobs.Spend;

/// <summary>Money as the books hold it: whole millionths, in favour of the tenant's purse.</summary>
internal static class Amount
{
    private const decimal Millionths = 1_000_000m;

    /// <summary>More than any book may hold, so that sums stay exact in Lua's numbers.</summary>
    private const decimal Most = 1_000_000_000m;

    /// <summary>Rounded up: what costs something never counts as nothing.</summary>
    public static long ToMillionths(decimal amount) => (long)Math.Ceiling(Math.Clamp(amount, 0, Most) * Millionths);

    public static decimal FromMillionths(long millionths) => millionths / Millionths;
}
